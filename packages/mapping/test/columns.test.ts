import { describe, expect, test } from "@jest/globals";

import { mapTables } from "../src/index.ts";
import { codesOf, input, mapAll, mapOne, refusal, table, typesOf } from "./tables.ts";

const one = { A: "NUMBER(9,0)" };

describe("names", () => {
  test("fold as Snowflake would without quotes; quoted ones stay", () => {
    const { target } = mapOne(table("T", { "1": "FLOAT", ID: "FLOAT", "Mixed Case": "FLOAT", A$B: "FLOAT" }));
    expect(target.columns.map(({ name, from }) => [name, from])).toEqual([
      ["1", "1"],
      ["id", "ID"],
      ["Mixed Case", "Mixed Case"],
      ["a$b", "A$B"],
    ]);
  });

  test("that meet after folding are refused with both names and the way out", () => {
    const { problems } = refusal(table("T", { ID: "FLOAT", id: "FLOAT" }));
    expect(problems).toEqual([
      {
        code: "NAME_COLLISION",
        column: "id",
        message: 'columns "ID" and "id" would both be called "id"',
        hint: 'Name one in tables.yaml: columns: { "id": { name: … } }.',
      },
    ]);
  });

  test("that meet are saved by a configured name", () => {
    const metadata = mapOne(table("T", { ID: "FLOAT", id: "FLOAT" }), { columns: { id: { name: "id_2" } } });
    expect(Object.keys(typesOf(metadata))).toEqual(["id", "id_2"]);
  });

  test("that they had before go with every part", () => {
    const metadata = mapOne(table("T", { AT: "TIMESTAMP_TZ(6)", B: "FLOAT" }), {
      policies: { timestampTzOffset: "extra-column" },
      columns: { AT: { was: "moment" } },
    });
    expect(metadata.target.columns.map(({ name, was }) => [name, was])).toEqual([
      ["at", "moment"],
      ["at_offset", "moment_offset"],
      ["b", undefined],
    ]);
  });

  test("of a part that meet another column's are refused", () => {
    const { problems } = refusal(table("T", { AT: "TIMESTAMP_TZ(6)", AT_OFFSET: "FLOAT" }), {
      policies: { timestampTzOffset: "extra-column" },
    });
    expect(problems.map(({ message }) => message)).toEqual([
      'columns "AT" and "AT_OFFSET" would both be called "at_offset"',
    ]);
  });

  test("over 63 bytes are shortened to different names, and told", () => {
    const long = "X".repeat(200);
    const metadata = mapOne(table("T", { [`${long}A`]: "FLOAT", [`${long}B`]: "FLOAT" }));
    const names = Object.keys(typesOf(metadata));
    expect(new Set(names).size).toBe(2);
    expect(names.map((name) => name.length)).toEqual([63, 63]);
    expect(codesOf(metadata)).toEqual(["NAME_SHORTENED", "NAME_SHORTENED"]);
  });

  test.each(["CTID", "XMIN", "tableoid"])("that PostgreSQL has for itself are refused: %s", (name) => {
    expect(refusal(table("T", { [name]: "FLOAT" })).problems).toMatchObject([
      { code: "SYSTEM_COLUMN_NAME", column: name },
    ]);
  });

  test.each(["constructor", "toString", "__proto__", 'a"b', "a.b", "é", "🧾", " ", "select", "oid"])(
    "that are hostile elsewhere are kept: %j",
    (name) => {
      const source = { ...table("T", one), columns: [{ name, type: "FLOAT", nullable: true }] };
      expect(mapOne(source).target.columns).toMatchObject([{ name, from: name }]);
    },
  );
});

