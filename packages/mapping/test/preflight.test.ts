import { withDatabase } from "@dp/embedded-postgres";
import { describe, expect, test } from "@jest/globals";
import type { TableMetadata } from "@dp/metadata";
import { fromMetadata, printTableDdl, quoteColumns, quoteIdentifier, quoteQualified } from "@dp/pg-ddl";
import type pg from "pg";

import { postgresName } from "../src/preflight/own-names.ts";
import { Dice } from "./random/dice.ts";
import { fullest, longest, smallest } from "./random/rows.ts";
import { codesOf, input, key, mapAll, mapOne, references, refusal, table } from "./tables.ts";

/** Whether the server takes a table with this one row. */
async function takes(client: pg.Client, metadata: TableMetadata, make: typeof fullest): Promise<boolean> {
  const [made] = fromMetadata([metadata]).tables;
  if (made === undefined) throw new Error("no table");
  const dice = new Dice(1);
  const types = new Map(metadata.source.columns.map(({ name, type }) => [name, type]));
  const values = metadata.target.columns.map(({ from, type }) => make({ type, source: types.get(from) ?? "" }, dice));
  const names = quoteColumns(metadata.target.columns.map(({ name }) => name));
  await client.query("BEGIN");
  try {
    await client.query(printTableDdl(metadata));
    await client.query(`INSERT INTO ${quoteQualified(made)} (${names}) VALUES (${values.join(", ")})`);
    return true;
  } catch (error) {
    expect((error as { code?: string }).code).toBe("54000");
    return false;
  } finally {
    await client.query("ROLLBACK");
  }
}

const wide = (count: number, type: string) =>
  table("T", Object.fromEntries(Array.from({ length: count }, (_, index) => [`C${String(index)}`, type])));

const told = (metadata: TableMetadata): readonly string[] =>
  codesOf(metadata).filter((code) => /^(?:ROW_MAY|KEY_MAY)/.test(code));

describe("a row", () => {
  // The most columns of which nothing is told. With one more the row of all columns is refused, or would be if one
  // of its bytes were another column's NULL.
  const limits: readonly (readonly [type: string, count: number, refusedAt: number])[] = [
    ["FLOAT", 1001, 1018],
    ["UUID", 504, 509],
    ["VARCHAR(5)", 385, 388],
    ["VARIANT!", 339, 388],
    ["NUMBER(38,0)", 351, 354],
    ["NUMBER(18,2)", 619, 626],
    ["PERIOD(DATE)", 576, 582],
  ];

  test("is told to be too wide before PostgreSQL refuses the fullest", async () => {
    await withDatabase(async (client) => {
      for (const [type, count, refusedAt] of limits) {
        const at = async (columns: number) => {
          const metadata = mapOne(wide(columns, type));
          return { type, told: told(metadata), taken: await takes(client, metadata, fullest) };
        };
        expect(await at(count)).toEqual({ type, told: [], taken: true });
        expect(told(mapOne(wide(count + 1, type)))).toEqual(["ROW_MAY_BE_TOO_WIDE"]);
        expect(await at(refusedAt)).toEqual({ type, told: ["ROW_MAY_BE_TOO_WIDE"], taken: false });
      }
    });
  });

  test("that never fits fails its table, from the column on at which PostgreSQL refuses the smallest", async () => {
    await withDatabase(async (client) => {
      const limit = [1017, 508] as const;
      for (const [index, type] of ["FLOAT", "UUID"].entries()) {
        const count = limit[index] ?? 0;
        expect(await takes(client, mapOne(wide(count, `${type}!`)), smallest)).toBe(true);
        expect(await takes(client, mapOne(wide(count + 1, type)), smallest)).toBe(false);
        expect(refusal(wide(count + 1, `${type}!`)).problems).toMatchObject([{ code: "ROW_TOO_WIDE" }]);
      }
    });
  });
});

describe("a key", () => {
  // The longest of which nothing is told; one more is refused.
  const limits: readonly (readonly [type: string, length: number])[] = [
    ["VARCHAR(#)!", 673],
    ["VARCHAR(#)", 673],
    ["BINARY(#)!", 2692],
    ["VECTOR(FLOAT, #)", 668],
  ];

  test.each(limits)("of %s is told to be too long where PostgreSQL refuses the longest", async (type, length) => {
    await withDatabase(async (client) => {
      const of = (size: number): TableMetadata =>
        mapOne(table("T", { K: type.replace("#", String(size)) }, { uniqueKeys: [key("K")] }));
      const at = async (size: number) => ({ told: told(of(size)), taken: await takes(client, of(size), longest) });
      expect(await at(length)).toEqual({ told: [], taken: true });
      expect(await at(length + 1)).toEqual({ told: ["KEY_MAY_BE_TOO_LONG"], taken: false });
    });
  });

  test("is told by its kind and columns, a foreign key's index not at all", () => {
    const parent = input(table("P", { A: "VARCHAR(5)!", B: "VARCHAR(5000)!" }, { primaryKey: key("A", "B") }));
    const child = input(
      table("C", { A: "VARCHAR(5)", B: "VARCHAR(5000)" }, { foreignKeys: [references(["A", "B"], "P", ["A", "B"])] }),
    );
    const mapped = mapAll(parent, child);
    expect(mapped.get("p")?.findings).toMatchObject([
      { code: "KEY_MAY_BE_TOO_LONG", details: { key: "primary key", columns: ["a", "b"], limit: "2704" } },
    ]);
    expect(mapped.get("c")?.target.indexes).toHaveLength(1);
    expect(mapped.get("c")?.findings).toEqual([]);
  });
});

