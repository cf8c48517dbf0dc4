/** The worst values of every type: what Snowflake is given, and what PostgreSQL 18 must hold in the end. */
import type { LossCode, Part, Policies } from "../../src/index.ts";

/** A value that is not moved, and why. */
interface Refused {
  readonly refused: LossCode;
}

function refused(code: LossCode): Refused {
  return { refused: code };
}

/** Values of one type that become one PostgreSQL column. */
export interface TortureGroup {
  readonly type: string;
  readonly part?: Part;
  readonly policies?: Partial<Policies>;
  /** Target of an override. */
  readonly target?: string;
  /** Session parameters while the values are inserted. */
  readonly inserting?: Readonly<Record<string, string>>;
  /** A Snowflake expression and `column::text` of PostgreSQL: one of several where both are right. */
  readonly rows: readonly (readonly [literal: string, expected: string | null | readonly string[] | Refused])[];
}

/** A Snowflake string constant of any text. */
export function literal(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\0", "\\0")}'`;
}

const same = (...values: readonly string[]): TortureGroup["rows"] => values.map((value) => [value, value] as const);
const nines = "9".repeat(38);

const numbers: readonly TortureGroup[] = [
  {
    type: "NUMBER(38,0)",
    rows: [
      ...same(nines, `-${nines}`, "0", "-1", "9007199254740993", "9223372036854775807", "9223372036854775808"),
      ["18446744073709551616", "18446744073709551616"],
      ["NULL", null],
    ],
  },
  {
    type: "NUMBER(38,37)",
    rows: same("9.9999999999999999999999999999999999999", "0.0000000000000000000000000000000000001"),
  },
  { type: "NUMBER(38,20)", rows: [["0", "0.00000000000000000000"]] },
  {
    type: "NUMBER(10,2)",
    rows: [
      ["1.10", "1.10"],
      ["-0.00", "0.00"],
      ["-12345678.90", "-12345678.90"],
    ],
  },
  { type: "NUMBER(4,0)", policies: { integers: "smallest" }, rows: same("9999", "-9999", "0") },
  { type: "NUMBER(9,0)", policies: { integers: "smallest" }, rows: same("999999999", "-999999999") },
  { type: "NUMBER(18,0)", policies: { integers: "smallest" }, rows: same("999999999999999999", "-999999999999999999") },
  {
    type: "NUMBER(38,0)",
    target: "bigint",
    rows: [
      ...same("9223372036854775807", "-9223372036854775808"),
      ["9223372036854775808", refused("OUTSIDE_INT8_REFUSED")],
      [nines, refused("OUTSIDE_INT8_REFUSED")],
      ["NULL", null],
    ],
  },
  {
    type: "NUMBER(38,0)",
    target: "integer",
    rows: [
      ["2147483647", "2147483647"],
      ["-2147483649", refused("OUTSIDE_INT4_REFUSED")],
    ],
  },
  {
    type: "NUMBER(38,0)",
    target: "smallint",
    rows: [
      ["-32768", "-32768"],
      ["32768", refused("OUTSIDE_INT2_REFUSED")],
    ],
  },
  {
    type: "NUMBER(10,2)",
    target: "bigint",
    rows: [
      ["12.00", "12"],
      ["12.50", refused("FRACTION_REFUSED")],
    ],
  },
  {
    type: "NUMBER(10,2)",
    target: "numeric(20,4)",
    rows: [
      ["1.10", "1.1000"],
      ["-0.01", "-0.0100"],
    ],
  },
  { type: "NUMBER(5,0)", target: "numeric(10,2)", rows: [["7", "7.00"]] },
  {
    type: "NUMBER(10,3)",
    target: "numeric(5,2)",
    rows: [
      ["1.005", "1.01"],
      ["-2.345", "-2.35"],
      ["999.994", "999.99"],
      ["999.995", refused("NUMERIC_OVERFLOW_REFUSED")],
      ["-1000", refused("NUMERIC_OVERFLOW_REFUSED")],
    ],
  },
  {
    type: "NUMBER(1,0)",
    target: "boolean",
    rows: [
      ["1", "true"],
      ["0", "false"],
      ["2", refused("MALFORMED_REFUSED")],
      ["NULL", null],
    ],
  },
  { type: "NUMBER(10,2)", target: "text", rows: [["1.10", "1.10"]] },
  { type: "NUMBER(38,2)", target: "numeric", rows: [["1234567890.10", "1234567890.10"]] },
];

