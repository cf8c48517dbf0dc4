import type { Finding } from "@dp/metadata";

import type { DraftConstraints } from "../constraint-names.ts";
import type { MappingProblem } from "../errors.ts";
import { finding } from "../findings.ts";
import { isNullable, type MappedColumn, type MappedColumnPart } from "../mapped-table.ts";
import { indexWidth, maxIndexBytes } from "./index-width.ts";
import { maxRowBytes, rowWidth, type StoredColumn } from "./row-width.ts";
import { storageOf } from "./storage.ts";

/** MaxHeapAttributeNumber (manual, "PostgreSQL Limits"). */
const maxColumns = 1600;

/** Why PostgreSQL would refuse the table, or every row of it. */
export function preflightProblems(draft: DraftConstraints): readonly MappingProblem[] {
  const columns = storedColumns(draft);
  const { least } = rowWidth([...columns.values()]);
  if (columns.size > maxColumns) return [tooManyColumns(columns.size)];
  return least > maxRowBytes ? [noRowFits(least)] : [];
}

/** What PostgreSQL may refuse later: some rows, or the table where something is missing. */
export function preflightFindings(draft: DraftConstraints): readonly Finding[] {
  return [...rowFindings(draft), ...keyFindings(draft), ...needs(draft)];
}

type StoredColumns = ReadonlyMap<string, StoredColumn>;

function storedColumns({ table, keys }: DraftConstraints): StoredColumns {
  const primary = keys.find((key) => key.kind === "primary key")?.from ?? [];
  return new Map(
    table.columns.flatMap((column) =>
      column.parts.map((part) => {
        const nullable = isNullable(column, primary);
        return [part.name, { storage: storageOf(column, part.type), nullable }] as const;
      }),
    ),
  );
}

function tooManyColumns(count: number): MappingProblem {
  return {
    code: "TABLE_TOO_WIDE",
    message: `the table has ${String(count)} columns; PostgreSQL allows ${String(maxColumns)}`,
    hint: "Exclude columns in tables.yaml.",
  };
}

function noRowFits(bytes: number): MappingProblem {
  return {
    code: "ROW_TOO_WIDE",
    message: `the smallest row has ${String(bytes)} bytes; PostgreSQL allows ${String(maxRowBytes)}, so that no row at all would fit`,
    hint: "Exclude columns in tables.yaml, or give narrower types to some.",
  };
}

function rowFindings(draft: DraftConstraints): readonly Finding[] {
  const { most } = rowWidth([...storedColumns(draft).values()]);
  if (most <= maxRowBytes) return [];
  return [finding("ROW_MAY_BE_TOO_WIDE", { details: { bytes: String(most), limit: String(maxRowBytes) } })];
}

/** Foreign keys' own indexes hold what the parent's key holds, which is told there. */
function keyFindings(draft: DraftConstraints): readonly Finding[] {
  const stored = storedColumns(draft);
  const indexes = draft.indexes.filter(({ reason }) => reason !== "foreign-key");
  const all = [...draft.keys, ...indexes.map(({ columns }) => ({ kind: "index", columns }))];
  return all.flatMap(({ kind, columns }) => {
    const width = indexWidth(columns.flatMap((name) => stored.get(name) ?? []));
    if (width <= maxIndexBytes) return [];
    return [finding("KEY_MAY_BE_TOO_LONG", { details: { key: kind, columns, limit: String(maxIndexBytes) } })];
  });
}

/** Extensions and collations that a server may lack; the DDL does not make them. */
function needs({ table }: DraftConstraints): readonly Finding[] {
  return table.columns.flatMap((column): Finding[] => [
    ...column.requires.extensions.map((extension) =>
      finding("EXTENSION_NEEDED", { column: column.source.name, details: { extension } }),
    ),
    ...column.parts.flatMap((part) => collationNeeded(column, part)),
  ]);
}

function collationNeeded({ source }: MappedColumn, { collation }: MappedColumnPart): readonly Finding[] {
  // A name with -u- is none of those that every server with ICU has.
  if (collation?.includes("-u-") !== true) return [];
  return [finding("COLLATION_NEEDED", { column: source.name, details: { collation } })];
}
