import { describe, expect, test } from "@jest/globals";

import { mapTables } from "../src/index.ts";
import { codesOf, input, key, mapAll, mapOne, references, refusal, table } from "./tables.ts";

const columns = { A: "NUMBER(9,0)!", B: "NUMBER(9,0)!", C: "NUMBER(9,0)" };

describe("primary and unique keys", () => {
  test("keep their columns' order and get conventional names", () => {
    const { target } = mapOne(table("T", columns, { primaryKey: key("B", "A"), uniqueKeys: [key("C", "A")] }));
    expect(target.primaryKey).toEqual({ name: "t_pkey", columns: ["b", "a"] });
    expect(target.uniqueKeys).toEqual([{ name: "t_c_a_key", columns: ["c", "a"] }]);
  });

  test("keep a name that a person gave them", () => {
    const { target } = mapOne(table("T", columns, { primaryKey: { name: "PK_T", ...key("A") } }));
    expect(target.primaryKey?.name).toBe("pk_t");
  });

  test("lose a name that PostgreSQL cannot have, and say so", () => {
    const metadata = mapOne(table("T", columns, { primaryKey: { name: "P".repeat(64), ...key("A") } }));
    expect(metadata.target.primaryKey?.name).toBe("t_pkey");
    expect(codesOf(metadata)).toEqual(["KEY_NAME_CHANGED"]);
  });

  test("make their columns NOT NULL, and say so where Snowflake does not", () => {
    const metadata = mapOne(table("T", columns, { primaryKey: key("C") }));
    expect(metadata.target.columns[2]).toMatchObject({ name: "c", nullable: false });
    expect(codesOf(metadata)).toEqual(["PRIMARY_KEY_NULLABLE"]);
  });

  test("are made once for the same columns", () => {
    const uniqueKeys = [key("B", "A"), key("C"), key("C")];
    const metadata = mapOne(table("T", columns, { primaryKey: key("A", "B"), uniqueKeys }));
    expect(metadata.target.uniqueKeys.map((unique) => unique.columns)).toEqual([["c"]]);
    expect(metadata.findings.map(({ details }) => details?.with)).toEqual(["the primary key", "the unique key on C"]);
  });

  test("become plain indexes when they are not enforced", () => {
    const source = table("T", columns, { primaryKey: key("A"), uniqueKeys: [key("C")] });
    const { target } = mapOne(source, { keys: { primary: "not_enforced", unique: "not_enforced" } });
    expect(target.primaryKey).toBeUndefined();
    expect(target.uniqueKeys).toEqual([]);
    expect(target.indexes).toEqual([
      { name: "t_a_idx", columns: ["a"], reason: "unenforced-key" },
      { name: "t_c_idx", columns: ["c"], reason: "unenforced-key" },
    ]);
  });

  test("are left out when omitted", () => {
    const source = table("T", columns, { primaryKey: key("A"), uniqueKeys: [key("A")] });
    const { target } = mapOne(source, { keys: { primary: "omit" } });
    expect(target.primaryKey).toBeUndefined();
    expect(target.uniqueKeys).toHaveLength(1);
  });

  test("fall with an excluded column", () => {
    const metadata = mapOne(table("T", columns, { primaryKey: key("A", "B") }), { columns: { B: { exclude: true } } });
    expect(metadata.target.primaryKey).toBeUndefined();
    expect(codesOf(metadata)).toEqual(["COLUMN_EXCLUDED", "KEY_COLUMN_EXCLUDED"]);
  });

  test("have at most 32 columns", () => {
    const names = Array.from({ length: 33 }, (_, index) => `C${String(index)}`);
    const source = table("T", Object.fromEntries(names.map((name) => [name, "FLOAT"])), {
      uniqueKeys: [key(...names)],
    });
    const metadata = mapOne(source);
    expect(metadata.target.uniqueKeys).toEqual([]);
    expect(metadata.findings).toMatchObject([{ code: "TOO_MANY_KEY_COLUMNS", severity: "warning" }]);
  });

  test("need columns that can be compared", () => {
    const source = table("T", { A: "VARIANT" }, { uniqueKeys: [key("A")] });
    expect(codesOf(mapOne(source, { policies: { semiStructured: "json" } }))).toEqual(["KEY_TYPE_NOT_INDEXABLE"]);
  });

  test("tell nanoseconds apart, but not offsets", () => {
    const source = table("T", { AT: "TIMESTAMP_TZ(9)!" }, { primaryKey: key("AT") });
    const { target } = mapOne(source, {
      policies: { timestampTzOffset: "extra-column", subMicrosecond: "extra-column" },
    });
    expect(target.primaryKey?.columns).toEqual(["at", "at_nanos"]);
    expect(target.columns.map(({ name }) => name).toSorted()).toEqual(["at", "at_nanos", "at_offset"]);
  });
});

