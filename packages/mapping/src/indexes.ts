import type { Finding, TargetIndex } from "@dp/metadata";

import type { MappingProblem } from "./errors.ts";
import { finding } from "./findings.ts";
import { indexProblem } from "./key-columns.ts";
import type { DraftKeys } from "./keys.ts";
import type { MappedTable } from "./mapped-table.ts";
import { keyOf } from "./order.ts";

/** An index that is made besides those of keys. */
export type DraftIndex = Omit<TargetIndex, "name">;

/** Indexes of one table, in the order in which they were asked for. */
export interface DraftIndexes {
  readonly made: readonly DraftIndex[];
  readonly findings: readonly Finding[];
}

/** What else of the table decides about its indexes. */
export interface IndexReasons {
  readonly keys: DraftKeys;
  /** Target columns of each foreign key that is made. */
  readonly foreignKeys: readonly (readonly string[])[];
  /** Target columns of keys that become an index. */
  readonly plain: readonly (readonly string[])[];
}

/** Configured indexes, then those that stand in for keys, then those that foreign keys want. */
export function draftIndexes(table: MappedTable, reasons: IndexReasons): DraftIndexes {
  const { primary, unique } = reasons.keys;
  const keys = [...(primary === undefined ? [] : [primary]), ...unique];
  const made: DraftIndex[] = [];
  const findings: Finding[] = [];
  const present = (): readonly (readonly string[])[] => [...keys, ...made].map((each) => each.columns);
  for (const { columns, unique: isUnique } of table.settings.indexes ?? []) {
    const problem = indexProblem("index", columns, partsNamed(table, columns));
    const same = present().find((other) => keyOf(...other) === keyOf(...columns));
    if (problem !== undefined) findings.push(problem);
    else if (same === undefined) made.push({ columns, ...(isUnique && { unique: isUnique }), reason: "configured" });
    else findings.push(finding("INDEX_REDUNDANT", { details: { columns } }));
  }
  for (const columns of reasons.plain) {
    if (!present().some((other) => keyOf(...other) === keyOf(...columns)))
      made.push({ columns, reason: "unenforced-key" });
  }
  for (const columns of table.settings.foreignKeyIndexes === false ? [] : reasons.foreignKeys) {
    if (!present().some((other) => leads(other, columns))) made.push({ columns, reason: "foreign-key" });
  }
  return { made, findings };
}

/** Whether an index begins with these columns; for looking up whole keys their order does not matter. */
function leads(index: readonly string[], columns: readonly string[]): boolean {
  const first = index.slice(0, columns.length);
  return columns.every((column) => first.includes(column));
}

function partsNamed(table: MappedTable, names: readonly string[]): MappedTable["columns"][number]["parts"][number][] {
  return table.columns.flatMap((column) => column.parts).filter((part) => names.includes(part.name));
}

/** Configured indexes on columns that the target does not have. */
export function unknownIndexColumns(table: MappedTable): readonly MappingProblem[] {
  const names = table.columns.flatMap((column) => column.parts.map((part) => part.name));
  return (table.settings.indexes ?? [])
    .flatMap((index) => index.columns)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      code: "UNKNOWN_INDEX_COLUMN",
      message: `an index is configured on ${JSON.stringify(name)}, which the PostgreSQL table does not have`,
      hint: `Indexes name PostgreSQL columns: ${names.slice(0, 20).join(", ")}${names.length > 20 ? ", …" : ""}.`,
    }));
}
