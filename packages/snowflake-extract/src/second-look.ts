import type { DescribedColumn } from "./describe.ts";
import { columnsOf } from "./assemble.ts";
import { ExtractError, toExtractError } from "./error.ts";
import { findRelations } from "./find-relations.ts";
import { isNotFound } from "./not-found.ts";
import type { Reading } from "./reading.ts";
import type { ColumnRow, RelationRow } from "./rows.ts";

/** Relations up to which DESCRIBE, where each gets one behind the listings, is second look enough. */
const describedIsEnough = 3;

/**
 * Lists again what was read, and says of which relations the reading may be a mixture: dropped, replaced (another time
 * of creation), or with another comment or clustering. Columns that are altered behind their listing leave no trace
 * here, and need not: what was read of them is one moment's. One statement, two with views, below the cap; if it fails,
 * nobody knows, and each relation gets its error.
 */
export async function lookAgain(
  reading: Reading,
  before: ReadonlyMap<string, RelationRow>,
): Promise<ReadonlyMap<string, ExtractError>> {
  const faults = new Map<string, ExtractError>();
  if (before.size === 0 || (reading.protection !== "none" && before.size <= describedIsEnough)) return faults;
  const after = await relationsNow(reading, [...before.keys()]);
  if (after instanceof ExtractError) return new Map([...before.keys()].map((name) => [name, after]));
  for (const [name, relation] of before) {
    const now = after.get(name);
    if (now === undefined) faults.set(name, changed(relation, "it is no longer there"));
    else if (now.created !== relation.created) faults.set(name, changed(relation, "it was replaced"));
    else if (JSON.stringify(now) !== JSON.stringify(relation)) faults.set(name, changed(relation, "it was altered"));
  }
  return faults;
}

async function relationsNow(
  reading: Reading,
  names: readonly string[],
): Promise<ReadonlyMap<string, RelationRow> | ExtractError> {
  try {
    return (await findRelations({ ...reading, onCut: () => undefined }, names)).relations;
  } catch (error) {
    // The schema itself is gone.
    return isNotFound(error) ? new Map() : toExtractError(error);
  }
}

/** Compares the columns that were listed with those that DESCRIBE showed later. @throws ExtractError CHANGED_WHILE_READING */
export function refuseOtherColumns(
  relation: RelationRow,
  listed: readonly ColumnRow[],
  described: readonly DescribedColumn[],
): void {
  const shown = columnsOf(
    described.map(({ column }) => column),
    relation,
  );
  const [before, after] = [listed, shown].map((columns) => new Set(columns.map(({ name }) => name)));
  const gone = [...(before ?? [])].find((name) => after?.has(name) === false);
  if (gone !== undefined) throw changed(relation, `its column ${gone} is no longer there`);
  const added = [...(after ?? [])].find((name) => before?.has(name) === false);
  if (added !== undefined) throw changed(relation, `it has a new column ${added}`);
}

function changed({ database, schema, name }: RelationRow, how: string): ExtractError {
  const where = `${database}.${schema}.${name}`;
  return new ExtractError("CHANGED_WHILE_READING", `${where} changed while it was read: ${how}`, {
    hint: "Run the command again once whoever changes it is done; its files stay as they were.",
    where,
    retryable: true,
  });
}
