import type { CommandContext } from "@dp/cli-kit";
import type { TablesConfig } from "@dp/config";
import type { SnowflakeConnection } from "@dp/snowflake-client";
import { type ExtractEvent, type ExtractOutcome, extractSources } from "@dp/snowflake-extract";

import { counted } from "../counted.ts";
import { refuseLostConnection } from "../lost-connection.ts";
import { leaveOutRefused } from "../patterns/refused.ts";
import type { Run } from "./run.ts";

/** Reads the source halves of all tables, chosen or not: what one becomes depends on the others. */
export async function readTables(
  { context }: Run,
  db: SnowflakeConnection,
  config: TablesConfig,
): Promise<readonly ExtractOutcome[]> {
  const { tables } = config;
  context.emit({ type: "step", text: `Reading ${counted(tables.length, "table")}` });
  const wanted = tables.map(({ name, snowflake, columns }) => {
    const excluded = Object.entries(columns).flatMap(([column, { exclude }]) => (exclude === true ? [column] : []));
    return { name, ...snowflake, excluded };
  });
  const extracted = await extractSources(db, wanted, {
    ...(config.protection !== undefined && { protection: config.protection }),
    warehouse: db.info.warehouse !== null,
    onEvent: progressOf(context, tables.length),
  });
  refuseLostConnection(extracted);
  return leaveOutRefused(context, config, extracted);
}

/** Tables between two lines of talk where no line can change. */
const talkEvery = 1000;

/** A line that changes on a terminal, and one now and then elsewhere. */
function progressOf(context: CommandContext, total: number): (event: ExtractEvent) => void {
  let done = 0;
  return (event) => {
    if (event.type === "listing-cut") {
      const { listing, database, schema } = event;
      context.emit({ type: "step", text: `${listing} of ${database}.${schema} is cut; completing it` });
    }
    if (event.type !== "table-finished") return;
    done += 1;
    context.emit({ type: "progress", text: "Reading tables", done, total });
    if (done % talkEvery !== 0 || context.io.stderr.isTTY) return;
    context.emit({ type: "step", text: `Read ${String(done)} of ${counted(total, "table")}` });
  };
}