describe("types", () => {
  test("that are unknown are refused by name, with the column", () => {
    expect(refusal(table("T", { A: "FLOAT", B: "HYPERCUBE(3)" })).problems).toMatchObject([
      { code: "UNKNOWN_SNOWFLAKE_TYPE", column: "B" },
    ]);
  });

  test("can be overridden, and then have the override's fidelity", () => {
    const { target } = mapOne(table("T", { A: "NUMBER(38,0)" }), {
      columns: { A: { type: "INT8", acceptLoss: ["OUTSIDE_INT8_REFUSED"] } },
    });
    expect(target.columns).toMatchObject([
      { type: "bigint", fidelity: "exact-with-policy", loss: ["OUTSIDE_INT8_REFUSED"] },
    ]);
  });

  test("cannot be overridden by one that holds other values", () => {
    expect(refusal(table("T", { A: "BOOLEAN" }), { columns: { A: { type: "date" } } }).problems).toMatchObject([
      { code: "OVERRIDE_REFUSED", column: "A" },
    ]);
  });

  test.each([
    ["NUMBER(38,0)", "bigint", {}, ["OUTSIDE_INT8_REFUSED"]],
    ["NUMBER(38,4)", "numeric(20,2)", {}, ["NUMERIC_OVERFLOW_REFUSED", "FRACTION_ROUNDED"]],
    ["FLOAT", "real", {}, ["FLOAT_ROUNDED", "FLOAT_RANGE_REFUSED"]],
    ["VARCHAR(200)", "varchar(100)", {}, ["TEXT_TOO_LONG_REFUSED"]],
    ["VARCHAR(200)", "jsonb", {}, ["JSON_NORMALISED", "MALFORMED_REFUSED"]],
    ["TIMESTAMP_NTZ(9)", "date", {}, ["TIME_OF_DAY_DROPPED"]],
    ["TIMESTAMP_NTZ(9)", "timestamp(6)", { subMicrosecond: "extra-column" }, ["SUB_MICROSECOND"]],
  ])(
    "narrower than the mapping are refused until each loss is accepted by name: %s as %s",
    (type, override, policies, loss) => {
      const source = table("T", { A: type });
      const { problems } = refusal(source, { policies, columns: { A: { type: override } } });
      expect(problems).toMatchObject([{ code: "OVERRIDE_REFUSED", column: "A" }]);
      expect(problems[0]?.message).toContain(`not accepted: ${loss.join(", ")}`);
      expect(problems[0]?.hint).toContain(`accept_loss: [${loss.join(", ")}]`);
      const atColumn = { policies, columns: { A: { type: override, acceptLoss: loss } } };
      const atTable = { policies, columns: { A: { type: override } }, acceptLoss: loss };
      for (const settings of [atColumn, atTable]) expect(mapOne(source, settings).findings).toEqual([]);
      const [first = "", ...others] = loss;
      const half = { policies, columns: { A: { type: override, acceptLoss: others } } };
      expect(refusal(source, half).problems[0]?.message).toContain(`not accepted: ${first}`);
    },
  );

  test.each([
    ["NUMBER(9,0)", "bigint", {}],
    ["NUMBER(10,2)", "numeric(20,4)", {}],
    ["VARCHAR(20)", "varchar(20)", {}],
    ["TIMESTAMP_NTZ(9)", "timestamp(6)", {}],
    ["TIMESTAMP_TZ(9)", "timestamptz", {}],
    ["VARIANT", "json", {}],
    ["NUMBER(9,0)", "numeric(9,0)", { integers: "smallest" }],
  ])("wide enough need no acceptance: %s as %s", (type, override, policies) => {
    const { target } = mapOne(table("T", { A: type }), { policies, columns: { A: { type: override } } });
    expect(target.columns).toHaveLength(1);
  });

  test("of columns that count need no acceptance of what counting loses anyway", () => {
    const metadata = mapOne(table("T", { A: "NUMBER(38,0)+" }), { columns: { A: { type: "bigint" } } });
    expect(metadata.target.columns).toMatchObject([{ type: "bigint", identity: { start: "1", increment: "1" } }]);
  });

  test("cannot be overridden by SQL", () => {
    const { problems } = refusal(table("T", one), { columns: { A: { type: "text; DROP TABLE x" } } });
    expect(problems).toMatchObject([{ code: "UNKNOWN_PG_TYPE", column: "A" }]);
  });

  test("follow a column's policy before the table's", () => {
    const metadata = mapOne(table("T", { A: "NUMBER(9,0)", B: "NUMBER(9,0)" }), {
      policies: { integers: "smallest" },
      columns: { B: { policies: { integers: "numeric" } } },
    });
    expect(typesOf(metadata)).toEqual({ a: "integer", b: "numeric(9,0)" });
  });

  test("of policies that do not exist are refused", () => {
    expect(refusal(table("T", one), { policies: { colour: "red" } }).problems).toMatchObject([
      { code: "UNKNOWN_POLICY" },
    ]);
  });

  test("in several parts give several columns, all as nullable as the source", () => {
    const { target } = mapOne(table("T", { AT: "TIMESTAMP_TZ(6)!" }), {
      policies: { timestampTzOffset: "extra-column" },
      columns: { AT: { name: "seen_at", sensitive: "internal" } },
    });
    expect(target.columns).toMatchObject([
      { name: "seen_at", part: "instant", type: "timestamp(6) with time zone", nullable: false, sensitive: "internal" },
      { name: "seen_at_offset", part: "offset-minutes", type: "smallint", nullable: false, sensitive: "internal" },
    ]);
  });

  test("that need an extension ask for it", () => {
    const settings = { policies: { geo: "postgis" }, columns: { V: { type: "vector(3)" } } };
    const { target } = mapOne(table("T", { G: "GEOGRAPHY", V: "VECTOR(FLOAT, 3)" }), settings);
    expect(target.requires).toEqual({ postgres: 14, extensions: ["postgis", "vector"] });
  });
});

