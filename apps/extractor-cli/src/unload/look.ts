import type { CommandContext } from "@dp/cli-kit";
import type { TableMetadata } from "@dp/metadata";
import type { SnowflakeConnection } from "@dp/snowflake-client";
import { extractSources } from "@dp/snowflake-extract";
import type { LiveTable } from "@dp/snowflake-unload";

import { counted } from "../counted.ts";
import { refuseLostConnection } from "../lost-connection.ts";

/** Reads what tables are now, by the statements that `extract` uses. Columns that do not travel may be of any type. */
export async function lookAtTables(
  { emit }: CommandContext,
  db: SnowflakeConnection,
  tables: readonly TableMetadata[],
): Promise<ReadonlyMap<string, LiveTable>> {
  emit({ type: "step", text: `Comparing ${counted(tables.length, "table")} with the committed metadata` });
  const wanted = tables.map(({ name, source: { database, schema, table, columns }, target }) => {
    const travelling = new Set(target.columns.map(({ from }) => from));
    const excluded = columns.map((column) => column.name).filter((column) => !travelling.has(column));
    return { name, database, schema, table, excluded };
  });
  const outcomes = await extractSources(db, wanted, { warehouse: db.info.warehouse !== null, protection: "none" });
  refuseLostConnection(outcomes);
  return new Map(
    outcomes.map((outcome) => [outcome.name, outcome.ok ? { source: outcome.source } : { error: outcome.error }]),
  );
}
