import type { MappingSettings } from "@dp/metadata";
import { describe, expect, test } from "@jest/globals";

import { mapTables, type MappingInput } from "../src/index.ts";
import { codesOf, input, key, mapAll, references, table, typesOf } from "./tables.ts";

const parent = table("P", { ID: "NUMBER(38,0)!" }, { primaryKey: key("ID") });
const child = table("C", { A: "FLOAT", P_ID: "NUMBER(38,0)" }, { foreignKeys: [references(["P_ID"], "P", ["ID"])] });

describe("a foreign key", () => {
  test("to a table of the set is made, with an index", () => {
    const { target } = mapAll(input(child), input(parent)).get("c") ?? {};
    expect(target?.foreignKeys).toEqual([
      { name: "c_p_id_fkey", columns: ["p_id"], references: { schema: "public", table: "p", columns: ["id"] } },
    ]);
    expect(target?.indexes).toEqual([{ name: "c_p_id_idx", columns: ["p_id"], reason: "foreign-key" }]);
  });

  test("carries its actions and a person's name", () => {
    const foreignKeys = [
      { ...references(["P_ID"], "P", ["ID"]), name: "FK_P", onDelete: "SET NULL", onUpdate: "NO ACTION" } as const,
    ];
    const { target } = mapAll(input({ ...child, foreignKeys }), input(parent)).get("c") ?? {};
    expect(target?.foreignKeys[0]).toMatchObject({ name: "fk_p", onDelete: "SET NULL" });
    expect(target?.foreignKeys[0]).not.toHaveProperty("onUpdate");
  });

  test("to a table that is not configured is told and not made", () => {
    const metadata = mapAll(input(child)).get("c");
    expect(metadata?.target.foreignKeys).toEqual([]);
    expect(metadata?.findings).toMatchObject([
      { code: "FOREIGN_KEY_OUTSIDE_SET", details: { columns: ["P_ID"], references: "DB.S.P (ID)" } },
    ]);
  });

  test.each([
    ["has no key there", { ...parent, primaryKey: key("ID") }, { keys: { primary: "not_enforced" as const } }],
    ["has a key on more columns", table("P", { ID: "NUMBER(38,0)!", B: "FLOAT!" }, { primaryKey: key("ID", "B") }), {}],
  ])("to a table that %s is told and not made", (_, source, settings) => {
    const metadata = mapAll(input(child), input(source, settings)).get("c");
    expect(metadata?.target.foreignKeys).toEqual([]);
    expect(metadata?.target.indexes).toEqual([]);
    expect(metadata && codesOf(metadata)).toEqual(["FOREIGN_KEY_TARGET_NOT_UNIQUE"]);
  });

  test("falls with an excluded column of the parent", () => {
    const wide = table("P", { ID: "NUMBER(38,0)!", B: "FLOAT" }, { primaryKey: key("ID") });
    const metadata = mapAll(input(child), input(wide, { columns: { ID: { exclude: true } } })).get("c");
    expect(metadata && codesOf(metadata)).toEqual(["KEY_COLUMN_EXCLUDED"]);
  });

  test("needs no index where a key leads with its columns", () => {
    const source = { ...child, uniqueKeys: [key("P_ID", "A")] };
    expect(mapAll(input(source), input(parent)).get("c")?.target.indexes).toEqual([]);
  });

  test("needs no index where none is wanted", () => {
    expect(mapAll(input(child, { foreignKeyIndexes: false }), input(parent)).get("c")?.target.indexes).toEqual([]);
  });

  test("that is not enforced becomes a plain index", () => {
    const { target } = mapAll(input(child, { keys: { foreign: "not_enforced" } }), input(parent)).get("c") ?? {};
    expect(target?.foreignKeys).toEqual([]);
    expect(target?.indexes).toEqual([{ name: "c_p_id_idx", columns: ["p_id"], reason: "unenforced-key" }]);
  });

  test("that is omitted leaves nothing", () => {
    const metadata = mapAll(input(child, { keys: { foreign: "omit" } }), input(parent)).get("c");
    expect(metadata?.target).toMatchObject({ foreignKeys: [], indexes: [] });
    expect(metadata?.findings).toEqual([]);
  });

  test("declared twice is made once; to two tables it is made twice, under two names", () => {
    const other = { ...parent, table: "Q" };
    const foreignKeys = [...child.foreignKeys, ...child.foreignKeys, references(["P_ID"], "Q", ["ID"])];
    const metadata = mapAll(input({ ...child, foreignKeys }), input(parent), input(other)).get("c");
    expect(metadata?.target.foreignKeys.map((made) => made.references.table)).toEqual(["p", "q"]);
    expect(new Set(metadata?.target.foreignKeys.map((made) => made.name)).size).toBe(2);
    expect(metadata && codesOf(metadata)).toEqual(["FOREIGN_KEY_REDUNDANT"]);
  });

  test("may refer to its own table, to columns in another order, and round in a cycle", () => {
    const a = table(
      "A",
      { X: "FLOAT!", Y: "FLOAT!", BX: "FLOAT", BY: "FLOAT" },
      {
        primaryKey: key("X", "Y"),
        foreignKeys: [references(["BX", "BY"], "B", ["X", "Y"]), references(["BY", "BX"], "A", ["Y", "X"])],
      },
    );
    const b = table(
      "B",
      { X: "FLOAT!", Y: "FLOAT!" },
      {
        uniqueKeys: [key("Y", "X")],
        foreignKeys: [references(["X", "Y"], "A", ["X", "Y"])],
      },
    );
    const set = mapAll(input(a), input(b));
    expect(set.get("a")?.target.foreignKeys.map((made) => made.references)).toEqual([
      { schema: "public", table: "b", columns: ["x", "y"] },
      { schema: "public", table: "a", columns: ["y", "x"] },
    ]);
    expect(set.get("b")?.target.foreignKeys).toHaveLength(1);
  });

  test("may cross schemas and databases that are both mapped", () => {
    const far = { ...parent, database: "OTHER", schema: "X" };
    const foreignKeys = [
      {
        ...references(["P_ID"], "P", ["ID"]),
        references: { database: "OTHER", schema: "X", table: "P", columns: ["ID"] },
      },
    ];
    const set = mapAll(input({ ...child, foreignKeys }), { ...input(far), postgres: { schema: "far", table: "p" } });
    expect(set.get("c")?.target.foreignKeys[0]?.references).toEqual({ schema: "far", table: "p", columns: ["id"] });
  });
});