describe("losses", () => {
  const source = table("T", { AT: "TIMESTAMP_NTZ(9)" });

  test("are told", () => {
    expect(mapOne(source).findings).toEqual([
      {
        code: "LOSS_NOT_ACCEPTED",
        severity: "warning",
        column: "AT",
        details: { type: "timestamp(6) without time zone", loss: ["SUB_MICROSECOND"] },
      },
    ]);
  });

  test("that are accepted by name are not told again", () => {
    expect(mapOne(source, { acceptLoss: ["SUB_MICROSECOND"] }).findings).toEqual([]);
  });

  test("that are accepted for one column are told for the others", () => {
    const two = table("T", { A: "TIMESTAMP_NTZ(9)", B: "TIMESTAMP_NTZ(9)" });
    const { findings } = mapOne(two, { columns: { A: { acceptLoss: ["SUB_MICROSECOND"] } } });
    expect(findings).toMatchObject([{ code: "LOSS_NOT_ACCEPTED", column: "B" }]);
  });

  test("of comparing are silenced by name too", () => {
    const collated = table("T", { A: "VARCHAR(20) COLLATE 'en-ci'" });
    expect(mapOne(collated, { acceptLoss: ["COLLATION_DROPPED"] }).findings).toEqual([]);
  });

  test("refuse the table where losses fail, each column with its losses", () => {
    const wide = table("T", { AT: "TIMESTAMP_TZ(9)", DOC: "ARRAY(NUMBER(9,0))", GEO: "GEOGRAPHY", ID: "FLOAT" });
    const { problems } = refusal(wide, { losses: "fail", acceptLoss: ["SUB_MICROSECOND"] });
    expect(problems.map(({ code, column }) => [code, column])).toEqual([
      ["LOSS_NOT_ACCEPTED", "AT"],
      ["LOSS_NOT_ACCEPTED", "GEO"],
    ]);
    expect(problems[0]?.message).toContain("TZ_OFFSET_DROPPED (The instant is kept");
    expect(problems[0]?.message).not.toContain("SUB_MICROSECOND");
  });

  test("that only refuse values, or only compare otherwise, fail no table", () => {
    const harmless = table("T", { A: "VARCHAR(9) COLLATE 'en-ci'", B: "DECFLOAT", C: "NUMBER(38,0)+" });
    const metadata = mapOne(harmless, { losses: "fail" });
    expect(metadata.settings).toEqual({ losses: "fail" });
    expect(metadata.findings.map(({ code }) => code)).toEqual(["COLLATION_DROPPED"]);
  });

  test("that are all accepted fail no table", () => {
    expect(mapOne(source, { losses: "fail", acceptLoss: ["SUB_MICROSECOND"] }).findings).toEqual([]);
  });

  test("that cannot strike are not to be accepted", () => {
    const settings = {
      acceptLoss: ["SUB_MICROSECOND", "TZ_OFFSET_DROPPED"],
      columns: { AT: { acceptLoss: ["GEO_DIGITS"] } },
    };
    expect(mapOne(source, settings).findings).toEqual([
      {
        code: "ACCEPTED_LOSS_UNUSED",
        severity: "warning",
        column: "AT",
        details: { setting: "columns.AT.accept_loss", loss: "GEO_DIGITS" },
      },
      {
        code: "ACCEPTED_LOSS_UNUSED",
        severity: "warning",
        details: { setting: "accept_loss", loss: "TZ_OFFSET_DROPPED" },
      },
    ]);
  });

  test("that all tables accept need not strike in each", () => {
    const inherited = {
      ...input(source, { acceptLoss: ["SUB_MICROSECOND", "GEO_DIGITS"] }),
      acceptLossInherited: true,
    };
    expect(mapAll(inherited).get("t")?.findings).toEqual([]);
  });

  test("that are refusals are no losses", () => {
    expect(mapOne(table("T", { A: "VARCHAR(10)" })).findings).toEqual([]);
  });
});

