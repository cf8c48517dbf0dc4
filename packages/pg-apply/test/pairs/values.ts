import type { PgConnection } from "@dp/pg-client";
import { quoteIdentifier, quoteQualified } from "@dp/pg-ddl";

import type { Column, Table, Version } from "./schema.ts";
import type { Pair } from "./pair.ts";
import { columnTypes } from "./types.ts";

/** Each column's values as texts, in the order of `row_no`, by `table.from`. */
export type Values = ReadonlyMap<string, readonly (string | null)[]>;

function at({ schema, name }: Table): string {
  return quoteQualified({ schema, name });
}

/** Fills the tables of the first version. */
export async function fill(db: PgConnection, { before, rows }: Pair): Promise<void> {
  // Tables may point to each other; the rows do keep to the foreign keys.
  await db.query("SET session_replication_role = replica");
  for (const table of before) {
    const { count, nulls } = rows.get(table.id) ?? { count: 0, nulls: new Set() };
    for (let k = 1; k <= count; k++) {
      const values = table.columns.map(({ from, type }) => {
        if (from === "ROW_NO") return String(k);
        return k === count && nulls.has(from) ? null : (columnTypes[type]?.value(k) ?? null);
      });
      const names = table.columns.map(({ name }) => quoteIdentifier(name)).join(", ");
      const places = values.map((_, place) => `$${String(place + 1)}`).join(", ");
      await db.query(`INSERT INTO ${at(table)} (${names}) VALUES (${places})`, values);
    }
  }
  await db.query("RESET session_replication_role");
}

/** Reads the values of these columns, each as text. */
export async function readValues(db: PgConnection, version: Version): Promise<Values> {
  const values = new Map<string, readonly (string | null)[]>();
  for (const table of version) {
    const texts = table.columns.map(({ name }, place) => `${quoteIdentifier(name)}::text AS c${String(place)}`);
    const found = await db.query<Record<string, string | null>>(
      `SELECT ${texts.join(", ")} FROM ${at(table)} ORDER BY row_no`,
    );
    table.columns.forEach(({ from }, place) => {
      values.set(
        `${table.id}.${from}`,
        found.map((row) => row[`c${String(place)}`] ?? null),
      );
    });
  }
  return values;
}

/** An old text as the server itself casts it, by way of its old type. */
async function cast(
  db: PgConnection,
  texts: readonly (string | null)[],
  from: string,
  to: string,
): Promise<readonly (string | null)[]> {
  if (from === to) return texts;
  const via = from === "boolean" && to !== "text" ? "::integer" : /^(character varying|text)/.test(to) ? "::text" : "";
  const rows = await db.query<{ text: string | null }>(
    `SELECT (v::${from}${via}::${to})::text AS text FROM unnest($1::text[]) WITH ORDINALITY AS old (v, place) ORDER BY place`,
    [texts],
  );
  return rows.map(({ text }) => text);
}

/** Columns whose values are not what they were, cast to their new type. */
export async function changedValues(
  db: PgConnection,
  { before, after }: Pair,
  old: Values,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const table of before) {
    const now = after.find(({ id }) => id === table.id) ?? table;
    const columns = table.columns.map(
      (column): Column => now.columns.find(({ from }) => from === column.from) ?? column,
    );
    const values = await readValues(db, [{ ...now, columns }]);
    for (const [place, { from, type }] of table.columns.entries()) {
      const key = `${table.id}.${from}`;
      const expected = await cast(db, old.get(key) ?? [], type, columns[place]?.type ?? type);
      const found = values.get(key);
      if (JSON.stringify(found) !== JSON.stringify(expected)) wrong.push(JSON.stringify({ key, expected, found }));
    }
  }
  return wrong;
}
