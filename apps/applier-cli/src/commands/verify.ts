import { type CommandContext, type CommandResult, exitCodes, type OptionValues } from "@dp/cli-kit";
import type { TableMetadata } from "@dp/metadata";
import { verify as compare } from "@dp/pg-apply";
import { type Difference, differenceText } from "@dp/pg-ddl";
import type { PgConnection } from "@dp/pg-client";

import { connect, readReviewed } from "../session.ts";

/** What verification found, for the terminal and for JSON. */
export interface Verified {
  readonly matching: number;
  readonly differing: number;
  readonly differences: readonly Difference[];
}

/** Whether there is more than extras that harm no row, which plans leave as they are. */
export function needsWork({ differences }: Verified): boolean {
  return differences.some(({ kept }) => kept !== true);
}

/** Compares tables with their metadata, one item a table, each difference named. */
export async function verifyTables(
  context: CommandContext,
  db: PgConnection,
  tables: readonly TableMetadata[],
): Promise<Verified> {
  const { differences, tables: compared } = await compare(db, tables);
  let differing = 0;
  for (const { name, differences: own } of compared) {
    differing += own.length > 0 ? 1 : 0;
    context.emit({ type: "item", name, status: own.length > 0 ? "different" : "ok" });
    for (const difference of own) context.emit({ type: "output", text: `          ${differenceText(difference)}\n` });
  }
  return { matching: tables.length - differing, differing, differences };
}

/** Exit 2 when something is not as the metadata says. */
export async function verify(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const { project, tables } = await readReviewed(context, options, "all");
  const db = await connect(context, project);
  try {
    const verified = await verifyTables(context, db, tables);
    const { matching, differing, differences } = verified;
    return {
      exitCode: differing > 0 ? exitCodes.different : exitCodes.done,
      data: { matching, differing, differences },
      summary: `${String(matching)} as they should be, ${String(differing)} different`,
      ...(needsWork(verified) ? { next: "applier-cli plan" } : {}),
    };
  } finally {
    await db.close();
  }
}