describe("names of keys and indexes", () => {
  const names = (source: ReturnType<typeof mapAll>) =>
    [...source.values()].map(({ target }) => target.uniqueKeys.map(({ name }) => name));

  test("given to two tables of a schema fall back to the convention on both", () => {
    const named = { ...key("A"), name: "UQ" };
    const set = mapAll(
      input(table("T", columns, { uniqueKeys: [named] })),
      input(table("U", columns, { uniqueKeys: [named] })),
    );
    expect(names(set)).toEqual([["t_a_key"], ["u_a_key"]]);
    expect([...set.values()].map(codesOf)).toEqual([["KEY_NAME_CHANGED"], ["KEY_NAME_CHANGED"]]);
  });

  test("given to tables of two schemas stay", () => {
    const named = { ...key("A"), name: "UQ" };
    const other = input(table("U", columns, { uniqueKeys: [named] }));
    const set = mapAll(input(table("T", columns, { uniqueKeys: [named] })), {
      ...other,
      postgres: { ...other.postgres, schema: "sales" },
    });
    expect(names(set)).toEqual([["uq"], ["uq"]]);
  });

  test("that meet by convention are told apart by a mark", () => {
    const set = mapAll(
      input(table("A", { B_C: "FLOAT" }, { uniqueKeys: [key("B_C")] })),
      input(table("A_B", { C: "FLOAT" }, { uniqueKeys: [key("C")] })),
    );
    const [first, second] = names(set).flat();
    expect(first).toMatch(/^a_b_c_[0-9a-f]{8}_key$/);
    expect(second).toMatch(/^a_b_c_[0-9a-f]{8}_key$/);
    expect(first).not.toBe(second);
  });

  test("avoid tables and sequences", () => {
    const source = table(
      "T",
      { ID: "NUMBER(38,0)+", A: "FLOAT" },
      {
        primaryKey: key("ID"),
        uniqueKeys: [{ ...key("A"), name: "T_ID_SEQ" }],
      },
    );
    const set = mapAll(input(source), input(table("T_PKEY", { A: "FLOAT" })));
    expect(set.get("t")?.target.primaryKey?.name).toMatch(/^t_[0-9a-f]{8}_pkey$/);
    expect(set.get("t")?.target.uniqueKeys[0]?.name).toBe("t_a_key");
  });

  test("over 63 bytes are shortened and keep their ending", () => {
    const source = table("T".repeat(60), { [`C${"X".repeat(40)}`]: "FLOAT" });
    const [name] = Object.values(mapOne({ ...source, uniqueKeys: [key(`C${"X".repeat(40)}`)] }).target.uniqueKeys);
    expect(name?.name).toHaveLength(63);
    expect(name?.name).toMatch(/_key$/);
  });
});