const floats: TortureGroup["rows"] = [
  ["1.7976931348623157e308", "1.7976931348623157e+308"],
  ["-1.7976931348623157e308", "-1.7976931348623157e+308"],
  ["2.2250738585072014e-308", "2.2250738585072014e-308"],
  ["5e-324", "5e-324"],
  ["0.1::FLOAT + 0.2::FLOAT", "0.30000000000000004"],
  ["0.12345678901", "0.12345678901"],
  ["123456789.123456789", "123456789.12345679"],
  ["1e-10", "1e-10"],
  ["1e15", "1e+15"],
  ["1e16", "1e+16"],
  ["100000", "100000"],
  ["0", "0"],
  ["-1.5", "-1.5"],
  ["9007199254740993::FLOAT", "9.007199254740992e+15"],
  ["-1 * 0::FLOAT", "-0"],
  ["'NaN'", "NaN"],
  ["'inf'", "Infinity"],
  ["'-inf'", "-Infinity"],
  ["NULL", null],
];

const floating: readonly TortureGroup[] = [
  { type: "FLOAT", rows: floats },
  {
    type: "FLOAT",
    target: "bigint",
    rows: [
      ["42", "42"],
      ["-9007199254740992", "-9007199254740992"],
      ["0.5", refused("FRACTION_REFUSED")],
      ["1e300", refused("OUTSIDE_INT8_REFUSED")],
      ["'NaN'", refused("OUTSIDE_INT8_REFUSED")],
      ["'-inf'", refused("OUTSIDE_INT8_REFUSED")],
    ],
  },
  {
    type: "FLOAT",
    target: "real",
    rows: [
      ["1.5", "1.5"],
      ["'inf'", "Infinity"],
      ["1e39", refused("FLOAT_RANGE_REFUSED")],
      ["1e-50", refused("FLOAT_RANGE_REFUSED")],
    ],
  },
  {
    type: "FLOAT",
    target: "numeric",
    rows: [
      ["1.5", "1.5"],
      ["1e20", "100000000000000000000"],
    ],
  },
  {
    type: "FLOAT",
    target: "numeric(6,2)",
    rows: [
      ["9999.99", "9999.99"],
      ["9999.999", refused("NUMERIC_OVERFLOW_REFUSED")],
      ["'inf'", refused("NUMERIC_OVERFLOW_REFUSED")],
      ["'NaN'", refused("NUMERIC_OVERFLOW_REFUSED")],
    ],
  },
  {
    type: "DECFLOAT",
    rows: [
      ["'1E+16384'", `1${"0".repeat(16_384)}`],
      ["'1E-16383'", `0.${"0".repeat(16_382)}1`],
      ["'1.2345678901234567890123456789012345678E-16383'", refused("DECFLOAT_RANGE_REFUSED")],
      ["'1.2E-16383'", refused("DECFLOAT_RANGE_REFUSED")],
      ["'-1.234E+8000'", `-1234${"0".repeat(7997)}`],
      ["'9.876E-8000'", `0.${"0".repeat(7999)}9876`],
      [`'${nines}'`, nines],
      ["'-4.2e-5432'", `-0.${"0".repeat(5431)}42`],
      ["'0'", "0"],
      ["'42'", "42"],
      ["'-123.456'", "-123.456"],
      ["NULL", null],
    ],
  },
  {
    type: "DECFLOAT",
    target: "double precision",
    rows: [
      ["'0.1'", "0.1"],
      ["'1E+309'", refused("FLOAT_RANGE_REFUSED")],
      ["'-1E-400'", refused("FLOAT_RANGE_REFUSED")],
    ],
  },
  {
    type: "NUMBER(38,6)",
    target: "double precision",
    rows: [
      ["'0.1'", "0.1"],
      ["'12345678901234567890123456789012.345678'", "1.2345678901234567e+31"],
      ["'-0.000001'", "-1e-06"],
      ["NULL", null],
    ],
  },
];

