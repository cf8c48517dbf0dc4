import { columnsOf } from "./assemble.ts";
import { describeRelation, type DescribedColumn } from "./describe.ts";
import { groupBy } from "./group-by.ts";
import { queries } from "./queries.ts";
import { list, type Listing, type Reading } from "./reading.ts";
import { readColumn, scopeOf, type ColumnRow, type RelationRow } from "./rows.ts";

/** The columns of a relation, and DESCRIBE's answer where it was asked for. */
interface FoundColumns {
  readonly columns: readonly ColumnRow[];
  readonly described?: readonly DescribedColumn[];
}

export type ColumnFinder = (relation: RelationRow) => Promise<FoundColumns>;

/** Columns from rows that are all there. */
export function columnsListed(rows: readonly ColumnRow[]): ColumnFinder {
  const byTable = groupBy(rows, ({ table }) => table);
  return (relation) => Promise.resolve({ columns: columnsOf(byTable.get(relation.name) ?? [], relation) });
}

/** One DESCRIBE a relation. */
export function columnsDescribed({ db }: Reading): ColumnFinder {
  return async (relation) => {
    const described = await describeRelation(db, relation);
    return {
      columns: columnsOf(
        described.map(({ column }) => column),
        relation,
      ),
      described,
    };
  };
}

/** One SHOW COLUMNS a relation; a relation with more columns than the cap is described. */
export function columnsByTable(reading: Reading): ColumnFinder {
  const describe = columnsDescribed(reading);
  return async (relation) => {
    const { rows, cut } = await list(reading, queries.columns(scopeOf(relation)), readColumn);
    if (cut) reading.onCut("SHOW COLUMNS");
    return cut ? describe(relation) : { columns: columnsOf(rows, relation) };
  };
}

/** The columns of a whole schema. */
export function listColumns(reading: Reading): Promise<Listing<ColumnRow>> {
  return list(reading, queries.columns({ of: "schema", name: reading.name }), readColumn);
}
