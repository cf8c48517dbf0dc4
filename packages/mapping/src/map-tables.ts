import { completeTableMetadata, type Finding } from "@dp/metadata";
import { knownEditions } from "@dp/type-map";

import { lossFindings, lossProblems } from "./accepted-losses.ts";
import { brokenByOverrides } from "./broken-overrides.ts";
import { checkTables } from "./check-tables.ts";
import { nameConstraints, foreignKeyColumns, type DraftConstraints } from "./constraint-names.ts";
import { MappingError, type MappingProblem, UnknownEditionError } from "./errors.ts";
import { finding, sortFindings } from "./findings.ts";
import { settleTypes, type SettledTypes } from "./foreign-key-types.ts";
import { draftForeignKeys, incompatible, type DraftForeignKey, type DraftForeignKeys } from "./foreign-keys.ts";
import { draftIndexes, unknownIndexColumns } from "./indexes.ts";
import { draftKeys } from "./keys.ts";
import { KnownTypes } from "./known-types.ts";
import { mapColumns } from "./map-columns.ts";
import type { MappedTable } from "./mapped-table.ts";
import { preflightFindings, preflightProblems } from "./preflight/preflight.ts";
import { sequenceClashes } from "./preflight/sequence-clash.ts";
import { TableSet, type KeyedTable } from "./table-set.ts";
import { makeTarget } from "./target-table.ts";
import type { MappingInput, MappingOptions, MappingOutcome } from "./types.ts";

/**
 * Maps a whole set of tables at once: foreign keys give their columns one type, and names must not meet. The outcomes
 * stand in the order of the tables, and each is the same whatever that order is. A table that cannot be mapped does
 * not stop the others; foreign keys to it become findings. Never throws for what stands in the tables.
 * @throws UnknownEditionError
 */
export function mapTables(tables: readonly MappingInput[], options: MappingOptions): readonly MappingOutcome[] {
  if (!knownEditions.includes(options.edition)) throw new UnknownEditionError(options.edition, knownEditions);
  const { drafts, problems } = draftSound(tables, mapEach(tables));
  const names = nameConstraints(drafts.map(({ constraints }) => constraints));
  const byName = new Map(drafts.map((draft) => [draft.constraints.table.name, draft]));
  return tables.map((input): MappingOutcome => {
    const { name, source, settings } = input;
    const draft = byName.get(name);
    const faults = problems.get(input) ?? [];
    if (draft === undefined || faults.length > 0) {
      const where = [source.database, source.schema, source.table].join(".");
      return { name, ok: false, error: new MappingError({ name, where }, faults) };
    }
    const { target, findings } = makeTarget(draft.constraints, names);
    const all = sortFindings(
      [...(input.notes ?? []), ...draft.findings, ...findings],
      source.columns.map((column) => column.name),
    );
    return {
      name,
      ok: true,
      metadata: completeTableMetadata({ edition: options.edition, name, source, settings, target, findings: all }),
    };
  });
}

interface MappedEach {
  readonly mapped: ReadonlyMap<MappingInput, MappedTable>;
  readonly problems: ReadonlyMap<MappingInput, readonly MappingProblem[]>;
}

/** The columns of each table by itself. */
function mapEach(tables: readonly MappingInput[]): MappedEach {
  const mapped = new Map<MappingInput, MappedTable>();
  const problems = new Map<MappingInput, readonly MappingProblem[]>();
  const nameProblems = checkTables(tables);
  const types = new KnownTypes();
  for (const input of tables) {
    const columns = mapColumns(input, types);
    const faults = [
      ...(nameProblems.get(input) ?? []),
      ...(columns.ok ? unknownIndexColumns(columns.table) : columns.problems),
    ];
    if (faults.length > 0) problems.set(input, faults);
    else if (columns.ok) mapped.set(input, columns.table);
  }
  return { mapped, problems };
}

interface Draft {
  readonly constraints: DraftConstraints;
  readonly findings: readonly Finding[];
  /** What only shows beside the other tables. */
  readonly problems: readonly MappingProblem[];
}