/** Types for columns, with the losses that narrower ones bring. */
function accepting(types: Readonly<Record<string, string>>, ...acceptLoss: readonly string[]): MappingSettings {
  return { acceptLoss, columns: Object.fromEntries(Object.entries(types).map(([name, type]) => [name, { type }])) };
}

/** What became of each table: `mapped`, or codes and messages of its problems. */
function outcomes(...inputs: readonly MappingInput[]): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  return new Map(
    mapTables(inputs, { edition: 1 }).map((outcome) => [
      outcome.name,
      outcome.ok ? [] : outcome.error.problems.map(({ code, message }) => [code, message] as const),
    ]),
  );
}

describe("one type along foreign keys", () => {
  test("is bigint where one of the columns counts by itself, over any number of steps", () => {
    const counting = table("P", { ID: "NUMBER(38,0)+" }, { primaryKey: key("ID") });
    const middle = table(
      "M",
      { ID: "NUMBER(38,0)!" },
      { primaryKey: key("ID"), foreignKeys: [references(["ID"], "P", ["ID"])] },
    );
    const last = table("L", { M_ID: "NUMBER(38,0)" }, { foreignKeys: [references(["M_ID"], "M", ["ID"])] });
    const set = mapAll(input(last), input(middle), input(counting));
    expect([...set.values()].map(typesOf)).toEqual([{ m_id: "bigint" }, { id: "bigint" }, { id: "bigint" }]);
    expect(set.get("l")?.findings).toEqual([
      {
        code: "COLUMN_TYPE_ALONG_FOREIGN_KEY",
        severity: "info",
        column: "M_ID",
        details: { from: "numeric(38,0)", to: "bigint" },
      },
    ]);
    expect(set.get("l")?.target.columns[0]).toMatchObject({
      fidelity: "exact-with-policy",
      loss: ["OUTSIDE_INT8_REFUSED"],
    });
  });

  test.each([
    ["NUMBER(9,0)", "NUMBER(38,0)", {}, "numeric(38,0)"],
    ["NUMBER(10,2)", "NUMBER(12,0)", {}, "numeric(14,2)"],
    ["NUMBER(9,0)", "NUMBER(18,0)", { policies: { integers: "smallest" } }, "bigint"],
    ["NUMBER(9,0)", "NUMBER(38,0)", { policies: { integers: "smallest" } }, "numeric(38,0)"],
    ["VARCHAR(5)", "VARCHAR(9)", { policies: { varcharLength: "keep" } }, "character varying(9)"],
    ["VARCHAR(5)", "VARCHAR(134217728)", { policies: { varcharLength: "keep" } }, "text"],
    ["TIMESTAMP_NTZ(3)", "TIMESTAMP_NTZ(6)", {}, "timestamp(6) without time zone"],
  ])("is the widest: %s to %s under %j is %s", (childType, parentType, settings, expected) => {
    const source = table("P", { ID: `${parentType}!` }, { primaryKey: key("ID") });
    const referring = table("C", { P_ID: childType }, { foreignKeys: [references(["P_ID"], "P", ["ID"])] });
    const set = mapAll(input(referring, settings), input(source, settings));
    expect(set.get("c")?.target.columns[0]?.type).toBe(expected);
    expect(set.get("p")?.target.columns[0]?.type).toBe(expected);
    expect(set.get("c")?.target.foreignKeys).toHaveLength(1);
  });

  test("is the configured one where there is one", () => {
    const set = mapAll(input(child), input(parent, accepting({ ID: "integer" }, "OUTSIDE_INT4_REFUSED")));
    expect(set.get("c")?.target.columns[1]).toMatchObject({ type: "integer", loss: ["OUTSIDE_INT4_REFUSED"] });
  });

  test("is not found between types that PostgreSQL cannot join, and the key is not made", () => {
    const text = table("P", { ID: "VARCHAR(38)!" }, { primaryKey: key("ID") });
    const metadata = mapAll(input(child), input(text)).get("c");
    expect(metadata?.target.foreignKeys).toEqual([]);
    expect(metadata?.target.indexes).toEqual([]);
    expect(metadata?.findings).toMatchObject([
      { code: "FOREIGN_KEY_TYPES_INCOMPATIBLE", details: { types: "numeric(38,0) to text" } },
    ]);
  });

  test("is not found between arrays of different elements", () => {
    const vectors = table("P", { ID: "VECTOR(INT, 3)!" }, { primaryKey: key("ID") });
    const referring = table("C", { P_ID: "VECTOR(FLOAT, 3)" }, { foreignKeys: [references(["P_ID"], "P", ["ID"])] });
    expect(mapAll(input(referring), input(vectors)).get("c")?.target.foreignKeys).toEqual([]);
  });

  test("never cuts decimals off: a fractional column joins no counting one, and takes nobody with it", () => {
    const counting = table("P", { ID: "NUMBER(38,0)+" }, { primaryKey: key("ID") });
    const fraction = table("F", { P_ID: "NUMBER(10,2)" }, { foreignKeys: [references(["P_ID"], "P", ["ID"])] });
    const set = mapAll(input(fraction), input(child), input(counting));
    expect(set.get("f")?.target.columns[0]?.type).toBe("numeric(10,2)");
    expect(set.get("f")?.findings).toMatchObject([{ code: "FOREIGN_KEY_TYPES_INCOMPATIBLE" }]);
    expect(set.get("c")?.target.columns[1]?.type).toBe("bigint");
    expect(set.get("c")?.target.foreignKeys).toHaveLength(1);
  });

  const broken = "OVERRIDE_BREAKS_FOREIGN_KEY";

  test("cannot be broken by a type on the child's side: its table is refused, both columns named", () => {
    const set = outcomes(input(child, { columns: { P_ID: { type: "text" } } }), input(parent));
    expect(set.get("c")).toEqual([
      [broken, 'column "P_ID": as text it breaks the foreign key from C.P_ID to P.ID, which need one type'],
    ]);
    expect(set.get("p")).toEqual([]);
  });

  test("cannot be broken by a type on the parent's side, and the child says where its key went", () => {
    const override = input(parent, { columns: { ID: { type: "text" } } });
    expect(outcomes(input(child), override).get("p")).toMatchObject([
      [broken, expect.stringContaining("C.P_ID to P.ID")],
    ]);
    const [c] = mapTables([input(child), override], { edition: 1 });
    expect(c?.ok === true && codesOf(c.metadata)).toEqual(["FOREIGN_KEY_TABLE_NOT_MAPPED"]);
  });

  test("cannot be broken by a type that a counting column does not take", () => {
    const counting = table("P", { ID: "NUMBER(38,0)+" }, { primaryKey: key("ID") });
    const set = outcomes(input(child, { columns: { P_ID: { type: "numeric(38,0)" } } }), input(counting));
    expect(set.get("c")).toMatchObject([[broken, expect.stringContaining("as numeric(38,0)")]]);
  });

  test("cannot be broken over several steps", () => {
    const middle = table(
      "M",
      { ID: "NUMBER(38,0)!" },
      { primaryKey: key("ID"), foreignKeys: [references(["ID"], "P", ["ID"])] },
    );
    const fraction = table("F", { M_ID: "NUMBER(10,2)" }, { foreignKeys: [references(["M_ID"], "M", ["ID"])] });
    const override = accepting({ ID: "bigint" }, "OUTSIDE_INT8_REFUSED");
    const set = outcomes(input(fraction), input(middle), input(parent, override));
    expect(set.get("p")).toMatchObject([[broken, expect.stringContaining("F.M_ID to M.ID")]]);
    expect([set.get("f"), set.get("m")]).toEqual([[], []]);
  });

  test("cannot be broken by a type that leaves a part of the value behind", () => {
    const source = table("P", { AT: "TIMESTAMP_NTZ(9)!" }, { primaryKey: key("AT") });
    const referring = table("C", { AT: "TIMESTAMP_NTZ(9)" }, { foreignKeys: [references(["AT"], "P", ["AT"])] });
    const policies = { subMicrosecond: "extra-column" };
    const override = { ...accepting({ AT: "timestamp(6)" }, "SUB_MICROSECOND"), policies };
    expect(outcomes(input(referring, override), input(source, { policies })).get("c")).toMatchObject([
      [broken, expect.any(String)],
    ]);
  });

  test("may be said on both sides, and said for one it is the other's too", () => {
    const both = outcomes(
      input(child, { columns: { P_ID: { type: "text" } } }),
      input(parent, { columns: { ID: { type: "text" } } }),
    );
    expect([...both.values()]).toEqual([[], []]);
    const one = mapAll(input(child, accepting({ P_ID: "bigint" }, "OUTSIDE_INT8_REFUSED")), input(parent));
    expect(one.get("p")?.target.columns).toMatchObject([{ name: "id", type: "bigint" }]);
  });

  test("is not asked of an override where the key is a plain index", () => {
    const settings = { columns: { P_ID: { type: "text" } }, keys: { foreign: "not_enforced" as const } };
    expect(outcomes(input(child, settings), input(parent)).get("c")).toEqual([]);
  });

  test("blames no override for a key that would not be made without it", () => {
    const text = table("P", { ID: "VARCHAR(38)!" }, { primaryKey: key("ID") });
    const set = outcomes(input(child, accepting({ P_ID: "bigint" }, "OUTSIDE_INT8_REFUSED")), input(text));
    expect(set.get("c")).toEqual([]);
  });

  test("is not that of a table that fails for its losses: the others go without it", () => {
    const losing = table("P", { ID: "NUMBER(38,0)+", AT: "TIMESTAMP_NTZ(9)" }, { primaryKey: key("ID") });
    const [c, p] = mapTables([input(child), input(losing, { losses: "fail" })], { edition: 1 });
    expect(p?.ok === false && p.error.problems).toMatchObject([{ code: "LOSS_NOT_ACCEPTED", column: "AT" }]);
    expect(c?.ok === true && c.metadata.target).toMatchObject({
      foreignKeys: [],
      columns: [{ name: "a" }, { name: "p_id", type: "numeric(38,0)" }],
    });
    expect(c?.ok === true && codesOf(c.metadata)).toEqual(["FOREIGN_KEY_TABLE_NOT_MAPPED"]);
  });

  test("is not asked of keys that are not enforced", () => {
    const counting = table("P", { ID: "NUMBER(38,0)+" }, { primaryKey: key("ID") });
    const set = mapAll(input(child, { keys: { foreign: "not_enforced" } }), input(counting));
    expect(set.get("c")?.target.columns[1]?.type).toBe("numeric(38,0)");
  });

  test("decides the default that is written for it", () => {
    const columns = [{ name: "P_ID", type: "NUMBER(38,0)", nullable: true, default: "99999999999999999999" }];
    const counting = table("P", { ID: "NUMBER(38,0)+" }, { primaryKey: key("ID") });
    const metadata = mapAll(input({ ...child, columns }), input(counting)).get("c");
    expect(metadata?.findings.map(({ code }) => code)).toContain("DEFAULT_NOT_TRANSLATED");
  });

  test("wants the same parts on both sides", () => {
    const source = table("P", { AT: "TIMESTAMP_NTZ(9)!" }, { primaryKey: key("AT") });
    const referring = table("C", { AT: "TIMESTAMP_NTZ(9)" }, { foreignKeys: [references(["AT"], "P", ["AT"])] });
    const nanos = { policies: { subMicrosecond: "extra-column" } };
    const same = mapAll(input(referring, nanos), input(source, nanos)).get("c");
    expect(same?.target.foreignKeys).toMatchObject([
      { columns: ["at", "at_nanos"], references: { columns: ["at", "at_nanos"] } },
    ]);
    const different = mapAll(input(referring), input(source, nanos)).get("c");
    expect(different?.target.foreignKeys).toEqual([]);
  });
});
