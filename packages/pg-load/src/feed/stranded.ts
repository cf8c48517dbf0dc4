import type { OpenedBundle } from "@dp/bundle";
import type { PgConnection } from "@dp/pg-client";
import { type QualifiedName, tableKey } from "@dp/pg-ddl";

import { fit, targetName } from "../bundle/targets.ts";
import { comparePlaces } from "../chain/link.ts";
import { nextStep } from "../chain/next-step.ts";
import type { LoadProblem } from "../errors.ts";
import type { LoadOptions } from "../options.ts";
import { afterPlan, type PlannedTables } from "../target/after-plan.ts";
import { type LiveTable, readLive } from "../target/target.ts";
import { linkOf, type Survey, surveyFeed } from "./survey.ts";

/** Bundles of a feed that wait and that a plan would leave without a table that fits. */
export interface StrandedFeed {
  readonly feed: string;
  /** Numbers of the bundles, in the order of the chain. */
  readonly bundles: readonly number[];
  /** Tables, as they stand now, that the plan changes and they would not fit. */
  readonly tables: readonly QualifiedName[];
  /** What would be in the way. */
  readonly problems: readonly LoadProblem[];
  /** Whether the first of them fits the tables as they are, so that it can be loaded now. */
  readonly loadable: boolean;
  /** Somebody holds the feed. */
  readonly held: boolean;
}

/** What the problems of a bundle are, before and after the plan. */
interface Fit {
  readonly opened: OpenedBundle;
  readonly now: readonly LoadProblem[];
  readonly after: readonly LoadProblem[];
  readonly tables: readonly QualifiedName[];
}

/** Signed bundles that the ledger has not done with, whole or still on their way, in the order of the chain. */
function waiting({ reports, base }: Survey): readonly OpenedBundle[] {
  const bundles = reports
    .flatMap(({ bundle, problems }) => {
      const good = problems.every(({ code }) => code === "BUNDLE_INCOMPLETE");
      return bundle === undefined || !good ? [] : [bundle];
    })
    .filter(({ manifest }) => base === undefined || comparePlaces(manifest, base) > 0)
    .toSorted((one, other) => comparePlaces(one.manifest, other.manifest));
  const { refused } = nextStep(base, bundles.map(linkOf));
  const bad = new Set(refused.map(({ link }) => link.folder));
  return bundles.filter(({ ref }) => !bad.has(ref.name));
}

type ReadTable = (name: QualifiedName) => Promise<LiveTable | undefined>;

async function fitOf(
  opened: OpenedBundle,
  { read, planned, options }: { read: ReadTable; planned: PlannedTables; options: LoadOptions },
): Promise<Fit> {
  const [now, after, tables]: [LoadProblem[], LoadProblem[], QualifiedName[]] = [[], [], []];
  for (const table of opened.manifest.tables) {
    const name = targetName(table.metadata, options);
    const live = await read(name);
    const problemsOf = (state: LiveTable | undefined): readonly LoadProblem[] => {
      const found = fit(table, name, state);
      return "problems" in found
        ? found.problems.map((one) => ({ ...one, where: [table.name, one.where].join() }))
        : [];
    };
    const then = problemsOf(live && afterPlan(live, planned));
    now.push(...problemsOf(live));
    after.push(...then);
    if (then.length > 0) tables.push(name);
  }
  return { opened, now, after, tables };
}

/** Nothing before a full bundle that fits is needed: a load begins with it. */
function needed(fits: readonly Fit[]): readonly Fit[] {
  const last = fits.findLastIndex(({ opened, now, after }) => {
    return opened.manifest.tables.every(({ mode }) => mode === "full") && (now.length === 0 || after.length === 0);
  });
  return fits.slice(Math.max(0, last));
}

/** It fits now, or the plan puts something new in its way, or the plan passes over it to what a later one needs. */
function isStranded({ now, after }: Fit, later: readonly Fit[]): boolean {
  if (after.length === 0) return false;
  if (now.length === 0) return true;
  const before = new Set(now.map(({ where }) => where));
  return after.some(({ where }) => !before.has(where)) || later.some((one) => one.after.length === 0);
}

function strandedOf({ feed, hold }: Survey, fits: readonly Fit[]): StrandedFeed | undefined {
  const stranded = fits.filter((one, index) => isStranded(one, fits.slice(index + 1)));
  const [first] = stranded;
  if (first === undefined) return undefined;
  const unique = <T>(items: readonly T[], key: (item: T) => string): readonly T[] => [
    ...new Map(items.map((item) => [key(item), item])).values(),
  ];
  return {
    feed,
    bundles: stranded.map(({ opened }) => opened.manifest.seq),
    tables: unique(
      stranded.flatMap(({ tables }) => tables),
      tableKey,
    ),
    problems: unique(
      stranded.flatMap(({ after }) => after),
      ({ where, message }) => `${where ?? ""} ${message}`,
    ),
    loadable: first.now.length === 0,
    held: hold !== undefined,
  };
}

/**
 * Feeds whose bundles are waiting in the exchange and could not be loaded any more once a plan has run, by the same rule
 * that makes a bundle wait. Changes nothing.
 * @throws PostgresError, and what the store throws when it cannot be read
 */
export async function findStranded(
  db: PgConnection,
  planned: PlannedTables,
  options: LoadOptions,
): Promise<readonly StrandedFeed[]> {
  const known = new Map<string, Promise<LiveTable | undefined>>();
  const read: ReadTable = (name) => {
    const found = known.get(tableKey(name)) ?? readLive(db, name);
    known.set(tableKey(name), found);
    return found;
  };
  const all: StrandedFeed[] = [];
  for (const feed of await options.store.feeds()) {
    const survey = await surveyFeed(db, feed, options);
    const fits: Fit[] = [];
    for (const opened of waiting(survey)) fits.push(await fitOf(opened, { read, planned, options }));
    const stranded = strandedOf(survey, needed(fits));
    if (stranded !== undefined) all.push(stranded);
  }
  return all;
}