/** Drafts without the tables that the drafting itself refused: a key to one of them falls, and others' types with it. */
function draftSound(
  inputs: readonly MappingInput[],
  { mapped, problems }: MappedEach,
): { readonly drafts: readonly Draft[]; readonly problems: MappedEach["problems"] } {
  const left = new Map(mapped);
  const all = new Map(problems);
  for (;;) {
    const drafts = draftAll(inputs, [...left.values()]);
    const byName = new Map(drafts.map((draft) => [draft.constraints.table.name, draft]));
    const refused = [...left.keys()].filter((input) => byName.get(input.name)?.problems.length !== 0);
    if (refused.length === 0) return { drafts, problems: all };
    for (const input of refused) {
      all.set(input, byName.get(input.name)?.problems ?? []);
      left.delete(input);
    }
  }
}

/** Keys, foreign keys and indexes of all tables, with the types that foreign keys ask for. */
function draftAll(inputs: readonly MappingInput[], tables: readonly MappedTable[]): readonly Draft[] {
  const keyed = tables.map((table): KeyedTable => ({ table, keys: draftKeys(table) }));
  const set = new TableSet(inputs, keyed);
  const foreign = new Map(keyed.map((each) => [each, draftForeignKeys(each.table, set)]));
  const made = [...foreign.values()].flatMap((each) => each.made);
  const settled = settleTypes(made);
  const broken = brokenByOverrides(made, settled);
  const clashes = sequenceClashes(tables);
  return keyed.map((each) => {
    const foreignKeys = foreign.get(each) ?? { made: [], plain: [], findings: [] };
    const draft = draftTable(each, foreignKeys, settled);
    const { constraints } = draft;
    const problems = [
      ...(broken.get(each.table) ?? []),
      ...[clashes.get(each.table) ?? []].flat(),
      ...lossProblems(constraints.table),
      ...preflightProblems(constraints),
    ];
    return { ...draft, problems };
  });
}

function draftTable(
  { table, keys }: KeyedTable,
  foreignKeys: DraftForeignKeys,
  settled: SettledTypes,
): Omit<Draft, "problems"> {
  const joined = foreignKeys.made.filter((key) => settled.joined.has(key));
  const refused = foreignKeys.made.filter((key) => !settled.joined.has(key));
  const retyped = table.columns.map((column) => settled.retyped.get(column) ?? { column });
  const final: MappedTable = { ...table, columns: retyped.map((each) => each.column) };
  const indexes = draftIndexes(final, {
    keys,
    foreignKeys: joined.map((key) => foreignKeyColumns(key).child),
    plain: [...keys.plain, ...foreignKeys.plain],
  });
  const constraints: DraftConstraints = {
    table: final,
    keys: [...(keys.primary === undefined ? [] : [keys.primary]), ...keys.unique],
    foreignKeys: joined,
    indexes: indexes.made,
  };
  return {
    constraints,
    findings: [
      ...table.findings,
      ...keys.findings,
      ...foreignKeys.findings,
      ...refused.map((key: DraftForeignKey) => incompatible(key.source, key.pairs)),
      ...indexes.findings,
      ...retyped.flatMap((each) => ("finding" in each ? [each.finding] : [])),
      ...lossFindings(final),
      ...tableFindings(final),
      ...preflightFindings(constraints),
    ],
  };
}

const plainKinds: readonly string[] = ["TABLE", "TRANSIENT TABLE", "TEMPORARY TABLE", "HYBRID TABLE", "ICEBERG TABLE"];

function tableFindings({ source }: MappedTable): readonly Finding[] {
  const { kind, clusterBy, policies = [] } = source;
  return [
    ...policies.map(({ kind: written, name }) => {
      const words = written.toLowerCase().replaceAll("_", " ");
      return finding("ROWS_UNDER_POLICY", { details: { kind: words, policy: name } });
    }),
    ...(clusterBy === undefined ? [] : [finding("CLUSTERING_KEY_ADVICE", { details: { clusterBy } })]),
    ...(plainKinds.includes(kind) ? [] : [finding("READ_ONLY_KIND", { details: { kind } })]),
  ];
}
