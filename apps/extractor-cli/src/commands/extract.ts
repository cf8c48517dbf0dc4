import { type CommandContext, type CommandResult, type OptionValues, selectNames, UsageError } from "@dp/cli-kit";
import type { SessionInfo } from "@dp/snowflake-client";

import { checkChosenKeys, type CheckedKeys, keyOptions } from "../extract/check-keys.ts";
import type { Compared } from "../extract/find-drift.ts";
import { findLeftovers, type Leftover, prune, tellLeftovers } from "../extract/prune.ts";
import { readTables } from "../extract/read-tables.ts";
import { begin, type ItemResult, type Run, without } from "../extract/run.ts";
import { summarize } from "../extract/summary.ts";
import { asDocument, tellDrift } from "../extract/tell-drift.ts";
import { tellBroken, tellStale } from "../extract/tell-files.ts";
import { writeShared, writeTables } from "../extract/write-tables.ts";
import { markdownLimit } from "../limit-option.ts";
import { mapAll, type TableOutcome } from "../mapped.ts";
import { placedInConfig } from "../placed.ts";
import { withoutItems } from "../quiet-items.ts";
import { keptFiles, type Resolution, resolveTables } from "../patterns/resolve.ts";
import { tellPatterns } from "../patterns/tell.ts";
import { connect, type OpenProject, openProject } from "../session.ts";
import { tellFindingsByCode } from "../tell-findings.ts";
import { tellUnusedDefaults } from "../unused-defaults.ts";

/** The names that `--all` or `--table` choose. @throws UsageError */
function choose({ tables, patterns }: OpenProject["config"], options: OptionValues): ReadonlySet<string> {
  const names = tables.map(({ name }) => name);
  const otherwise = options.check === true ? "all" : "refuse";
  // What a glob may fit is known once the patterns are looked up.
  if (patterns.length > 0 && options.table !== undefined && options.all !== true) return new Set();
  return new Set(selectNames(names, options, otherwise));
}

interface Answers {
  readonly session: SessionInfo;
  readonly resolution: Resolution;
  readonly failedPatterns: readonly ItemResult[];
  readonly chosen: ReadonlySet<string>;
  readonly outcomes: readonly TableOutcome[];
  readonly keys: CheckedKeys | undefined;
}

async function readAndMap(run: Run, opened: OpenProject, options: OptionValues): Promise<Answers> {
  const { context, committed } = run;
  const db = await connect(context, opened, options);
  try {
    const resolution = await resolveTables(db, opened.config, committed);
    const { config, patterns } = resolution;
    const chosen = choose({ ...config, patterns: [] }, options);
    const failedPatterns = tellPatterns(context, patterns);
    const extracted = await readTables(run, db, config);
    const gone = options.prune === true ? [] : patterns.flatMap((report) => report.gone);
    const outcomes = mapAll({ config, extracted, committed, gone });
    const wanted = keyOptions(options);
    const keys = wanted && (await checkChosenKeys(context, db, { ...wanted, outcomes, chosen }));
    return { session: db.info, resolution, failedPatterns, chosen, outcomes, keys };
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

async function tidy(run: Run, { config, patterns }: Resolution, wanted: boolean): Promise<readonly Leftover[]> {
  const gone = patterns.flatMap((report) => report.gone);
  const leftovers = await findLeftovers(run, keptFiles({ config, patterns }));
  if (wanted) await prune(run, leftovers);
  else
    tellLeftovers(
      run,
      leftovers.filter(({ name }) => gone.every((table) => table.name !== name)),
    );
  return leftovers;
}

/** What a check compares; a pattern's table that is gone is one that Snowflake does not show. */
function comparedOf({ config, patterns }: Resolution, outcomes: readonly TableOutcome[], whole: boolean): Compared {
  const gone = patterns.flatMap((report) =>
    report.gone.map(({ name }) => ({ name, error: { code: "TABLE_NOT_FOUND" } })),
  );
  const configured = [...config.tables, ...gone].map(({ name }) => name);
  return { outcomes: whole ? [...outcomes, ...gone] : outcomes, configured, whole };
}

/**
 * Reads all configured tables (what one becomes depends on the others) and writes the chosen ones. One bad table does
 * not stop the others.
 */
export async function extract(given: CommandContext, options: OptionValues): Promise<CommandResult> {
  const asMarkdown = readFormat(options);
  const opened = await openProject(given, { readOnly: options.check === true });
  choose(opened.config, options);
  keyOptions(options);
  const pruning = options.prune === true;
  const context = asMarkdown ? withoutItems(given) : given;
  const begun = await begin(context, options, opened.project);
  const answers = await readAndMap(begun, opened, options);
  const { session, resolution, failedPatterns, chosen, outcomes, keys } = answers;
  const run = { ...begun, context: placedInConfig(context, resolution.config) };
  tellUnusedDefaults(run.context, resolution.config, outcomes);
  const chosenOutcomes = outcomes.filter(({ name }) => chosen.has(name));
  const written = await writeTables(run, chosenOutcomes);
  const leftovers = await tidy(run, resolution, pruning);
  const left = pruning ? without(run, leftovers) : run;
  const broken = tellBroken(left, written.tables);
  // Printed without a table that cannot be read, they would say that it is gone.
  const shared = broken.length > 0 ? "unchanged" : await writeShared(left, written.tables);
  if (!run.verbose) tellFindingsByCode(run.context, written.moved);
  const stale = tellStale(run, written.results);
  const whole = chosen.size === resolution.config.tables.length;
  const drifts = await tellDrift(run, comparedOf(resolution, chosenOutcomes, whole), options);
  const results = [...failedPatterns, ...written.results, ...broken];
  const ended = { mode: run.mode, session, results, shared, stale, resolution, leftovers, pruning, keys };
  const result = summarize({ ...ended, ...(drifts && { drifts }) });
  return asMarkdown ? asDocument(result) : result;
}
