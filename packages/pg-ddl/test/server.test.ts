import { readFileSync } from "node:fs";

import { withDatabase } from "@dp/embedded-postgres";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import {
  fromMetadata,
  InvalidIdentifierError,
  plan,
  planTargets,
  printForeignKeysDdl,
  printPlan,
  printTableDdl,
  quoteIdentifier,
  quoteLiteral,
} from "../src/index.ts";
import { column, customers, document, everything, hostile, orders } from "./documents.ts";

/** Milliseconds for a test that asks the server for much, on a busy machine. */
const slow = 60_000;

const all = [orders, everything, hostile, customers];
const nothing = { schemas: ["public"], tables: [] };

interface TableRow {
  readonly schema: string;
  readonly name: string;
  readonly comment: string | null;
  readonly columns: readonly string[];
}

const tablesQuery = `
  SELECT n.nspname AS schema, c.relname AS name, obj_description(c.oid, 'pg_class') AS comment,
         ARRAY(SELECT a.attname::text FROM pg_attribute a
               WHERE a.attrelid = c.oid AND a.attnum > 0 ORDER BY a.attnum) AS columns
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')`;

function byName(one: TableRow, other: TableRow): number {
  return one.name < other.name ? -1 : 1;
}

interface HostileName {
  readonly name: string;
  readonly folded?: string;
}

const hostileFile = new URL("../../type-map/test/hostile-names.json", import.meta.url);

/** Names as they are after folding, each once; the columns that every table of PostgreSQL has cannot be named. */
const hostileNames = [
  ...new Set(
    (JSON.parse(readFileSync(hostileFile, "utf8")) as readonly HostileName[]).map(({ name, folded }) => folded ?? name),
  ),
].filter((name) => !["tableoid", "xmin", "xmax", "cmin", "cmax", "ctid"].includes(name));

function attempt(print: () => string): string | undefined {
  try {
    return print();
  } catch (error) {
    if (error instanceof InvalidIdentifierError) return undefined;
    throw error;
  }
}

const expected = all.map(({ target }) => ({
  schema: target.schema,
  name: target.table,
  comment: target.comment ?? null,
  columns: target.columns.map(({ name }) => name),
}));

describe("on a real server", () => {
  test(
    "files run in any order, then the foreign keys, and nothing but their tables comes of them",
    async () => {
      for (const order of [all, all.toReversed()]) {
        await withDatabase(async (client) => {
          await client.query("CREATE TABLE public.victim (id int)");
          for (const metadata of order) await client.query(printTableDdl(metadata));
          await client.query(printForeignKeysDdl(order));
          const { rows } = await client.query<TableRow>(tablesQuery);
          const victim = { schema: "public", name: "victim", comment: null, columns: ["id"] };
          expect(rows).toHaveLength(expected.length + 1);
          expect(rows).toEqual(expect.arrayContaining([...expected, victim]));
        });
      }
    },
    slow,
  );

  test("a row of defaults holds what the metadata says", async () => {
    await withDatabase(async (client) => {
      await client.query(printTableDdl(everything));
      await client.query(`INSERT INTO "Data Lab".everything DEFAULT VALUES`);
      const { rows } = await client.query<Record<string, unknown>>(
        `SELECT a_text, a_varchar, a_bytea, a_bigint::text, a_numeric::text, a_jsonb, a_date::text, down, none,
                a_uuid::text <> a_uuid_text AS uuids, who = current_user AS who FROM "Data Lab".everything`,
      );
      expect(rows).toEqual([
        {
          a_text: "it's a \\ 'quote'\nand $$ a line",
          a_varchar: "",
          a_bytea: Buffer.from("00ff5c27", "hex"),
          a_bigint: "-9223372036854775808",
          a_numeric: "0.0000000000000000000000000000000000001",
          a_jsonb: { a: 'it\'s "b"' },
          a_date: "2024-02-29",
          down: 5,
          none: null,
          uuids: true,
          who: true,
        },
      ]);
    });
  });

  test("a plan printed as SQL runs as it stands", async () => {
    await withDatabase(async (client) => {
      await client.query("CREATE TABLE public.victim (id int)");
      await client.query(printPlan(plan(fromMetadata(all), nothing, planTargets(all)), { format: "sql" }));
      const { rows } = await client.query<TableRow>(tablesQuery);
      expect(rows).toEqual(expect.arrayContaining(expected));
    });
  });

  test(
    "any text that is not refused goes through quotes unchanged",
    async () => {
      const text = fc.string({ unit: "binary", maxLength: 40 }).filter((value) => !value.includes("\0"));
      const seed = 20_240_229;
      const samples = fc.sample(text, { numRuns: 400, seed });
      await withDatabase(async (client) => {
        for (const setting of ["on", "off"]) {
          await client.query(`SET standard_conforming_strings = ${setting}; SET escape_string_warning = off`);
          const { rows } = await client.query<{ texts: string[] }>(
            `SELECT ARRAY[${samples.map(quoteLiteral).join(",")}] AS texts`,
          );
          expect({ seed, texts: rows[0]?.texts }).toEqual({ seed, texts: samples });
        }
        const names = samples.filter((name) => name !== "" && Buffer.byteLength(name) <= 63);
        const { rows } = await client.query<{ names: string[] }>(
          `SELECT ARRAY(SELECT k FROM json_object_keys(to_json(t)) AS k) AS names
         FROM (SELECT ${[...new Set(names)].map((name) => `1 AS ${quoteIdentifier(name)}`).join(", ")}) AS t`,
        );
        expect({ seed, names: rows[0]?.names }).toEqual({ seed, names: [...new Set(names)] });
      });
    },
    slow,
  );

  test("every word that must be quoted is", async () => {
    await withDatabase(async (client) => {
      const { rows } = await client.query<{ word: string; quoted: string }>(
        "SELECT word, quote_ident(word) AS quoted FROM pg_get_keywords()",
      );
      expect(rows.map(({ word }) => quoteIdentifier(word))).toEqual(rows.map(({ quoted }) => quoted));
    });
  });

  test(
    "every hostile name goes through as table, column, comment and default, or is refused",
    async () => {
      await withDatabase(async (client) => {
        const made: TableRow[] = [];
        for (const name of hostileNames) {
          const metadata = document("any", {
            table: name,
            comment: name,
            columns: [column(name, "text", { comment: name, default: { kind: "string", value: name } })],
          });
          const text = attempt(() => printTableDdl(metadata));
          if (text === undefined) continue;
          await client.query(text);
          made.push({ schema: "public", name, comment: name, columns: [name] });
        }
        const { rows } = await client.query<TableRow>(tablesQuery);
        expect(made.length).toBeGreaterThan(hostileNames.length / 2);
        expect(rows.toSorted(byName)).toEqual(made.toSorted(byName));
      });
    },
    slow,
  );
});
