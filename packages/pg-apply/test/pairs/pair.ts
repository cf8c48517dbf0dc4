import { Random } from "./random.ts";
import { copyOf, type Column, type Table, type Version } from "./schema.ts";
import { type Evolution, newColumn, type Rows, step } from "./steps.ts";
import { canCount, columnTypes } from "./types.ts";

/** A schema with rows in it, and what it is to become. */
export interface Pair {
  readonly before: Version;
  readonly after: Version;
  readonly rows: ReadonlyMap<string, Rows>;
}

function newTable(random: Random, schema: string, id: string): Table {
  const first: Column = { name: "row_no", from: "ROW_NO", type: "integer", nullable: false, fidelity: "exact" };
  const columns = [first];
  for (let place = 2 + random.below(6); place > 0; place--) {
    const from = `C${String(place)}`;
    const column = newColumn(random, from, from.toLowerCase(), false);
    if (canCount(column.type) && random.once(3)) {
      column.identity = { start: "1", increment: "1" };
      column.nullable = false;
      delete column.default;
    }
    columns.push(column);
  }
  return { id, schema, name: id, columns, uniqueKeys: [], foreignKeys: [], indexes: [] };
}

function rowsFor(random: Random, { columns }: Table): Rows {
  const nulls = columns.filter(({ nullable }) => nullable && random.once(2)).map(({ from }) => from);
  const count = random.once(6) ? 0 : 1 + random.below(5);
  return { count, nulls: new Set(nulls) };
}

const structural = 30;

/** The pair of a seed: the same each time. */
export function pairOf(seed: number, schema: string): Pair {
  const random = new Random(seed);
  const start = ["t1", "t2", "t3"].slice(0, 1 + random.below(3)).map((id) => newTable(random, schema, id));
  const rows = new Map(start.map((table) => [table.id, rowsFor(random, table)]));
  // Keys and indexes come to the first version by the same steps; nothing has been renamed or retyped then.
  const settling: Evolution = { random, before: start, after: copyOf(start), rows, retyped: new Set(), serial: 0 };
  for (let turn = 0; turn < structural; turn++) step(settling);
  const before = settling.after.filter(({ id }) => rows.has(id)).map((table) => asBefore(table, start));
  dropForeign(before);
  const evolution: Evolution = { random, before, after: copyOf(before), rows, retyped: new Set(), serial: 100 };
  for (let turn = 2 + random.below(12); turn > 0; turn--) step(evolution);
  return { before, after: evolution.after, rows };
}

/** Of the first steps only keys, indexes and comments stay. */
function asBefore(table: Table, start: Version): Table {
  const origin = start.find(({ id }) => id === table.id) ?? table;
  const there = new Set(origin.columns.map(({ from }) => from));
  const typeOf = (from: string): string | undefined => origin.columns.find((column) => column.from === from)?.type;
  const isKey = ({ columns }: { readonly columns: readonly string[] }): boolean =>
    columns.every((from) => there.has(from) && columnTypes[typeOf(from) ?? ""]?.keyless !== true);
  const { primaryKey } = table;
  return {
    id: origin.id,
    schema: origin.schema,
    name: origin.name,
    ...(table.comment === undefined ? {} : { comment: table.comment }),
    columns: structuredClone(origin.columns),
    ...(primaryKey !== undefined && isKey(primaryKey) ? { primaryKey } : {}),
    uniqueKeys: table.uniqueKeys.filter(isKey),
    indexes: table.indexes.filter(isKey),
    foreignKeys: table.foreignKeys.filter(isKey),
  };
}

/** Foreign keys between columns of unlike types, or onto what is no key, are none of the first version's. */
function dropForeign(version: Version): void {
  for (const table of version) {
    table.foreignKeys = table.foreignKeys.filter(({ columns, parent, parentColumns }) => {
      const other = version.find(({ id }) => id === parent);
      const keys = [...(other?.primaryKey === undefined ? [] : [other.primaryKey]), ...(other?.uniqueKeys ?? [])];
      return (
        keys.some((key) => key.enforced && key.columns.join() === parentColumns.join()) &&
        columns.every((from, place) => {
          const own = table.columns.find((column) => column.from === from);
          const theirs = other?.columns.find((column) => column.from === parentColumns[place]);
          return own?.type === theirs?.type && own?.collation === theirs?.collation;
        })
      );
    });
  }
}