describe("names that PostgreSQL makes", () => {
  const names: readonly (readonly [table: string, column: string])[] = [
    ["t", "c"],
    ["t".repeat(63), "c"],
    ["t", "c".repeat(63)],
    ["t".repeat(63), "c".repeat(63)],
    ["ä".repeat(31), "ß".repeat(31)],
    ["金".repeat(21), "c".repeat(40)],
    ["😀".repeat(15), `${"x".repeat(27)}😀😀😀😀`],
  ];

  test("are known before", async () => {
    await withDatabase(async (client) => {
      for (const [name, column] of names) {
        const [quotedTable, quotedColumn] = [quoteIdentifier(name), quoteIdentifier(column)];
        await client.query(`CREATE TABLE ${quotedTable} (${quotedColumn} bigint GENERATED BY DEFAULT AS IDENTITY)`);
        const { rows } = await client.query<{ made: string }>(
          "SELECT relname AS made FROM pg_class WHERE relkind = 'S' UNION ALL SELECT conname FROM pg_constraint" +
            " WHERE contype = 'n' AND connamespace = 'public'::regnamespace",
        );
        expect(rows.map(({ made }) => made).sort()).toEqual(
          [postgresName(name, column, "seq"), postgresName(name, column, "not_null")].sort(),
        );
        await client.query(`DROP TABLE ${quotedTable}`);
      }
    });
  });

  test("are not given to a key, nor to a table", () => {
    const own = { ...key("A"), name: "T_A_NOT_NULL" };
    expect(mapOne(table("T", { A: "FLOAT!" }, { uniqueKeys: [own] })).target.uniqueKeys).toMatchObject([
      { name: "t_a_key" },
    ]);
    expect(() => mapAll(input(table("T", { ID: "NUMBER(38,0)+" })), input(table("T_ID_SEQ", { A: "FLOAT" })))).toThrow(
      expect.objectContaining({
        table: "t_id_seq",
        problems: [expect.objectContaining({ code: "SEQUENCE_COLLISION" })],
      }),
    );
  });
});

describe("what a server may lack", () => {
  const types = { PLACE: "GEOGRAPHY", EMBEDDING: "VECTOR(FLOAT, 3)", NAME: "VARCHAR(5) COLLATE 'en-ci'" };
  const policies = { geo: "postgis", vector: "pgvector", collation: "icu" } as const;

  test("is named: extensions, and collations that have to be made", () => {
    const { findings } = mapOne(table("T", types), { policies });
    expect(findings.filter(({ code }) => code.endsWith("_NEEDED"))).toMatchObject([
      { column: "PLACE", details: { extension: "postgis" } },
      { column: "EMBEDDING", details: { extension: "vector" } },
      { column: "NAME", details: { collation: "en-u-ks-level2" } },
    ]);
    const plain = mapOne(table("T", { ...types, NAME: "VARCHAR(5) COLLATE 'fr_CA'" }), {
      policies: { collation: "icu" },
    });
    expect(codesOf(plain).filter((code) => code.endsWith("_NEEDED"))).toEqual([]);
  });

  test("a foreign key between two collations is not made where one is not deterministic", () => {
    const parent = input(table("P", { A: "VARCHAR(5) COLLATE 'en-ci'" }, { uniqueKeys: [key("A")] }), { policies });
    const child = (type: string) =>
      input(table("C", { A: type }, { foreignKeys: [references(["A"], "P", ["A"])] }), { policies });
    const keysOf = (type: string) => mapAll(parent, child(type)).get("c")?.target.foreignKeys;
    expect(keysOf("VARCHAR(5)")).toEqual([]);
    expect(keysOf("VARCHAR(9) COLLATE 'en-ci'")).toHaveLength(1);
  });
});

test("a comment that PostgreSQL cannot hold is changed and told; the source keeps it", () => {
  const comment = "a\0b\ud800";
  const { source, target, findings } = mapOne(table("T", { A: "FLOAT" }, { comment }));
  expect([source.comment, target.comment]).toEqual([comment, "a\u2400b\ufffd"]);
  expect(findings).toMatchObject([{ code: "COMMENT_CHANGED", severity: "info" }]);
});

test("a key that names a column twice names it once in PostgreSQL", () => {
  const metadata = mapOne(table("T", { A: "FLOAT", B: "FLOAT" }, { uniqueKeys: [key("A", "B", "A")] }));
  expect(metadata.target.uniqueKeys).toMatchObject([{ columns: ["a", "b"] }]);
});
