import type { DuckDBConnection } from "@duckdb/node-api";
import { carrier, quoteText } from "./carriers.ts";
import type { LoadedRelation } from "./compile/environment.ts";

function cell(value: string | null): string {
  return value === null ? "NULL" : quoteText(value);
}

async function load(connection: DuckDBConnection, { name, relation }: LoadedRelation): Promise<void> {
  const types = relation.columns.map(({ type }, index) => `c${String(index + 1)} ${carrier(type)}`);
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${name} (${types.join(", ")})`);
  const batch = 500;
  for (let at = 0; at < relation.rows.length; at += batch) {
    const rows = relation.rows.slice(at, at + batch).map((row) => `(${row.map(cell).join(", ")})`);
    await connection.run(`INSERT INTO ${name} VALUES ${rows.join(", ")}`);
  }
}

/** Makes the rows of INFORMATION_SCHEMA views readable as temporary tables; text turns into their types. */
export async function loadRelations(connection: DuckDBConnection, relations: readonly LoadedRelation[]): Promise<void> {
  for (const relation of relations) await load(connection, relation);
}