const texts: readonly string[] = [
  "",
  " ",
  "  lead and trail  ",
  "NULL",
  "null",
  "\\N",
  "\\.",
  "\\",
  "\\\\",
  '"',
  '""',
  "'",
  ",",
  'a,"b"',
  "a\tb",
  "a\nb",
  "a\rb",
  "a\r\nb",
  "trailing\n",
  "\u00a0",
  "\ufefftext",
  "\u2028",
  "\u00e9",
  "e\u0301",
  "😀",
  "👩‍👩‍👧‍👦",
  "\u202eשלום مرحبا",
  "\u{10ffff}",
  "\ufffe\uffff",
  "2024-01-01",
  "true",
  "1e5",
  '{"a":1}',
  "\u0001\u001f\u007f",
  "\\x41",
  "$$",
];

const varchar: readonly TortureGroup[] = [
  {
    type: "VARCHAR(16777216)",
    rows: [
      ...texts.map((value) => [literal(value), value] as const),
      ["NULL", null],
      ["'\\0'", refused("NUL_REFUSED")],
      ["'a\\0b'", refused("NUL_REFUSED")],
    ],
  },
  {
    type: "VARCHAR(100)",
    policies: { nul: "strip" },
    rows: [
      ["'a\\0b\\0'", "ab"],
      ["'\\0'", ""],
      ["'plain'", "plain"],
    ],
  },
  { type: "VARCHAR(100)", policies: { nul: "replace" }, rows: [["'a\\0b'", "a\u2400b"]] },
  {
    type: "VARCHAR(5)",
    policies: { varcharLength: "keep" },
    rows: same("'éé😀ab'", "'ab   '").map(([value]) => [value, value.slice(1, -1)]),
  },
  {
    type: "VARCHAR(10)",
    target: "character varying(3)",
    rows: [
      ["'😀😀😀'", "😀😀😀"],
      ["'abcd'", refused("TEXT_TOO_LONG_REFUSED")],
    ],
  },
  {
    type: "VARCHAR(50) COLLATE 'en-ci'",
    rows: [
      ["'a'", "a"],
      ["'A'", "A"],
      ["'x\\0'", refused("NUL_REFUSED")],
    ],
  },
  { type: "VARCHAR(50) COLLATE 'en-ci'", policies: { nul: "strip" }, rows: [["'x\\0Y'", "xY"]] },
  {
    type: "VARCHAR(50)",
    target: "uuid",
    rows: [
      ["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
      ["'a0eebc99'", refused("MALFORMED_REFUSED")],
      ["''", refused("MALFORMED_REFUSED")],
      ["NULL", null],
    ],
  },
  {
    type: "VARCHAR(50)",
    target: "json",
    rows: [
      [`'{"b": 1, "a": 2}'`, '{"b": 1, "a": 2}'],
      ["'{'", refused("MALFORMED_REFUSED")],
      ["''", refused("MALFORMED_REFUSED")],
      ["NULL", null],
    ],
  },
];

const allBytes = Array.from({ length: 256 }, (_unused, byte) => byte.toString(16).padStart(2, "0")).join("");

const others: readonly TortureGroup[] = [
  {
    type: "BINARY(300)",
    rows: [
      ...["", "00", "5c", "ff", "0d0a225c", "5c783431", allBytes].map(
        (hex) => [`TO_BINARY('${hex}', 'HEX')`, `\\x${hex}`] as const,
      ),
      ["NULL", null],
    ],
  },
  {
    type: "BINARY(16)",
    target: "uuid",
    rows: [
      ["TO_BINARY('A0EEBC999C0B4EF8BB6D6BB9BD380A11', 'HEX')", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
      ["TO_BINARY('A0', 'HEX')", refused("MALFORMED_REFUSED")],
    ],
  },
  {
    type: "BOOLEAN",
    rows: [
      ["TRUE", "true"],
      ["FALSE", "false"],
      ["NULL", null],
    ],
  },
  {
    type: "UUID",
    rows: [
      ["'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"],
      ["NULL", null],
    ],
  },
];

const bcDates: TortureGroup["rows"] = [
  ["'0000-01-01'", "0001-01-01 BC"],
  ["TO_DATE('-0001-12-31', 'UUUU-MM-DD')", "0002-12-31 BC"],
];

const dates: TortureGroup["rows"] = [
  ...[
    "0001-01-01",
    "9999-12-31",
    "1582-10-10",
    "1582-10-15",
    "1969-12-31",
    "1970-01-01",
    "2000-02-29",
    "1900-02-28",
  ].map((day) => [`'${day}'`, day] as const),
  ["NULL", null],
];

const times: readonly TortureGroup[] = [
  { type: "DATE", rows: [...dates, ...bcDates] },
  {
    type: "DATE",
    policies: { yearBelowOne: "reject" },
    rows: [...dates, ...bcDates.map(([value]) => [value, refused("YEAR_BELOW_ONE_REFUSED")] as const)],
  },
  {
    type: "DATE",
    target: "timestamp without time zone",
    rows: [
      ["'2024-02-29'", "2024-02-29 00:00:00"],
      ["'0000-01-01'", "0001-01-01 00:00:00 BC"],
    ],
  },
  {
    type: "TIME(9)",
    rows: [
      ["'23:59:59.999999999'", "23:59:59.999999"],
      ["'00:00:00.000000001'", "00:00:00"],
      ["'12:34:56.123456500'", "12:34:56.123456"],
      ["'00:00:00'", "00:00:00"],
      ["'10:20:30.100'", "10:20:30.1"],
      ["NULL", null],
    ],
  },
  { type: "TIME(0)", rows: [["'23:59:59.999999999'", "23:59:59"]] },
  { type: "TIME(3)", rows: [["'23:59:59.999999999'", "23:59:59.999"]] },
  { type: "TIME(9)", target: "time(3) without time zone", rows: [["'23:59:59.999999999'", "23:59:59.999"]] },
  { type: "TIME(9)", policies: { subMicrosecond: "text" }, rows: [["'00:00:00.000000001'", "00:00:00.000000001"]] },
  {
    type: "TIME(9)",
    part: "sub-microsecond",
    policies: { subMicrosecond: "extra-column" },
    rows: [
      ["'23:59:59.999999999'", "999"],
      ["'00:00:00.000000001'", "1"],
      ["'12:34:56.123456'", "0"],
      ["NULL", null],
    ],
  },
];

const wallClocks: TortureGroup["rows"] = [
  ["'2024-01-15 10:30:00.123456789'", "2024-01-15 10:30:00.123456"],
  ["'1969-12-31 23:59:59.999999999'", "1969-12-31 23:59:59.999999"],
  ["'0001-01-01 00:00:00'", "0001-01-01 00:00:00"],
  ["'9999-12-31 23:59:59.999999999'", "9999-12-31 23:59:59.999999"],
  ["'2024-12-31 23:59:59.999999999'", "2024-12-31 23:59:59.999999"],
  ["'2024-03-10 02:30:00'", "2024-03-10 02:30:00"],
  ["NULL", null],
];

const timestamps: readonly TortureGroup[] = [
  { type: "TIMESTAMP_NTZ(9)", rows: [...wallClocks, ["'0000-02-29 12:00:00.5'", "0001-02-29 12:00:00.5 BC"]] },
  {
    type: "TIMESTAMP_NTZ(9)",
    policies: { yearBelowOne: "reject" },
    rows: [...wallClocks, ["'0000-12-31 23:59:59'", refused("YEAR_BELOW_ONE_REFUSED")]],
  },
  { type: "TIMESTAMP_NTZ(0)", rows: [["'1969-12-31 23:59:59.999999999'", "1969-12-31 23:59:59"]] },
  { type: "TIMESTAMP_NTZ(3)", rows: [["'1969-12-31 23:59:59.999999999'", "1969-12-31 23:59:59.999"]] },
  {
    type: "TIMESTAMP_NTZ(9)",
    target: "timestamp(3) without time zone",
    rows: [["'2024-12-31 23:59:59.999999999'", "2024-12-31 23:59:59.999"]],
  },
  { type: "TIMESTAMP_NTZ(9)", target: "date", rows: [["'2024-12-31 23:59:59.999999999'", "2024-12-31"]] },
  {
    type: "TIMESTAMP_NTZ(9)",
    policies: { subMicrosecond: "text" },
    rows: [["'2024-01-15 10:30:00.123456789'", "2024-01-15 10:30:00.123456789"]],
  },
  {
    type: "TIMESTAMP_NTZ(9)",
    part: "sub-microsecond",
    policies: { subMicrosecond: "extra-column" },
    rows: [
      ["'2024-01-15 10:30:00.123456789'", "789"],
      ["'1969-12-31 23:59:59.999999999'", "999"],
      ["NULL", null],
    ],
  },
  {
    type: "TIMESTAMP_LTZ(9)",
    inserting: { TIMEZONE: "America/Los_Angeles" },
    rows: [
      ["'2024-03-10 03:30:00'", "2024-03-10 10:30:00+00"],
      ["'2024-11-03 01:30:00'", ["2024-11-03 08:30:00+00", "2024-11-03 09:30:00+00"]],
      ["'2024-01-15 10:30:00.123456789'", "2024-01-15 18:30:00.123456+00"],
      // Before 1883-11-18 the zone has local mean time, 7:52:58 behind Greenwich.
      ["'1883-01-01 00:00:00'", "1883-01-01 07:52:58+00"],
      ["'1900-01-01 00:00:00'", "1900-01-01 08:00:00+00"],
      ["NULL", null],
    ],
  },
  {
    type: "TIMESTAMP_LTZ(9)",
    policies: { subMicrosecond: "text" },
    rows: [["'2024-01-15 10:30:00.123456789 +00:00'", "2024-01-15 10:30:00.123456789+00"]],
  },
  {
    type: "TIMESTAMP_TZ(9)",
    rows: [
      ["'2024-01-15 10:30:00.123456789 +05:30'", "2024-01-15 05:00:00.123456+00"],
      ["'2024-01-15 10:30:00.123456 -02:30'", "2024-01-15 13:00:00.123456+00"],
      ["'2024-01-15 10:30:00 +14:00'", "2024-01-14 20:30:00+00"],
      ["'9999-12-31 23:59:59.999999 -12:00'", "10000-01-01 11:59:59.999999+00"],
      ["'2024-01-15 10:30:00 +15:59'", "2024-01-14 18:31:00+00"],
      ["'2024-01-15 10:30:00 +16:00'", "2024-01-14 18:30:00+00"],
      ["'2024-01-15 10:30:00 -23:59'", "2024-01-16 10:29:00+00"],
      ["'2024-01-15 10:30:00 +00:00'", "2024-01-15 10:30:00+00"],
      ["'2024-01-15 11:30:00 +01:00'", "2024-01-15 10:30:00+00"],
      ["'0001-01-01 00:00:00 +05:30'", "0001-12-31 18:30:00+00 BC"],
      ["NULL", null],
    ],
  },
  {
    type: "TIMESTAMP_TZ(9)",
    policies: { yearBelowOne: "reject" },
    rows: [["'0001-01-01 00:00:00 +05:30'", refused("YEAR_BELOW_ONE_REFUSED")]],
  },
  {
    type: "TIMESTAMP_TZ(9)",
    part: "offset-minutes",
    policies: { timestampTzOffset: "extra-column" },
    rows: [
      ["'2024-01-15 10:30:00.123456789 +05:30'", "330"],
      ["'2024-01-15 10:30:00.123456 -02:30'", "-150"],
      ["'2024-01-15 10:30:00 +14:00'", "840"],
      ["'9999-12-31 23:59:59.999999 -12:00'", "-720"],
      ["'2024-01-15 10:30:00 +15:59'", "959"],
      ["'2024-01-15 10:30:00 +16:00'", "960"],
      ["'2024-01-15 10:30:00 -23:59'", "-1439"],
      ["'2024-01-15 10:30:00 -00:30'", "-30"],
      ["'2024-01-15 10:30:00 +00:00'", "0"],
      ["'2024-01-15 11:30:00 +01:00'", "60"],
      ["NULL", null],
    ],
  },
  {
    type: "TIMESTAMP_TZ(9)",
    policies: { timestampTzOffset: "text" },
    rows: [
      ["'2024-01-15 10:30:00.123456789 +05:30'", "2024-01-15 10:30:00.123456789 +05:30"],
      ["'2024-01-15 10:30:00 -23:59'", "2024-01-15 10:30:00.000000000 -23:59"],
    ],
  },
];

const json = (value: string): string => `PARSE_JSON(${literal(value)})`;
const deep = `${"[".repeat(1000)}1${"]".repeat(1000)}`;

const variants: TortureGroup["rows"] = [
  ["NULL", null],
  ["PARSE_JSON('null')", "null"],
  ["TO_VARIANT('abc')", '"abc"'],
  ["TO_VARIANT('null')", '"null"'],
  ["TO_VARIANT('123')", '"123"'],
  [json("12345678901234567890123456789012345678"), "12345678901234567890123456789012345678"],
  [json("1.10"), "1.10"],
  [json("1e400"), `1${"0".repeat(400)}`],
  [json("1e-400"), `0.${"0".repeat(399)}1`],
  [json("-0"), "0"],
  ["TO_VARIANT(1.23::FLOAT)", "1.230000000000000"],
  ["ARRAY_CONSTRUCT(1, NULL, 2)", "[1, null, 2]"],
  ["OBJECT_CONSTRUCT_KEEP_NULL('b', NULL, 'a', 1)", '{"a": 1, "b": null}'],
  ["ARRAY_CONSTRUCT('NaN'::FLOAT)", '["NaN"]'],
  [json('{"":1,"a.b":2,"ä":3,"\\"":4}'), '{"": 1, "\\"": 4, "ä": 3, "a.b": 2}'],
  [json('"\\ud83d\\ude00 \\\\u0000 \\\\ud800"'), '"😀 \\\\u0000 \\\\ud800"'],
  [json('"1e99999"'), '"1e99999"'],
  [json("{}"), "{}"],
  [json("[]"), "[]"],
  [json(deep), deep],
  ["TO_VARIANT(TO_BINARY('ff', 'HEX'))", '"FF"'],
  ["TO_VARIANT('2024-01-01'::DATE)", '"2024-01-01"'],
  ["TO_VARIANT('2024-01-01 12:34:56.123456789 +05:30'::TIMESTAMP_TZ)", '"2024-01-01 12:34:56.123456789 +05:30"'],
];

const nulJson = json('{"a":"x\\u0000y","b":"\\\\u0000"}');

const documents: readonly TortureGroup[] = [
  {
    type: "VARIANT",
    rows: [
      ...variants,
      [nulJson, refused("NUL_REFUSED")],
      [json('"\\ud800"'), refused("MALFORMED_REFUSED")],
      [json('"\\ude00\\ud83d"'), refused("MALFORMED_REFUSED")],
      [json("[1e200000]"), refused("JSON_NUMBER_RANGE_REFUSED")],
      [json("[1e-16400]"), refused("JSON_NUMBER_RANGE_REFUSED")],
      ["PARSE_XML('<a><b>1</b></a>')", refused("JSON_XML_REFUSED")],
    ],
  },
  { type: "VARIANT", policies: { nul: "strip" }, rows: [[nulJson, '{"a": "xy", "b": "\\\\u0000"}']] },
  { type: "VARIANT", policies: { nul: "replace" }, rows: [[nulJson, '{"a": "x\u2400y", "b": "\\\\u0000"}']] },
  {
    type: "VARIANT",
    policies: { semiStructured: "json" },
    rows: [
      [nulJson, '{"a":"x\\u0000y","b":"\\\\u0000"}'],
      [json("-0"), "-0"],
      [json("[1e200000]"), "[1e200000]"],
      ["TO_VARIANT(1.23::FLOAT)", "1.230000000000000e+00"],
      ["PARSE_JSON('null')", "null"],
      ["PARSE_XML('<a/>')", refused("JSON_XML_REFUSED")],
    ],
  },
  {
    type: "VARIANT",
    policies: { semiStructured: "text" },
    rows: [
      [nulJson, '{"a":"x\\u0000y","b":"\\\\u0000"}'],
      ["PARSE_XML('<a>1</a>')", "<a>1</a>"],
      ["TO_VARIANT('abc')", '"abc"'],
      ["NULL", null],
    ],
  },
  { type: "ARRAY", rows: [["ARRAY_CONSTRUCT()", "[]"]] },
  { type: "OBJECT", rows: [["OBJECT_CONSTRUCT('k', 'v')", '{"k": "v"}']] },
  {
    type: "MAP(NUMBER(10,0), VARCHAR)",
    rows: [["OBJECT_CONSTRUCT('1', 'one')::MAP(NUMBER(10,0), VARCHAR)", '{"1": "one"}']],
  },
  {
    type: "FILE",
    policies: { semiStructured: "json" },
    rows: [
      [
        `TO_FILE(${json('{"STAGE":"@D.S.M","RELATIVE_PATH":"a b.png","SIZE":5,"ETAG":"e","CONTENT_TYPE":"image/png"}')})`,
        '{"CONTENT_TYPE":"image/png","ETAG":"e","RELATIVE_PATH":"a b.png","SIZE":5,"STAGE":"@D.S.M"}',
      ],
      ["NULL", null],
    ],
  },
];

const point = "TO_GEOGRAPHY('POINT(-122.35 37.55)')";
const dateLine = "TO_GEOGRAPHY('POLYGON((170 10, -170 10, -170 -10, 170 -10, 170 10))')";

const long = [...Array(4096).keys()].join(",");

const spatial: readonly TortureGroup[] = [
  {
    type: "GEOGRAPHY",
    rows: [
      [point, '{"type": "Point", "coordinates": [-122.35, 37.55]}'],
      ["TO_GEOGRAPHY('POINT EMPTY')", '{"type": "Point", "coordinates": []}'],
      [dateLine, '{"type": "Polygon", "coordinates": [[[170, 10], [-170, 10], [-170, -10], [170, -10], [170, 10]]]}'],
      ["NULL", null],
    ],
  },
  {
    type: "GEOGRAPHY",
    policies: { geo: "ewkb" },
    rows: [[point, "\\x0101000020e61000006666666666965ec06666666666c64240"]],
  },
  {
    type: "GEOMETRY",
    policies: { geo: "ewkb" },
    rows: [
      ["TO_GEOMETRY('POINT(1 2)')", "\\x0101000000000000000000f03f0000000000000040"],
      ["TO_GEOMETRY('POINT(1 2)', 4326)", "\\x0101000020e6100000000000000000f03f0000000000000040"],
      ["TO_GEOMETRY('POINT(1 2)', 3857)", "\\x0101000020110f0000000000000000f03f0000000000000040"],
    ],
  },
  { type: "VECTOR(INT, 3)", rows: [["[-2147483648, 0, 2147483647]::VECTOR(INT, 3)", "{-2147483648,0,2147483647}"]] },
  {
    type: "VECTOR(FLOAT, 4)",
    rows: [["[1.5, 2, 3.4028235e38, 1.1754944e-38]::VECTOR(FLOAT, 4)", "{1.5,2,3.4028235e+38,1.1754944e-38}"]],
  },
  {
    type: "VECTOR(INT, 1)",
    rows: [
      ["[7]::VECTOR(INT, 1)", "{7}"],
      ["NULL", null],
    ],
  },
  { type: "VECTOR(INT, 2)", policies: { vector: "jsonb" }, rows: [["[1, 2]::VECTOR(INT, 2)", "[1, 2]"]] },
  {
    type: "VECTOR(INT, 4096)",
    rows: [[`PARSE_JSON('[${long}]')::VECTOR(INT, 4096)`, `{${long}}`]],
  },
];

const durations: readonly TortureGroup[] = [
  {
    type: "INTERVAL YEAR(9) TO MONTH",
    rows: [
      ["'+1-02'", "1 year 2 mons"],
      ["'-3-02'", "-3 years -2 mons"],
      ["'0-00'", "00:00:00"],
      ["'178956970-07'", "178956970 years 7 mons"],
      ["'178956970-08'", refused("INTERVAL_RANGE_REFUSED")],
      ["'999999999-11'", refused("INTERVAL_RANGE_REFUSED")],
      ["NULL", null],
    ],
  },
  {
    type: "INTERVAL DAY(9) TO SECOND(9)",
    rows: [
      ["'+28 16:15:14.000'", "28 days 16:15:14"],
      ["'-54 16:15:14.123'", "-54 days -16:15:14.123"],
      ["'-0 00:00:00.000000999'", "00:00:00"],
      ["'0 00:00:00.123456789'", "00:00:00.123456"],
      ["'999999999 23:59:59'", "999999999 days 23:59:59"],
      ["NULL", null],
    ],
  },
  { type: "INTERVAL DAY(9)", rows: [["'-5'", "-5 days"]] },
  { type: "INTERVAL HOUR(9) TO MINUTE", rows: [["'-100:05'", "-100:05:00"]] },
  { type: "INTERVAL MINUTE(9) TO SECOND(3)", rows: [["'05:30.5'", "00:05:30.5"]] },
  { type: "INTERVAL SECOND(9, 9)", rows: [["'-90.5'", "-00:01:30.5"]] },
  { type: "INTERVAL YEAR(9)", rows: [["'7'", "7 years"]] },
  { type: "INTERVAL MONTH(9)", rows: [["'-14'", "-1 years -2 mons"]] },
  {
    type: "INTERVAL DAY(9) TO SECOND(9)",
    policies: { subMicrosecond: "text" },
    rows: [["'-54 16:15:14.123456789'", "-54 16:15:14.123456789"]],
  },
  {
    type: "PERIOD(DATE)",
    rows: [
      ["'[2024-01-01, 2024-12-31)'", "[2024-01-01,2024-12-31)"],
      ["'[0000-01-01, 9999-12-31)'", '["0001-01-01 BC",9999-12-31)'],
      ["NULL", null],
    ],
  },
  {
    type: "PERIOD(DATE)",
    policies: { yearBelowOne: "reject" },
    rows: [["'[2024-01-01, 2024-12-31)'", "[2024-01-01,2024-12-31)"]],
  },
  {
    type: "PERIOD(TIMESTAMP_NTZ(9))",
    rows: [
      ["'[2021-03-01 00:00:00, 9999-12-31 23:59:59.999)'", '["2021-03-01 00:00:00","9999-12-31 23:59:59.999")'],
      [
        "'[2024-12-31 23:59:59.999999999, 2025-01-01 00:00:00.000001)'",
        '["2024-12-31 23:59:59.999999","2025-01-01 00:00:00.000001")',
      ],
      ["'[2024-01-01 00:00:00.000000001, 2024-01-01 00:00:00.000000002)'", refused("MALFORMED_REFUSED")],
    ],
  },
  {
    type: "PERIOD(TIMESTAMP_TZ(9))",
    rows: [
      [
        "'[2024-01-15 10:30:00 +05:30, 2024-01-15 10:30:00 -23:59)'",
        '["2024-01-15 05:00:00+00","2024-01-16 10:29:00+00")',
      ],
    ],
  },
  {
    type: "PERIOD(TIMESTAMP_TZ(3))",
    policies: { timestampTzOffset: "text" },
    rows: [
      [
        "'[2024-01-15 10:30:00 +05:30, 2024-01-15 10:30:00 -23:59)'",
        "[2024-01-15 10:30:00.000 +05:30, 2024-01-15 10:30:00.000 -23:59)",
      ],
    ],
  },
  { type: "PERIOD(TIME(3))", rows: [["'[10:00:00, 12:30:00.5)'", "[10:00:00.000, 12:30:00.500)"]] },
];

/** Every group, in the order of the types. */
export const torture: readonly TortureGroup[] = [
  ...numbers,
  ...floating,
  ...varchar,
  ...others,
  ...times,
  ...timestamps,
  ...documents,
  ...spatial,
  ...durations,
];
