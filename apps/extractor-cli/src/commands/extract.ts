import { type CommandContext, type CommandResult, type OptionValues, selectNames } from "@dp/cli-kit";
import type { SessionInfo } from "@dp/snowflake-client";

import { readTables } from "../extract/read-tables.ts";
import { begin, type Run } from "../extract/run.ts";
import { summarize } from "../extract/summary.ts";
import { tellBroken, tellLeftOver, tellStale } from "../extract/tell-files.ts";
import { writeShared, writeTables } from "../extract/write-tables.ts";
import { mapAll, type TableOutcome } from "../mapped.ts";
import { connect, type OpenProject, openProject } from "../session.ts";
import { tellFindingsByCode } from "../tell-findings.ts";
import { tellUnusedDefaults } from "../unused-defaults.ts";

interface Answers {
  readonly session: SessionInfo;
  readonly outcomes: readonly TableOutcome[];
}

async function readAndMap(run: Run, opened: OpenProject, options: OptionValues): Promise<Answers> {
  const { config } = opened;
  const db = await connect(run.context, opened, options);
  try {
    const extracted = await readTables(run, db, config);
    return { session: db.info, outcomes: mapAll({ config, extracted, committed: run.committed }) };
  } finally {
    await db.close();
  }
}

/**
 * Reads all configured tables (what one becomes depends on the others) and writes the chosen ones. One bad table does
 * not stop the others.
 */
export async function extract(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const opened = await openProject(context, { readOnly: options.check === true });
  const configured = opened.config.tables.map(({ name }) => name);
  const chosen = new Set(selectNames(configured, options, options.check === true ? "all" : "refuse"));
  const run = await begin(context, options, opened.project);
  const { session, outcomes } = await readAndMap(run, opened, options);
  tellUnusedDefaults(context, opened.config, outcomes);
  const written = await writeTables(
    run,
    outcomes.filter(({ name }) => chosen.has(name)),
  );
  const broken = tellBroken(run, written.tables);
  // Printed without a table that cannot be read, they would say that it is gone.
  const shared = broken.length > 0 ? "unchanged" : await writeShared(run, written.tables);
  if (!run.verbose) tellFindingsByCode(context, written.moved);
  const stale = tellStale(run, written.results);
  tellLeftOver(run, configured);
  return summarize({ mode: run.mode, session, results: [...written.results, ...broken], shared, stale });
}
