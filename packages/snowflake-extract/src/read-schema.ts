import { columnsOf } from "./assemble.ts";
import { columnsByTable, columnsDescribed, columnsListed, listColumns, type ColumnFinder } from "./column-finder.ts";
import { columnsFromView, viewSpells } from "./information-schema.ts";
import { keysBySchema, keysByTable, type KeyFinder } from "./key-listings.ts";
import { groupBy } from "./group-by.ts";
import type { Reading } from "./reading.ts";
import type { ColumnRow, RelationRow } from "./rows.ts";

/** How the columns and keys of some relations of a schema are found. */
export interface Part {
  readonly relations: readonly RelationRow[];
  readonly columns: ColumnFinder;
  readonly keys: KeyFinder;
}

/** Relations that are few in a schema of at least so many tables are asked for one by one. */
const few = { wanted: 8, listed: 500 };

/** Relations that one question to INFORMATION_SCHEMA is about: some 15 000 columns at a time are held. */
const viewBatch = 500;

/**
 * The ladder: the schema's listings, four statements, as long as they are complete; single tables where few are wanted of
 * a large schema. Where SHOW COLUMNS is cut, INFORMATION_SCHEMA when there is a warehouse and it would spare most tables a
 * statement of their own; otherwise one DESCRIBE a table.
 */
export async function* readingParts(
  reading: Reading,
  relations: readonly RelationRow[],
  listed: number,
): AsyncGenerator<Part> {
  const whole = { relations, keys: keysByTable(reading), columns: columnsByTable(reading) };
  if (relations.length <= 1 || (relations.length <= few.wanted && listed >= few.listed)) {
    yield whole;
    return;
  }
  const noSample = !reading.warehouse && listed >= reading.cap;
  const [keys, sample] = await Promise.all([
    relations.every(({ isView }) => isView) ? undefined : keysBySchema(reading),
    // Each table has a column at least: the listing would be cut.
    noSample ? { rows: [], cut: true } : listColumns(reading),
  ]);
  const find = keys?.find ?? whole.keys;
  if (!sample.cut) {
    yield { relations, columns: columnsListed(sample.rows), keys: find };
    return;
  }
  reading.onCut("SHOW COLUMNS");
  // A table whose keys must be asked for spares that statement when it is described.
  const tryView = reading.warehouse && keys?.cut !== true && sparesMost(sample.rows);
  yield* tryView
    ? partsOfView(reading, relations, find)
    : [{ relations, columns: columnsDescribed(reading), keys: find }];
}

async function* partsOfView(
  reading: Reading,
  relations: readonly RelationRow[],
  keys: KeyFinder,
): AsyncGenerator<Part> {
  for (let from = 0; from < relations.length; from += viewBatch) {
    const part = relations.slice(from, from + viewBatch);
    const columns = await columnsFromView(reading, part);
    if (columns === undefined) {
      yield { relations: relations.slice(from), columns: columnsDescribed(reading), keys };
      return;
    }
    yield { relations: part, columns, keys };
  }
}

/** Whether most of the tables that were listed before the cut have only columns that INFORMATION_SCHEMA spells out. */
function sparesMost(sample: readonly ColumnRow[]): boolean {
  const tables = [...groupBy(sample, ({ table }) => table).values()];
  const spared = tables.filter((columns) => columns.every(({ type }) => viewSpells(type)));
  return spared.length * 2 > tables.length;
}

/** Whether a relation has a column whose type only DESCRIBE spells out. */
export function hasUnspelled(columns: readonly ColumnRow[], relation: RelationRow): boolean {
  return columnsOf(columns, relation).some(({ type }) => type === undefined);
}
