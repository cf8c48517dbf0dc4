import { type CommandContext, type CommandResult, type OptionValues, selectNames, UsageError } from "@dp/cli-kit";
import type { SessionInfo } from "@dp/snowflake-client";

import { checkChosenKeys, type CheckedKeys, keyOptions } from "../extract/check-keys.ts";
import { readTables } from "../extract/read-tables.ts";
import { begin, type Run } from "../extract/run.ts";
import { summarize } from "../extract/summary.ts";
import { asDocument, tellDrift } from "../extract/tell-drift.ts";
import { tellBroken, tellLeftOver, tellStale } from "../extract/tell-files.ts";
import { writeShared, writeTables } from "../extract/write-tables.ts";
import { markdownLimit } from "../limit-option.ts";
import { mapAll, type TableOutcome } from "../mapped.ts";
import { placedInConfig } from "../placed.ts";
import { withoutItems } from "../quiet-items.ts";
import { connect, type OpenProject, openProject } from "../session.ts";
import { tellFindingsByCode } from "../tell-findings.ts";
import { tellUnusedDefaults } from "../unused-defaults.ts";

interface Answers {
  readonly session: SessionInfo;
  readonly outcomes: readonly TableOutcome[];
  readonly keys: CheckedKeys | undefined;
}

interface Asked {
  readonly options: OptionValues;
  readonly chosen: ReadonlySet<string>;
}

async function readAndMap(run: Run, opened: OpenProject, { options, chosen }: Asked): Promise<Answers> {
  const { config } = opened;
  const db = await connect(run.context, opened, options);
  try {
    const extracted = await readTables(run, db, config);
    const outcomes = mapAll({ config, extracted, committed: run.committed });
    const wanted = keyOptions(options);
    const keys = wanted && (await checkChosenKeys(run.context, db, { ...wanted, outcomes, chosen }));
    return { session: db.info, outcomes, keys };
  } finally {
    await db.close();
  }
}

/** Whether drift is to be printed as Markdown. @throws UsageError */
function readFormat(options: OptionValues): boolean {
  const asMarkdown = options.format === "md";
  markdownLimit(options);
  if (asMarkdown && options.check !== true) throw new UsageError("--format md goes with --check", "say both");
  return asMarkdown;
}

/**
 * Reads all configured tables (what one becomes depends on the others) and writes the chosen ones. One bad table does
 * not stop the others.
 */
export async function extract(given: CommandContext, options: OptionValues): Promise<CommandResult> {
  const asMarkdown = readFormat(options);
  const opened = await openProject(given, { readOnly: options.check === true });
  const context = placedInConfig(asMarkdown ? withoutItems(given) : given, opened.config);
  const configured = opened.config.tables.map(({ name }) => name);
  const chosen = new Set(selectNames(configured, options, options.check === true ? "all" : "refuse"));
  keyOptions(options);
  const run = await begin(context, options, opened.project);
  const { session, outcomes, keys } = await readAndMap(run, opened, { options, chosen });
  tellUnusedDefaults(context, opened.config, outcomes);
  const chosenOutcomes = outcomes.filter(({ name }) => chosen.has(name));
  const written = await writeTables(run, chosenOutcomes);
  const broken = tellBroken(run, written.tables);
  // Printed without a table that cannot be read, they would say that it is gone.
  const shared = broken.length > 0 ? "unchanged" : await writeShared(run, written.tables);
  if (!run.verbose) tellFindingsByCode(context, written.moved);
  const stale = tellStale(run, written.results);
  tellLeftOver(run, configured);
  const whole = chosen.size === configured.length;
  const drifts = await tellDrift(run, { outcomes: chosenOutcomes, configured, whole }, options);
  const results = [...written.results, ...broken];
  const ended = { mode: run.mode, session, results, shared, stale, keys };
  const result = summarize({ ...ended, ...(drifts && { drifts }) });
  return asMarkdown ? asDocument(result) : result;
}
