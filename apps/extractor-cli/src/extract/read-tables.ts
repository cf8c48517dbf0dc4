import type { TablesConfig } from "@dp/config";
import type { SnowflakeConnection } from "@dp/snowflake-client";
import { type ExtractOutcome, extractSources } from "@dp/snowflake-extract";

import { counted } from "../counted.ts";
import { refuseLostConnection } from "../lost-connection.ts";
import type { Run } from "./run.ts";

/** Reads the source halves of all tables, chosen or not: what one becomes depends on the others. */
export async function readTables(
  { context }: Run,
  db: SnowflakeConnection,
  { tables }: TablesConfig,
): Promise<readonly ExtractOutcome[]> {
  context.emit({ type: "step", text: `Reading ${counted(tables.length, "table")}` });
  const wanted = tables.map(({ name, snowflake, columns }) => {
    const excluded = Object.entries(columns).flatMap(([column, { exclude }]) => (exclude === true ? [column] : []));
    return { name, ...snowflake, excluded };
  });
  const extracted = await extractSources(db, wanted);
  refuseLostConnection(extracted);
  return extracted;
}
