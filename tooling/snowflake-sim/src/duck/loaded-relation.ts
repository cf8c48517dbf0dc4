import type { DuckDBConnection } from "@duckdb/node-api";
import { carrier, quoteText } from "./carriers.ts";
import type { LoadedRelation } from "./compile/environment.ts";

/** Rows that one statement brings in. */
const batch = 2000;

async function load(connection: DuckDBConnection, { name, relation }: LoadedRelation): Promise<void> {
  const types = relation.columns.map(({ type }, index) => `c${String(index + 1)} ${carrier(type)}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} (${types.join(", ")})`);
  const cells = relation.columns.map((_, index) => `r[${String(index + 1)}]`).join(", ");
  for (let at = 0; at < relation.rows.length; at += batch) {
    const rows = quoteText(JSON.stringify(relation.rows.slice(at, at + batch)));
    // Literals of rows would be parsed one by one.
    const listed = `SELECT unnest(from_json(${rows}, '[["VARCHAR"]]')) AS r`;
    await connection.run(`INSERT INTO ${name} SELECT ${cells} FROM (${listed})`);
  }
}

/** Makes the rows of INFORMATION_SCHEMA views readable as temporary tables; text turns into their types. */
export async function loadRelations(connection: DuckDBConnection, relations: readonly LoadedRelation[]): Promise<void> {
  for (const relation of relations) await load(connection, relation);
}