describe("what else a column has", () => {
  function column(more: object, settings = {}) {
    return mapOne(
      { ...table("T", one), columns: [{ name: "A", type: "NUMBER(9,0)", nullable: true, ...more }] },
      settings,
    );
  }

  test("a default that is certain is carried over", () => {
    expect(column({ default: "7" }).target.columns[0]?.default).toEqual({ kind: "number", value: "7" });
  });

  test("a default that is not certain is left out, and its text kept in the finding", () => {
    const metadata = column({ default: "SEQ.NEXTVAL" });
    expect(metadata.target.columns[0]).not.toHaveProperty("default");
    expect(metadata.findings).toMatchObject([
      { code: "DEFAULT_NOT_TRANSLATED", column: "A", details: { default: "SEQ.NEXTVAL" } },
    ]);
  });

  test("a wall clock of the present is carried over where the zone of those who write is stated", () => {
    const more = { type: "TIMESTAMP_NTZ(6)", default: "CURRENT_TIMESTAMP()" };
    expect(column(more).findings).toMatchObject([
      { code: "DEFAULT_NOT_TRANSLATED", details: { reason: "ZONE_UNKNOWN" } },
    ]);
    const metadata = column(more, { zone: "America/Los_Angeles" });
    expect(metadata.target.columns[0]?.default).toEqual({ kind: "current-timestamp", zone: "America/Los_Angeles" });
    expect(metadata.settings).toEqual({ zone: "America/Los_Angeles" });
    expect(metadata.findings).toEqual([]);
  });

  test("DEFAULT NULL is no default", () => {
    expect(column({ default: "NULL" }).target.columns[0]).not.toHaveProperty("default");
  });

  test("a virtual column becomes a plain one, and says so", () => {
    expect(column({ expression: "B + 1" }).findings).toMatchObject([
      { code: "VIRTUAL_COLUMN_MATERIALISED", details: { expression: "B + 1" } },
    ]);
  });

  test("a masking policy is told", () => {
    expect(codesOf(column({ maskingPolicy: "DB.S.P" }))).toEqual(["MASKED_COLUMN"]);
  });

  test("a comment stands on the column", () => {
    expect(column({ comment: "it's" }).target.columns[0]?.comment).toBe("it's");
  });

  test("a collation that is dropped is told", () => {
    const metadata = mapOne(table("T", { A: "VARCHAR(20) COLLATE 'en-ci'" }));
    expect(codesOf(metadata)).toEqual(["COLLATION_DROPPED"]);
  });

  test("exclusion leaves the column out, and says so", () => {
    const metadata = mapOne(table("T", { A: "FLOAT", B: "HYPERCUBE" }), { columns: { B: { exclude: true } } });
    expect(typesOf(metadata)).toEqual({ a: "double precision" });
    expect(codesOf(metadata)).toEqual(["COLUMN_EXCLUDED"]);
  });

  test("a table without columns is refused", () => {
    expect(refusal(table("T", one), { columns: { A: { exclude: true } } }).problems).toMatchObject([
      { code: "NO_COLUMNS" },
    ]);
  });

  test("settings of a column that is not there are told", () => {
    expect(codesOf(mapOne(table("T", one), { columns: { a: { sensitive: "pii" } } }))).toEqual([
      "COLUMN_SETTING_UNUSED",
    ]);
  });
});