describe("indexes", () => {
  test("are made as configured, in order", () => {
    const { target } = mapOne(table("T", columns), {
      indexes: [{ columns: ["c", "a"] }, { columns: ["b"], unique: true }],
    });
    expect(target.indexes).toEqual([
      { name: "t_c_a_idx", columns: ["c", "a"], reason: "configured" },
      { name: "t_b_idx", columns: ["b"], unique: true, reason: "configured" },
    ]);
  });

  test("that a key has already are not made, and it is told", () => {
    const metadata = mapOne(table("T", columns, { primaryKey: key("A") }), { indexes: [{ columns: ["a"] }] });
    expect(metadata.target.indexes).toEqual([]);
    expect(codesOf(metadata)).toEqual(["INDEX_REDUNDANT"]);
  });

  test("on columns that are not there refuse the table", () => {
    expect(refusal(table("T", columns), { indexes: [{ columns: ["A"] }] }).problems).toMatchObject([
      { code: "UNKNOWN_INDEX_COLUMN", hint: "Indexes name PostgreSQL columns: a, b, c." },
    ]);
  });

  test("are only advised for clustering keys", () => {
    const metadata = mapOne(table("T", columns, { clusterBy: ["TO_DATE(A)"] }));
    expect(metadata.target.indexes).toEqual([]);
    expect(metadata.findings).toEqual([
      { code: "CLUSTERING_KEY_ADVICE", severity: "info", details: { clusterBy: ["TO_DATE(A)"] } },
    ]);
  });
});

describe("tables", () => {
  test("with one target are refused both, by name", () => {
    const set = [input(table("T", columns)), input(table("t", columns)), input(table("U", columns))];
    const outcomes = mapTables([{ ...set[0], name: "first" } as never, ...set.slice(1)], { edition: 1 });
    expect(outcomes.map(({ ok }) => ok)).toEqual([false, false, true]);
    expect(outcomes.slice(0, 2)).toMatchObject([
      { error: { code: "TABLE_NOT_MAPPED", where: "DB.S.T", problems: [{ code: "TARGET_COLLISION" }] } },
      { error: { where: "DB.S.t", message: expect.stringContaining("DB.S.T and DB.S.t would both become public.t") } },
    ]);
  });

  test("with one name are refused both", () => {
    const first = input(table("T", columns));
    const outcomes = mapTables([first, { ...first, postgres: { schema: "other", table: "t" } }], { edition: 1 });
    expect(outcomes).toMatchObject([
      { ok: false, error: { problems: [{ code: "DUPLICATE_NAME" }] } },
      { ok: false, error: { problems: [{ code: "DUPLICATE_NAME" }] } },
    ]);
  });

  test.each([
    ["NAME_TOO_LONG", { schema: "public", table: "é".repeat(32) }],
    ["RESERVED_SCHEMA", { schema: "pg_private", table: "t" }],
    ["INVALID_NAME", { schema: "public", table: "a\0b" }],
    ["INVALID_NAME", { schema: "", table: "t" }],
  ])("with a target that PostgreSQL refuses are refused: %s", (code, postgres) => {
    const [outcome] = mapTables([{ ...input(table("T", columns)), postgres }], { edition: 1 });
    expect(outcome).toMatchObject({ ok: false, error: { problems: [{ code }] } });
  });

  test("that are views say so", () => {
    expect(codesOf(mapOne(table("T", columns, { kind: "SECURE VIEW" })))).toEqual(["READ_ONLY_KIND"]);
  });

  test("that fail tell all reasons, and stop no other", () => {
    const bad = table("BAD", { A: "HYPERCUBE", CTID: "FLOAT" });
    const child = table("CHILD", { A: "FLOAT" }, { foreignKeys: [references(["A"], "BAD", ["A"])] });
    const [first, second] = mapTables([input(bad), input(child)], { edition: 1 });
    expect(first).toMatchObject({
      ok: false,
      error: { problems: [{ code: "UNKNOWN_SNOWFLAKE_TYPE" }, { code: "SYSTEM_COLUMN_NAME" }] },
    });
    expect(second).toMatchObject({ ok: true, metadata: { findings: [{ code: "FOREIGN_KEY_TABLE_NOT_MAPPED" }] } });
  });
});
