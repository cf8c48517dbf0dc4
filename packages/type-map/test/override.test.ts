import { describe, expect, test } from "@jest/globals";

import { checkOverride, mapType, parsePgType, parseSnowflakeType } from "../src/index.ts";
import { mappings } from "./mappings.ts";

/** Refused is `undefined`. */
const overrides: readonly (readonly [source: string, target: string, loss: readonly string[] | undefined])[] = [
  ["NUMBER(10,2)", "numeric(20,4)", []],
  ["NUMBER(10,2)", "numeric", []],
  ["NUMBER(10,2)", "numeric(10,2)", []],
  ["NUMBER(10,2)", "numeric(9,2)", ["NUMERIC_OVERFLOW_REFUSED"]],
  ["NUMBER(10,2)", "numeric(10,1)", ["FRACTION_ROUNDED"]],
  ["NUMBER(10,2)", "numeric(10,4)", ["NUMERIC_OVERFLOW_REFUSED"]],
  ["NUMBER(10,2)", "numeric(5,0)", ["NUMERIC_OVERFLOW_REFUSED", "FRACTION_ROUNDED"]],
  ["NUMBER(18,0)", "bigint", []],
  ["NUMBER(38,0)", "bigint", ["OUTSIDE_INT8_REFUSED"]],
  ["NUMBER(9,0)", "integer", []],
  ["NUMBER(10,0)", "integer", ["OUTSIDE_INT4_REFUSED"]],
  ["NUMBER(4,0)", "smallint", []],
  ["NUMBER(5,0)", "smallint", ["OUTSIDE_INT2_REFUSED"]],
  ["NUMBER(6,2)", "smallint", ["FRACTION_REFUSED"]],
  ["NUMBER(15,0)", "double precision", []],
  ["NUMBER(16,0)", "double precision", ["FLOAT_ROUNDED"]],
  ["NUMBER(5,2)", "float8", ["FLOAT_ROUNDED"]],
  ["NUMBER(7,0)", "real", []],
  ["NUMBER(8,0)", "real", ["FLOAT_ROUNDED"]],
  ["NUMBER(1,0)", "boolean", ["MALFORMED_REFUSED"]],
  ["NUMBER(2,0)", "boolean", undefined],
  ["NUMBER(10,2)", "text", []],
  ["NUMBER(10,2)", "date", undefined],
  ["FLOAT", "real", ["FLOAT_ROUNDED", "FLOAT_RANGE_REFUSED"]],
  ["FLOAT", "numeric", ["NEGATIVE_ZERO"]],
  ["FLOAT", "numeric(10,2)", ["NUMERIC_OVERFLOW_REFUSED", "FRACTION_ROUNDED", "NEGATIVE_ZERO"]],
  ["FLOAT", "bigint", ["OUTSIDE_INT8_REFUSED", "FRACTION_REFUSED", "NEGATIVE_ZERO"]],
  ["FLOAT", "text", []],
  ["FLOAT", "boolean", undefined],
  ["DECFLOAT", "double precision", ["FLOAT_ROUNDED", "FLOAT_RANGE_REFUSED"]],
  ["DECFLOAT", "numeric(38,10)", ["NUMERIC_OVERFLOW_REFUSED", "FRACTION_ROUNDED"]],
  ["DECFLOAT", "text", []],
  ["VARCHAR(20)", "varchar(20)", ["NUL_REFUSED"]],
  ["VARCHAR(20)", "varchar(30)", ["NUL_REFUSED"]],
  ["VARCHAR(20)", "varchar", ["NUL_REFUSED"]],
  ["VARCHAR(20)", "varchar(19)", ["NUL_REFUSED", "TEXT_TOO_LONG_REFUSED"]],
  ["VARCHAR(20) COLLATE 'de'", "text", ["NUL_REFUSED", "COLLATION_DROPPED"]],
  ["VARCHAR(36)", "uuid", ["MALFORMED_REFUSED"]],
  ["VARCHAR", "json", ["MALFORMED_REFUSED"]],
  ["VARCHAR", "jsonb", ["JSON_NORMALISED", "MALFORMED_REFUSED"]],
  ["VARCHAR", "integer", undefined],
  ["VARCHAR", "date", undefined],
  ["VARCHAR", "bytea", undefined],
  ["BINARY(16)", "uuid", ["MALFORMED_REFUSED"]],
  ["BINARY(17)", "uuid", undefined],
  ["BINARY", "text", []],
  ["BINARY", "integer", undefined],
  ["BOOLEAN", "text", []],
  ["BOOLEAN", "smallint", undefined],
  ["DATE", "timestamp(0)", []],
  ["DATE", "timestamptz", undefined],
  ["TIME(6)", "time", []],
  ["TIME(3)", "time(0)", ["FRACTION_TRUNCATED"]],
  ["TIME(9)", "time(3)", ["FRACTION_TRUNCATED"]],
  ["TIME", "interval", undefined],
  ["TIMESTAMP_NTZ(9)", "timestamp", ["SUB_MICROSECOND"]],
  ["TIMESTAMP_NTZ(3)", "timestamp(6)", []],
  ["TIMESTAMP_NTZ(6)", "timestamp(5)", ["FRACTION_TRUNCATED"]],
  ["TIMESTAMP_NTZ", "date", ["TIME_OF_DAY_DROPPED"]],
  ["TIMESTAMP_NTZ", "timestamptz", undefined],
  ["TIMESTAMP_NTZ", "text", []],
  ["TIMESTAMP_LTZ(3)", "timestamptz", []],
  ["TIMESTAMP_LTZ", "timestamp", undefined],
  ["TIMESTAMP_LTZ", "date", undefined],
  ["TIMESTAMP_TZ(3)", "timestamptz(3)", ["TZ_OFFSET_DROPPED"]],
  ["TIMESTAMP_TZ(9)", "timestamptz(0)", ["TZ_OFFSET_DROPPED", "FRACTION_TRUNCATED"]],
  ["TIMESTAMP_TZ(9)", "text", []],
  ["TIMESTAMP_TZ(9)", "bigint", undefined],
  ["VARIANT", "text", ["JSON_NULL_MERGED", "JSON_TYPES_AS_TEXT", "JSON_FLOAT_DIGITS"]],
  ["VARIANT", "integer", undefined],
  ["ARRAY(INT)", "json", []],
  ["ARRAY(INT)", "bigint[]", undefined],
  ["MAP(VARCHAR, INT)", "jsonb", ["JSON_NORMALISED", "NUL_REFUSED"]],
  ["FILE", "text", ["FILE_CONTENT_NOT_MOVED"]],
  ["GEOGRAPHY", "bytea", ["GEO_FEATURE_REDUCED"]],
  ["GEOGRAPHY", "geography(Geometry,4326)", ["GEO_FEATURE_REDUCED"]],
  ["GEOGRAPHY", "geography", ["GEO_FEATURE_REDUCED"]],
  ["GEOGRAPHY", "geography(Point,4326)", ["GEO_FEATURE_REDUCED", "MALFORMED_REFUSED"]],
  ["GEOGRAPHY", "geometry", undefined],
  ["GEOGRAPHY", "text", ["GEO_DIGITS"]],
  ["GEOMETRY", "geometry(Geometry,2056)", ["GEO_FEATURE_REDUCED", "MALFORMED_REFUSED"]],
  ["GEOMETRY", "json", ["GEO_DIGITS", "GEO_SRID_DROPPED"]],
  ["GEOMETRY", "uuid", undefined],
  ["VECTOR(FLOAT, 3)", "double precision[]", []],
  ["VECTOR(FLOAT, 3)", "integer[]", undefined],
  ["VECTOR(FLOAT, 3)", "text[]", undefined],
  ["VECTOR(INT, 3)", "real[]", ["VECTOR_INT_ROUNDED"]],
  ["VECTOR(INT, 3)", "bigint[]", []],
  ["VECTOR(INT, 3)", "vector(3)", ["VECTOR_INT_ROUNDED"]],
  ["VECTOR(FLOAT, 3)", "vector", []],
  ["VECTOR(FLOAT, 3)", "vector(4)", undefined],
  ["VECTOR(FLOAT, 3)", "jsonb", []],
  ["INTERVAL YEAR TO MONTH", "interval", ["INTERVAL_RANGE_REFUSED"]],
  ["INTERVAL DAY TO SECOND(3)", "interval(2)", ["FRACTION_TRUNCATED"]],
  ["INTERVAL DAY TO SECOND", "interval", ["SUB_MICROSECOND"]],
  ["INTERVAL DAY", "bigint", undefined],
  ["PERIOD(DATE)", "daterange", []],
  ["PERIOD(DATE)", "tsrange", undefined],
  ["PERIOD(TIMESTAMP_TZ(9))", "tstzrange", ["TZ_OFFSET_DROPPED", "SUB_MICROSECOND"]],
  ["UUID", "text", []],
  ["UUID", "varchar(36)", []],
  ["UUID", "varchar(35)", undefined],
  ["UUID", "bytea", undefined],
];