describe("identity", () => {
  function identity(type: string, more: object = {}, settings = {}) {
    const column = { name: "A", type, nullable: false, identity: { start: "1", increment: "1" }, ...more };
    return mapOne({ ...table("T", one), columns: [column] }, settings);
  }

  test("becomes bigint and keeps start and increment", () => {
    const { target } = identity("NUMBER(38,0)", { identity: { start: "0", increment: "-5", ordered: true } });
    expect(target.columns).toMatchObject([{ type: "bigint", identity: { start: "0", increment: "-5" } }]);
  });

  test("is never NULL in PostgreSQL, which is told where Snowflake allows it", () => {
    const metadata = identity("NUMBER(38,0)", { nullable: true });
    expect(metadata.target.columns[0]?.nullable).toBe(false);
    expect(codesOf(metadata)).toEqual(["IDENTITY_NOT_NULL"]);
  });

  test.each([
    ["a type with decimals", "NUMBER(10,2)", {}, {}],
    ["an override that cannot count", "NUMBER(38,0)", {}, { columns: { A: { type: "text" } } }],
    ["a start beyond 64 bits", "NUMBER(38,0)", { identity: { start: "9223372036854775808", increment: "1" } }, {}],
    [
      "a start beyond the override",
      "NUMBER(38,0)",
      { identity: { start: "32768", increment: "1" } },
      { columns: { A: { type: "smallint", acceptLoss: ["OUTSIDE_INT2_REFUSED"] } } },
    ],
  ])("is not carried over with %s", (_, type, more, settings) => {
    const metadata = identity(type, more, settings);
    expect(metadata.target.columns[0]).not.toHaveProperty("identity");
    expect(codesOf(metadata)).toEqual(["IDENTITY_NOT_CARRIED"]);
  });
});

test("an edition that this release does not have is refused", () => {
  expect(() => mapTables([input(table("T", one))], { edition: 2 })).toThrow(
    expect.objectContaining({ code: "EDITION_UNKNOWN", hint: expect.stringContaining("edition 1") }),
  );
});

test("1,600 columns are the limit", () => {
  const wide = (count: number) =>
    table("T", Object.fromEntries(Array.from({ length: count }, (_, index) => [`C${String(index)}`, "FLOAT"])));
  expect(codesOf(mapOne(wide(1600)))).toEqual(["ROW_MAY_BE_TOO_WIDE"]);
  expect(refusal(wide(1601)).problems).toMatchObject([{ code: "TABLE_TOO_WIDE" }]);
});
