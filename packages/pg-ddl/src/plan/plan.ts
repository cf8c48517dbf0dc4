import { diff } from "../diff/diff.ts";
import type { Draft } from "../draft.ts";
import { modelHash } from "../model-hash.ts";
import type { PgModel, PgTable, QualifiedName } from "../model.ts";
import type { BlockedDifference, Difference, Plan, PlanTarget, Statement } from "../plan-types.ts";
import { byName, consideredTables, tableKey } from "../table-key.ts";
import { addComments } from "../write/comment.ts";
import { addForeignKey } from "../write/foreign-key.ts";
import { createSchema } from "../write/schema.ts";
import { createTable } from "../write/table.ts";
import { createIndex } from "../write/table-index.ts";
import { resolve } from "./alter-table.ts";
import { danglingForeignKeys, nameClashes } from "./blocked.ts";
import { dropTables } from "./drop-tables.ts";
import { phases } from "./transactions.ts";

/** What a plan may do beyond adding. */
export interface PlanOptions {
  /** Tables with a difference that no ALTER of ours resolves are dropped and created again. Others stay. */
  readonly dropExisting?: boolean;
}

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

function fatesOf(wanted: PgModel, present: PgModel, differences: readonly Difference[], dropExisting: boolean): Fates {
  const there = byName(present.tables);
  const stands: Test = (table) => there.has(tableKey(table));
  const groups = groupByTable(differences);
  const alterations = wanted.tables.flatMap((table): readonly Alteration[] => {
    const other = there.get(tableKey(table));
    if (other === undefined) return [];
    const drafts: Draft[] = [];
    const blocked: BlockedDifference[] = [];
    for (const difference of groups.get(tableKey(table)) ?? []) {
      const outcome = resolve({ difference, wanted: table, present: other, stands });
      if ("drafts" in outcome) drafts.push(...outcome.drafts);
      else blocked.push({ ...difference, ...outcome });
    }
    return [{ wanted: table, present: other, drafts, blocked }];
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
  return [
    createTable(table),
    ...addComments(table),
    ...table.indexes.map((index) => createIndex(table, index, false)),
    ...table.foreignKeys.flatMap((key) =>
      addForeignKey(table, key, { referencing: false, referenced: stays(key.references) }),
    ),
  ];
}

/** What a kept table needs; its foreign keys onto replaced tables went with those and are made again. */
function keep({ wanted, present, drafts }: Alteration, isReplaced: Test): readonly Draft[] {
  const gone = [...wanted.foreignKeys, ...present.foreignKeys].filter(({ references }) => isReplaced(references));
  const goneNames = new Set(gone.map(({ name }) => name));
  const isGone = ({ object }: Draft): boolean => object.kind === "foreign key" && goneNames.has(object.part ?? "");
  return [
    ...drafts.filter((draft) => !isGone(draft)),
    ...wanted.foreignKeys
      .filter(({ references }) => isReplaced(references))
      .flatMap((key) => addForeignKey(wanted, key, { referencing: true, referenced: false })),
  ];
}

/** A statement in the field order of its type, which is the order in which it is printed. */
function toStatement(id: string, draft: Draft): Statement {
  const { phase, action, object, sql, lock, rewrites, losesData, transactional } = draft;
  const { lockTimeoutMs, statementTimeoutMs, hazards, details } = draft;
  const effects = { lock, rewrites, losesData, transactional, lockTimeoutMs, statementTimeoutMs, hazards };
  return { id, phase, action, object, sql, ...effects, details };
}

function inOrder(drafts: readonly Draft[]): readonly Statement[] {
  const ordered = phases.flatMap((phase) => drafts.filter((draft) => draft.phase === phase));
  return ordered.map((draft, index) => toStatement(`s${String(index + 1).padStart(4, "0")}`, draft));
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
  { dropExisting = false }: PlanOptions = {},
): Plan {
  const differences = diff(wanted, present);
  const { missing, kept, replaced } = fatesOf(wanted, present, differences, dropExisting);
  const there = byName(present.tables);
  const gone = byName(replaced.map((one) => one.wanted));
  const isReplaced: Test = (table) => gone.has(tableKey(table));
  const stays: Test = (table) => there.has(tableKey(table)) && !isReplaced(table);
  const standing = (alterations: readonly Alteration[]): readonly PgTable[] => alterations.map((one) => one.present);
  const drafts = [
    ...dropTables(standing(replaced), standing(kept)),
    ...differences.filter(({ code }) => code === "SCHEMA_MISSING").map(({ object }) => createSchema(object.schema)),
    ...kept.flatMap((one) => keep(one, isReplaced)),
    ...[...missing, ...replaced.map((one) => one.wanted)].flatMap((table) => createAll(table, stays)),
  ];
  const blocked = [
    ...kept.flatMap((one) => one.blocked),
    ...nameClashes(drafts, present.tables.filter(stays)),
    ...danglingForeignKeys(wanted, present),
  ];
  return {
    formatVersion: "1.0",
    targets,
    considers: consideredTables(wanted),
    present: modelHash(present),
    statements: inOrder(drafts),
    differences,
    blocked,
  };
}

/** Whether there is nothing to do: the present is as it is wanted, apart from extras that harm no row. */
export function isEmptyPlan({ statements, blocked }: Plan): boolean {
  return statements.length === 0 && blocked.length === 0;
}