test.each(overrides)("%s as %s", (source, target, loss) => {
  const check = checkOverride(parseSnowflakeType(source), parsePgType(target));
  expect(check.ok ? check.loss : undefined).toEqual(loss);
});

describe("the verdict", () => {
  test("names the fidelity", () => {
    expect(checkOverride(parseSnowflakeType("NUMBER(10,2)"), parsePgType("numeric(10,1)"))).toEqual({
      ok: true,
      fidelity: "truncated",
      loss: ["FRACTION_ROUNDED"],
    });
  });

  test("says why an override is refused", () => {
    expect(checkOverride(parseSnowflakeType("TIMESTAMP_NTZ"), parsePgType("timestamptz"))).toEqual({
      ok: false,
      reason:
        "TIMESTAMP_NTZ(9) cannot be stored as timestamp with time zone: a wall clock is no instant: the zone it was read in is not known",
    });
    expect(checkOverride(parseSnowflakeType("BOOLEAN"), parsePgType("date"))).toEqual({
      ok: false,
      reason: "BOOLEAN cannot be stored as date",
    });
  });

  test("follows the policies", () => {
    const years = checkOverride(parseSnowflakeType("DATE"), parsePgType("timestamp(0)"), { yearBelowOne: "reject" });
    expect(years).toEqual({ ok: true, fidelity: "exact-with-policy", loss: ["YEAR_BELOW_ONE_REFUSED"] });
    const nul = checkOverride(parseSnowflakeType("VARCHAR"), parsePgType("text"), { nul: "strip" });
    expect(nul).toEqual({ ok: true, fidelity: "changed", loss: ["NUL_STRIPPED"] });
  });
});

const whole = mappings.filter(({ type, policies = {} }) => mapType(type, policies).parts.length === 1);

test.each(whole)(
  "the mapping of $type under $policies is itself an override that is allowed",
  ({ type, policies = {} }) => {
    const [part] = mapType(type, policies).parts;
    const check = checkOverride(parseSnowflakeType(type), parsePgType(part?.type ?? ""), policies);
    expect(check).toEqual({ ok: true, fidelity: part?.fidelity, loss: part?.loss });
  },
);
