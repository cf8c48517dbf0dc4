import type { TableMetadata } from "@dp/metadata";
import {
  type Difference,
  differenceText,
  isEmptyPlan,
  type Plan,
  planCounts,
  type PlanDocument,
  planDocument,
  planHash,
  type PlanOrigin,
  type PlanStrands,
  visible,
} from "@dp/pg-ddl";

import { PlanFileError, PlanStaleError, type Problem } from "./errors.ts";

/** A plan that was read from a file: something to compare with, never something to run. */
export type SavedPlan = PlanDocument & { readonly made: PlanOrigin };

/** The text of a file that `parseSavedPlan` reads; the same plan gives the same bytes. */
export function printSavedPlan(plan: Plan, made: PlanOrigin, strands?: readonly PlanStrands[]): string {
  return `${JSON.stringify(planDocument(plan, made, strands), undefined, 2)}\n`;
}

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: unknown, fits: (item: Fields) => boolean): boolean {
  return Array.isArray(value) && value.every((item) => isFields(item) && fits(item));
}

/** The fields that are read here have the types they should have; all others count through the hash alone. */
function looksLikeOne(value: Fields): value is Fields & SavedPlan {
  const { made, options, targets, settings, statements, differences, blocked } = value;
  const hasObject = (item: Fields): boolean => isFields(item.object);
  return (
    isFields(made) &&
    typeof made.database === "string" &&
    isFields(options) &&
    (settings === undefined || (isFields(settings) && typeof settings.target === "string")) &&
    isList(targets, (item) => typeof item.name === "string" && typeof item.fingerprint === "string") &&
    isList(statements, hasObject) &&
    isList(differences, hasObject) &&
    isList(blocked, hasObject)
  );
}

const besideThePlan: readonly string[] = ["$schema", "hash", "counts", "made", "strands"];

/** All that the hash is made of, and whatever was put beside it: that changes the hash. */
function planOf(saved: SavedPlan): Plan {
  const fields = Object.entries(saved).filter(([name]) => !besideThePlan.includes(name));
  return Object.fromEntries(fields) as unknown as Plan;
}

/**
 * Reads a plan that `printSavedPlan` wrote, and refuses one whose content is not what its hash says.
 * @throws PlanFileError
 */
export function parseSavedPlan(text: string, file: string): SavedPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new PlanFileError("PLAN_FILE_BROKEN", file, "is not JSON");
  }
  if (!isFields(value) || value.$schema !== "urn:dp:schema:plan:1") {
    throw new PlanFileError("PLAN_FILE_BROKEN", file, "holds no plan");
  }
  if (value.formatVersion !== "1.0") {
    const version = visible(JSON.stringify([value.formatVersion]).slice(1, -1));
    throw new PlanFileError("PLAN_FILE_VERSION", file, `has format ${version}; this program reads "1.0"`);
  }
  if (!isFields(value.made))
    throw new PlanFileError("PLAN_FILE_BROKEN", file, "was printed to be read, not saved to be applied");
  if (!looksLikeOne(value)) throw new PlanFileError("PLAN_FILE_BROKEN", file, "is not whole");
  const content = planOf(value);
  const counts = JSON.stringify(planCounts(content));
  if (planHash(content) !== value.hash || counts !== JSON.stringify(value.counts)) {
    throw new PlanFileError("PLAN_FILE_EDITED", file, "was edited: it does not hold the plan that it was saved with");
  }
  return value;
}

function movedMetadata(saved: SavedPlan, metadata: readonly TableMetadata[]): readonly Problem[] {
  const now = new Map(metadata.map(({ name, fingerprints }) => [name, fingerprints.target]));
  return saved.targets
    .filter(({ name, fingerprint }) => now.get(name) !== fingerprint)
    .map(({ name }) => ({ message: `${visible(name)} is ${now.has(name) ? "another one" : "gone"}` }));
}

const shown = 20;

function movedTables(saved: SavedPlan, fresh: Plan): readonly Problem[] {
  const lines = (differences: readonly Difference[]): readonly string[] => differences.map(differenceText);
  const [before, now] = [lines(saved.differences), lines(fresh.differences)];
  const problems = [
    ...now.filter((line) => !before.includes(line)).map((line) => ({ message: `new: ${line}` })),
    ...before.filter((line) => !now.includes(line)).map((line) => ({ message: `no more: ${line}` })),
  ];
  return problems.slice(0, shown);
}

/**
 * Holds a saved plan against the one that was made just now with the same options and for the same tables, and against
 * the metadata as it is. They are the same when their hashes are: then what was reviewed is what runs.
 * @throws PlanStaleError naming what has moved
 */
export function refuseOtherPlan(
  saved: SavedPlan,
  {
    fresh,
    database,
    metadata,
  }: { readonly fresh: Plan; readonly database: string; readonly metadata: readonly TableMetadata[] },
): void {
  if (saved.made.database !== database) {
    throw new PlanStaleError(
      `the plan was made for the database ${visible(saved.made.database)}, and this is ${visible(database)}`,
    );
  }
  if (planHash(fresh) === saved.hash) return;
  const moved = movedMetadata(saved, metadata);
  if (moved.length > 0) throw new PlanStaleError("the metadata has changed since the plan was made", moved);
  if (
    fresh.settings?.target !== saved.settings?.target ||
    fresh.settings?.fingerprint !== saved.settings?.fingerprint
  ) {
    throw new PlanStaleError("config/postgres.yaml says something else of these tables than when the plan was made");
  }
  if (fresh.present !== saved.present) {
    const done = isEmptyPlan(fresh) ? ": there is nothing left to do" : "";
    throw new PlanStaleError(`the tables have changed since the plan was made${done}`, movedTables(saved, fresh));
  }
  throw new PlanStaleError(
    `${visible(saved.made.program)} made another plan of the same tables than this program does`,
  );
}
