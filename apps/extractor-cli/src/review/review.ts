import type { Finding, SourceColumn, TableMetadata, TargetColumn } from "@dp/metadata";

import { remapped } from "../drift/remapped.ts";
import { sameSource, sourceName } from "../drift/source-changes.ts";
import { drifted, type TableDrift, tableDrift } from "../drift/table-drift.ts";
import { tagText } from "../tag-text.ts";

/** A column whose values leave the VPN from now on. */
export interface LeavingColumn {
  /** Name in PostgreSQL. */
  readonly column: string;
  /** Snowflake's stored name. */
  readonly from: string;
  readonly type: string;
  /** Label of tables.yaml. */
  readonly sensitive?: string;
  /** What Snowflake says of it, where that was visible: masking policy and tags, in words. */
  readonly marks?: readonly string[];
}

/** A loss that no value of these columns could meet before. */
interface NewLoss {
  readonly loss: string;
  /** Names in PostgreSQL. */
  readonly columns: readonly string[];
  /** Whether tables.yaml accepts it for all of them. */
  readonly accepted: boolean;
}

/** What a reviewer has to see of one table. */
export interface TableReview {
  readonly name: string;
  /** `DB.SCHEMA.TABLE` of Snowflake. */
  readonly source: string;
  /** Rows of a table that nobody outside had: a new one, or another table of Snowflake under the same name. */
  readonly newlyVisible: boolean;
  readonly leaving: readonly LeavingColumn[];
  /**
   * Columns that left before, and now without the label, the masking policy or the tag that they had; without a column,
   * tags and policies that the table had.
   */
  readonly uncovered: readonly { readonly column?: string; readonly what: string }[];
  readonly losses: readonly NewLoss[];
  readonly findings: readonly Finding[];
  /** Who changed what; absent for a table that is new. */
  readonly drift?: TableDrift;
}

/** Everything that a change of metadata files asks a reviewer to look at, tables without a change left out. */
export interface Review {
  readonly tables: readonly TableReview[];
  /** Tables whose files are gone; what is in PostgreSQL stays. */
  readonly gone: readonly { readonly name: string; readonly target: string }[];
}

/** A part of a source value; the whole value covers each of its parts. */
function isCovered({ from, part }: TargetColumn, before: readonly TargetColumn[]): boolean {
  return before.some((column) => column.from === from && (column.part === undefined || column.part === part));
}

function marksOf({ maskingPolicy, tags = [] }: SourceColumn): readonly string[] {
  return [
    ...(maskingPolicy === undefined ? [] : [`masked by ${maskingPolicy}`]),
    ...tags.map((tag) => `tag ${tagText(tag)}`),
  ];
}

function leavingColumns(now: TableMetadata, before: TableMetadata | undefined): readonly LeavingColumn[] {
  const earlier = before?.target.columns ?? [];
  const sources = new Map(now.source.columns.map((column) => [column.name, column]));
  return now.target.columns
    .filter((column) => !isCovered(column, earlier))
    .map(({ name, from, type, sensitive }) => {
      const source = sources.get(from);
      const marks = source === undefined ? [] : marksOf(source);
      const label = sensitive === undefined ? {} : { sensitive };
      return { column: name, from, type, ...label, ...(marks.length > 0 && { marks }) };
    });
}

function uncoveredColumns(now: TableMetadata, before: TableMetadata): TableReview["uncovered"] {
  const byName = ({ source }: TableMetadata): ReadonlyMap<string, SourceColumn> =>
    new Map(source.columns.map((column) => [column.name, column]));
  const [was, is] = [byName(before), byName(now)];
  return now.target.columns.flatMap((column) => {
    const earlier = before.target.columns.find(({ from, part }) => from === column.from && part === column.part);
    if (earlier === undefined) return [];
    const mask = was.get(column.from)?.maskingPolicy;
    const label =
      earlier.sensitive !== undefined && column.sensitive === undefined ? [`marked ${earlier.sensitive}`] : [];
    const masked = mask !== undefined && is.get(column.from)?.maskingPolicy !== mask;
    const tags = missing(was.get(column.from)?.tags, is.get(column.from)?.tags);
    return [
      ...label,
      ...(masked ? [`under the masking policy ${mask}`] : []),
      ...tags.map((tag) => `tagged ${tagText(tag)}`),
    ].map((what) => ({ column: column.name, what: `no longer ${what}` }));
  });
}

function missing<T>(before: readonly T[] = [], now: readonly T[] = []): readonly T[] {
  const kept = new Set(now.map((each) => JSON.stringify(each)));
  return before.filter((each) => !kept.has(JSON.stringify(each)));
}

function uncovered(now: TableMetadata, before: TableMetadata): TableReview["uncovered"] {
  const tags = missing(before.source.tags, now.source.tags);
  const policies = missing(before.source.policies, now.source.policies);
  return [
    ...policies.map(({ name }) => ({ what: `no longer under the policy ${name}` })),
    ...tags.map((tag) => ({ what: `no longer tagged ${tagText(tag)}` })),
    ...uncoveredColumns(now, before),
  ];
}

function newLosses(now: TableMetadata, before: TableMetadata | undefined): readonly NewLoss[] {
  const { settings, target } = now;
  const found = new Map<string, { columns: string[]; accepted: boolean }>();
  for (const { name, from, part, loss = [] } of target.columns) {
    const earlier = before?.target.columns.find((column) => column.from === from && column.part === part)?.loss ?? [];
    const accepted = [...(settings.acceptLoss ?? []), ...(settings.columns?.[from]?.acceptLoss ?? [])];
    for (const code of loss.filter((each) => !earlier.includes(each))) {
      const entry = found.get(code) ?? { columns: [], accepted: true };
      found.set(code, { columns: [...entry.columns, name], accepted: entry.accepted && accepted.includes(code) });
    }
  }
  return [...found].map(([loss, entry]) => ({ loss, ...entry }));
}

function newFindings(now: TableMetadata, before: TableMetadata | undefined): readonly Finding[] {
  const earlier = new Set(before?.findings.map((finding) => JSON.stringify(finding)));
  return now.findings.filter((finding) => finding.severity !== "info" && !earlier.has(JSON.stringify(finding)));
}

type Again = (name: string) => TableMetadata | undefined;

function reviewTable(now: TableMetadata, before: TableMetadata | undefined, again: Again): TableReview | undefined {
  const known = before !== undefined && sameSource(before.source, now.source) ? before : undefined;
  const drift = before && tableDrift({ before, after: now, again: () => again(now.name) });
  if (drift !== undefined && !drifted(drift)) return undefined;
  return {
    name: now.name,
    source: sourceName(now.source),
    newlyVisible: known === undefined,
    leaving: leavingColumns(now, known),
    uncovered: known === undefined ? [] : uncovered(now, known),
    losses: newLosses(now, known),
    findings: newFindings(now, before),
    ...(drift !== undefined && { drift }),
  };
}

/** Compares two states of all metadata files with a reviewer's questions: what leaves, what is lost, who changed it. */
export function makeReview(now: readonly TableMetadata[], before: readonly TableMetadata[]): Review {
  const earlier = new Map(before.map((table) => [table.name, table]));
  const names = new Set(now.map(({ name }) => name));
  let made: ReadonlyMap<string, TableMetadata> | undefined;
  const again: Again = (name) => (made ??= remapped(before)).get(name);
  return {
    tables: now.flatMap((table) => reviewTable(table, earlier.get(table.name), again) ?? []),
    gone: before
      .filter(({ name }) => !names.has(name))
      .map(({ name, target }) => ({ name, target: `${target.schema}.${target.table}` })),
  };
}
