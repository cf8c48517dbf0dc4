import { diffSettled } from "../diff/diff.ts";
import type { Renamed } from "../diff/renames.ts";
import type { Draft } from "../draft.ts";
import { modelHash } from "../model-hash.ts";
import type { PgModel, PgTable, QualifiedName } from "../model.ts";
import type {
  BlockedDifference,
  Difference,
  Plan,
  PlanOptions,
  PlanSettings,
  PlanTarget,
  Statement,
} from "../plan-types.ts";
import { missingUsage } from "../diff/access.ts";
import { byName, consideredTables, tableKey } from "../table-key.ts";
import { grantUsage } from "../write/access.ts";
import { addComments } from "../write/comment.ts";
import { addForeignKey } from "../write/foreign-key.ts";
import { renamePart, renameTable } from "../write/rename.ts";
import { createSchema } from "../write/schema.ts";
import { createTable } from "../write/table.ts";
import { createIndex } from "../write/table-index.ts";
import { resolve } from "./alter-table.ts";
import { accessOfNew } from "./change-access.ts";
import { danglingForeignKeys, nameClashes } from "./blocked.ts";
import { dropTables } from "./drop-tables.ts";
import { phases } from "./transactions.ts";
import { settleForeignKeys } from "./unsettled.ts";

type Test = (table: QualifiedName) => boolean;

/** A wanted table that stands, and what its differences come to. */
interface Alteration {
  readonly wanted: PgTable;
  readonly present: PgTable;
  readonly drafts: readonly Draft[];
  readonly blocked: readonly BlockedDifference[];
}

/** The wanted tables by what happens to them. */
interface Fates {
  readonly missing: readonly PgTable[];
  readonly kept: readonly Alteration[];
  readonly replaced: readonly Alteration[];
}

function groupByTable(differences: readonly Difference[]): ReadonlyMap<string, readonly Difference[]> {
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    if (difference.object.kind === "schema") continue;
    const key = tableKey(difference.object);
    groups.set(key, [...(groups.get(key) ?? []), difference]);
  }
  return groups;
}

interface Sides {
  readonly wanted: PgModel;
  readonly present: PgModel;
  readonly differences: readonly Difference[];
}

function fatesOf({ wanted, present, differences }: Sides, options: PlanOptions): Fates {
  const { dropExisting = false, dropColumns = false } = options;
  const there = byName(present.tables);
  const stands: Test = (table) => there.has(tableKey(table));
  const groups = groupByTable(differences);
  const alterations = wanted.tables.flatMap((table): readonly Alteration[] => {
    const other = there.get(tableKey(table));
    if (other === undefined) return [];
    const drafts: Draft[] = [];
    const blocked: BlockedDifference[] = [];
    for (const difference of groups.get(tableKey(table)) ?? []) {
      const outcome = resolve({ difference, wanted: table, present: other, stands, dropColumns });
      if ("drafts" in outcome) drafts.push(...outcome.drafts);
      else blocked.push({ ...difference, ...outcome });
    }
    return [{ wanted: table, present: other, drafts: drafts.toSorted((one, two) => one.rank - two.rank), blocked }];
  });
  const isReplaced = ({ blocked }: Alteration): boolean =>
    dropExisting && blocked.length > 0 && blocked.every(({ droppingHelps }) => droppingHelps);
  return {
    missing: wanted.tables.filter((table) => !stands(table)),
    kept: alterations.filter((alteration) => !isReplaced(alteration)),
    replaced: alterations.filter(isReplaced),
  };
}

function createAll(table: PgTable, stays: Test): readonly Draft[] {
  const { owner, grants } = accessOfNew(table);
  return [
    createTable(table),
    ...owner,
    ...addComments(table),
    ...table.indexes.map((index) => createIndex(table, index)),
    ...table.foreignKeys.flatMap((key) =>
      addForeignKey(table, key, { referencing: false, referenced: stays(key.references) }),
    ),
    ...grants,
  ];
}

/** A statement in the field order of its type, which is the order in which it is printed. */
function toStatement(id: string, draft: Draft): Statement {
  const { phase, action, object, sql, lock, rewrites, losesData, transactional } = draft;
  const { lockTimeoutMs, statementTimeoutMs, session, cleanup, hazards, details } = draft;
  return {
    id,
    phase,
    action,
    object,
    sql,
    lock,
    rewrites,
    losesData,
    transactional,
    lockTimeoutMs,
    statementTimeoutMs,
    ...(session === undefined ? {} : { session }),
    ...(cleanup === undefined ? {} : { cleanup }),
    hazards,
    details,
  };
}

function inOrder(drafts: readonly Draft[]): readonly Draft[] {
  return phases.flatMap((phase) => drafts.filter((draft) => draft.phase === phase));
}

/** Names first: all other statements speak of tables and columns under the names that are wanted. */
function renamesOf({ tables, parts }: Renamed, present: PgModel): readonly Draft[] {
  const there = byName(present.tables);
  return [
    ...tables.flatMap((rename) => renameTable(rename, (name) => there.has(tableKey(name)))),
    ...parts.map(renamePart),
  ];
}

/** What was asked for, and nothing of what was not. */
function saidOf({ dropExisting, dropColumns }: PlanOptions): PlanOptions {
  return {
    ...(dropExisting === true ? { dropExisting } : {}),
    ...(dropColumns === true ? { dropColumns } : {}),
  };
}

/**
 * What would make the present as it is wanted: statements in the order in which they run, and the differences that
 * none of them resolves. No statements and nothing blocked means that there is nothing to do.
 * @throws InvalidIdentifierError, InvalidLiteralError, InvalidTypeTextError for what PostgreSQL cannot hold
 */
export function plan(
  wanted: PgModel,
  present: PgModel,
  targets: readonly PlanTarget[],
  options: PlanOptions & { readonly settings?: PlanSettings } = {},
): Plan {
  const settled = diffSettled(wanted, present);
  const { differences } = settled;
  const { missing, kept, replaced } = fatesOf({ wanted, present: settled.present, differences }, options);
  const there = byName(settled.present.tables);
  const gone = byName(replaced.map((one) => one.wanted));
  const isReplaced: Test = (table) => gone.has(tableKey(table));
  const stays: Test = (table) => there.has(tableKey(table)) && !isReplaced(table);
  const standing = (alterations: readonly Alteration[]): readonly PgTable[] => alterations.map((one) => one.present);
  const drafts = inOrder([
    ...differences
      .filter(({ code }) => code === "SCHEMA_MISSING")
      .map(({ object }) => createSchema(object.schema, wanted.schemaOwner)),
    ...missingUsage(wanted, present).map(grantUsage),
    ...renamesOf(settled, present),
    ...dropTables(standing(replaced), standing(kept)),
    ...settleForeignKeys(kept, isReplaced),
    ...[...missing, ...replaced.map((one) => one.wanted)].flatMap((table) => createAll(table, stays)),
  ]);
  const blocked = [
    ...kept.flatMap((one) => one.blocked),
    ...nameClashes(drafts, settled.present),
    ...danglingForeignKeys(wanted, settled.present),
  ];
  return {
    formatVersion: "1.0",
    options: saidOf(options),
    targets,
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    considers: consideredTables(wanted),
    present: modelHash(present),
    statements: drafts.map((draft, index) => toStatement(`s${String(index + 1).padStart(4, "0")}`, draft)),
    differences,
    blocked,
  };
}

/** Whether there is nothing to do: the present is as it is wanted, apart from extras that harm no row. */
export function isEmptyPlan({ statements, blocked }: Plan): boolean {
  return statements.length === 0 && blocked.length === 0;
}
