import type { Random } from "./random.ts";
import type { Column, Key, Table, Version } from "./schema.ts";
import { canBeKey, canCount, columnTypes, hasCollation } from "./types.ts";

/** What is known of the rows of the first version. */
export interface Rows {
  readonly count: number;
  /** Columns (`from`) in which a row holds NULL. */
  readonly nulls: ReadonlySet<string>;
}

/** Two versions on their way apart. */
export interface Evolution {
  readonly random: Random;
  readonly before: Version;
  readonly after: Version;
  readonly rows: ReadonlyMap<string, Rows>;
  /** Columns (`table.from`) whose type has changed, once at most. */
  readonly retyped: Set<string>;
  serial: number;
}

const allTypes = Object.keys(columnTypes);

function rowsOf({ rows }: Evolution, table: Table): Rows {
  return rows.get(table.id) ?? { count: 0, nulls: new Set() };
}

function stood({ before }: Evolution, table: Table, from: string): Column | undefined {
  return before.find(({ id }) => id === table.id)?.columns.find((column) => column.from === from);
}

function find(table: Table, from: string): Column | undefined {
  return table.columns.find((column) => column.from === from);
}

/** No row has NULL in it, be it old or new. */
function isFull(evolution: Evolution, table: Table, from: string): boolean {
  const { count, nulls } = rowsOf(evolution, table);
  return count === 0 || (stood(evolution, table, from) !== undefined && !nulls.has(from));
}

function inKey(table: Table, from: string): boolean {
  return table.primaryKey?.enforced === true && table.primaryKey.columns.includes(from);
}

const same = (one: readonly string[], two: readonly string[]): boolean => one.join() === two.join();

function keysOf({ primaryKey, uniqueKeys }: Table): readonly Key[] {
  return [...(primaryKey === undefined ? [] : [primaryKey]), ...uniqueKeys];
}

/** Foreign keys onto columns that are no key any longer go. */
function dropLoose(version: Version): void {
  for (const table of version) {
    table.foreignKeys = table.foreignKeys.filter(({ parent, parentColumns }) => {
      const other = version.find(({ id }) => id === parent);
      return other !== undefined && keysOf(other).some((key) => key.enforced && same(key.columns, parentColumns));
    });
  }
}

/** Makes a column of some type; `full` says that a value is in every row, if need be by a default. */
export function newColumn(random: Random, from: string, name: string, full: boolean): Column {
  const type = random.pick(allTypes) ?? "text";
  const withDefault = random.once(3);
  const nullable = !(full || (withDefault && random.once(2)));
  const value = columnTypes[type]?.default;
  return {
    name,
    from,
    type,
    nullable,
    ...(withDefault && value !== undefined ? { default: value } : {}),
    ...(hasCollation(type) && random.once(4) ? { collation: "C" } : {}),
    ...(random.once(4) ? { comment: `about ${name}; it's new` } : {}),
    fidelity: "exact",
  };
}

function keyColumns(evolution: Evolution, table: Table, forPrimary: boolean): string[] {
  const { random } = evolution;
  const fit = table.columns.filter(({ from, type }) => {
    const old = stood(evolution, table, from);
    if (rowsOf(evolution, table).count === 0) return canBeKey(type);
    return old !== undefined && canBeKey(old.type) && canBeKey(type) && (!forPrimary || isFull(evolution, table, from));
  });
  random.shuffle(fit);
  return fit.slice(0, 1 + random.below(2)).map(({ from }) => from);
}

type Step = (evolution: Evolution, table: Table) => void;

const addColumn: Step = (evolution, table) => {
  const { random, before } = evolution;
  const from = `N${String(++evolution.serial)}`;
  const freed = (before.find(({ id }) => id === table.id)?.columns ?? [])
    .map(({ name }) => name)
    .filter((name) => table.columns.some(({ was }) => was === name) && table.columns.every((one) => one.name !== name));
  const name = (random.once(2) ? random.pick(freed) : undefined) ?? from.toLowerCase();
  const column = newColumn(random, from, name, false);
  if (rowsOf(evolution, table).count === 0 && random.once(2)) column.nullable = false;
  table.columns.push(column);
};

const dropColumn: Step = ({ random, after }, table) => {
  const column = random.pick(table.columns.filter(({ from }) => from !== "ROW_NO"));
  if (column === undefined) return;
  const without = <T extends { readonly columns: readonly string[] }>(items: readonly T[]): T[] =>
    items.filter(({ columns }) => !columns.includes(column.from));
  table.columns = table.columns.filter((one) => one !== column);
  if (table.primaryKey?.columns.includes(column.from) === true) delete table.primaryKey;
  table.uniqueKeys = without(table.uniqueKeys);
  table.indexes = without(table.indexes);
  table.foreignKeys = without(table.foreignKeys);
  dropLoose(after);
};

/** Columns that foreign keys tie to this one: they change together. */
function tied(version: Version, table: Table, from: string): readonly (readonly [Table, Column])[] {
  const found = new Map<Column, Table>();
  const visit = (at: Table, name: string): void => {
    const column = find(at, name);
    if (column === undefined || found.has(column)) return;
    found.set(column, at);
    for (const child of version) {
      for (const key of child.foreignKeys) {
        const parent = version.find(({ id }) => id === key.parent);
        key.columns.forEach((own, place) => {
          const theirs = key.parentColumns[place] ?? "";
          if (child === at && own === name && parent !== undefined) visit(parent, theirs);
          if (parent === at && theirs === name) visit(child, own);
        });
      }
    }
  };
  visit(table, from);
  return [...found].map(([column, at]) => [at, column]);
}

function settleType(column: Column, type: string): void {
  column.type = type;
  const value = columnTypes[type]?.default;
  if (column.default !== undefined && value !== undefined) column.default = value;
  if (!hasCollation(type)) delete column.collation;
  if (!canCount(type)) delete column.identity;
}

const retype: Step = (evolution, table) => {
  const { random, after, retyped } = evolution;
  const column = random.pick(table.columns.filter(({ from }) => from !== "ROW_NO"));
  if (column === undefined) return;
  const group = tied(after, table, column.from);
  const isFree = ([at, { from }]: readonly [Table, Column]): boolean =>
    stood(evolution, at, from) !== undefined && !retyped.has(`${at.id}.${from}`);
  if (!group.every(isFree)) return;
  const isKey = after.some(({ indexes, ...at }) =>
    [...keysOf({ indexes, ...at }), ...indexes].some(({ columns }) =>
      group.some(([, { from }]) => columns.includes(from)),
    ),
  );
  const type = random.pick((columnTypes[column.type]?.becomes ?? []).filter((one) => !isKey || canBeKey(one)));
  if (type === undefined) return;
  for (const [at, one] of group) {
    settleType(one, type);
    retyped.add(`${at.id}.${one.from}`);
  }
};

const nullability: Step = (evolution, table) => {
  const column = evolution.random.pick(
    table.columns.filter(({ from, identity }) => identity === undefined && !inKey(table, from)),
  );
  if (column === undefined) return;
  if (!column.nullable) column.nullable = true;
  else if (isFull(evolution, table, column.from)) column.nullable = false;
};

const changeDefault: Step = ({ random }, table) => {
  const column = random.pick(table.columns.filter(({ identity }) => identity === undefined));
  if (column === undefined) return;
  const value = columnTypes[column.type]?.default;
  if (column.default !== undefined) delete column.default;
  else if (value !== undefined)
    column.default = value.kind === "number" && random.once(2) ? { kind: "number", value: "3" } : value;
};

const identity: Step = (evolution, table) => {
  const { random } = evolution;
  const column = random.pick(
    table.columns.filter(
      ({ from, type }) =>
        canCount(type) && isFull(evolution, table, from) && stood(evolution, table, from)?.type === type,
    ),
  );
  if (column === undefined) return;
  if (column.identity !== undefined && random.once(2)) {
    delete column.identity;
    return;
  }
  const options = [
    { start: "1", increment: "1" },
    { start: "0", increment: "5" },
    { start: "-7", increment: "2" },
    { start: "100", increment: "-1" },
  ];
  column.identity = random.pick(options) ?? { start: "1", increment: "1" };
  column.nullable = false;
  delete column.default;
};

const primaryKey: Step = (evolution, table) => {
  const { random, after } = evolution;
  const choice = table.primaryKey === undefined ? 2 : random.below(3);
  if (choice === 0) delete table.primaryKey;
  else if (choice === 1 && table.primaryKey !== undefined) table.primaryKey.enforced = !table.primaryKey.enforced;
  else {
    const columns = keyColumns(evolution, table, true);
    if (columns.length > 0) table.primaryKey = { columns, enforced: true };
  }
  if (
    table.primaryKey?.enforced === true &&
    !table.primaryKey.columns.every((from) => isFull(evolution, table, from))
  ) {
    table.primaryKey.enforced = false;
  }
  dropLoose(after);
};

const uniqueKey: Step = (evolution, table) => {
  const { random, after } = evolution;
  const columns = keyColumns(evolution, table, false);
  const there = table.uniqueKeys.findIndex((key) => same(key.columns, columns));
  if (table.uniqueKeys.length > 0 && random.once(2)) table.uniqueKeys.splice(random.below(table.uniqueKeys.length), 1);
  else if (there === -1 && columns.length > 0) table.uniqueKeys.push({ columns, enforced: !random.once(4) });
  dropLoose(after);
};

const foreignKey: Step = (evolution, table) => {
  const { random, after } = evolution;
  if (table.foreignKeys.length > 0 && random.once(2)) {
    const place = random.below(table.foreignKeys.length);
    const key = table.foreignKeys[place];
    if (key === undefined || random.once(2)) table.foreignKeys.splice(place, 1);
    else key.onDelete = random.pick(["NO ACTION", "CASCADE", "SET NULL"] as const) ?? "NO ACTION";
    return;
  }
  const parent = random.pick(after);
  const key = parent === undefined ? undefined : random.pick(keysOf(parent).filter(({ enforced }) => enforced));
  if (parent === undefined || key === undefined) return;
  // The last row of the parent has no key where a column of the key is NULL there.
  const { count, nulls } = rowsOf(evolution, parent);
  const found = key.columns.some((column) => nulls.has(column)) ? count - 1 : count;
  if (found < rowsOf(evolution, table).count) return;
  const columns = key.columns.map((theirs) => {
    const [now, then] = [find(parent, theirs), stood(evolution, parent, theirs)];
    const fit = table.columns.filter(({ from, type, collation }) => {
      const old = stood(evolution, table, from);
      return type === now?.type && collation === now.collation && old?.type === then?.type && old !== undefined;
    });
    return random.pick(fit)?.from;
  });
  if (columns.some((one) => one === undefined) || new Set(columns).size < columns.length) return;
  const own = columns.flatMap((one) => one ?? []);
  if (table.foreignKeys.some((one) => same(one.columns, own))) return;
  table.foreignKeys.push({ columns: own, parent: parent.id, parentColumns: [...key.columns], onDelete: "NO ACTION" });
};

const index: Step = (evolution, table) => {
  const { random } = evolution;
  const unique = random.once(3);
  const columns = keyColumns(evolution, table, false);
  if (table.indexes.length > 0 && random.once(2)) table.indexes.splice(random.below(table.indexes.length), 1);
  else if (columns.length > 0 && !table.indexes.some((one) => same(one.columns, columns)))
    table.indexes.push({ columns, unique });
};

const comments: Step = ({ random }, table) => {
  const thing: { comment?: string } = random.once(2) ? table : (random.pick(table.columns) ?? table);
  if (thing.comment !== undefined && random.once(2)) delete thing.comment;
  else thing.comment = random.pick(["it's \\ new", "ä\nb", "$$"]) ?? "";
};

const collation: Step = (evolution, table) => {
  const { random, after } = evolution;
  const column = random.pick(table.columns.filter(({ type }) => hasCollation(type)));
  if (column === undefined) return;
  for (const [, one] of tied(after, table, column.from)) {
    if (one.collation === undefined) one.collation = "C";
    else delete one.collation;
  }
};

const renameColumn: Step = (evolution, table) => {
  const column = evolution.random.pick(table.columns.filter(({ from, was }) => from !== "ROW_NO" && was === undefined));
  const old = column === undefined ? undefined : stood(evolution, table, column.from);
  if (column === undefined || old === undefined) return;
  column.was = old.name;
  column.name = `${old.name}_r`;
};

const renameTable: Step = ({ random, before }, table) => {
  const old = before.find(({ id }) => id === table.id);
  if (old === undefined || table.was !== undefined) return;
  table.was = { schema: old.schema, table: old.name };
  const how = random.below(3);
  if (how !== 0) table.name = `${old.name}_moved`;
  if (how !== 1) table.schema = `${old.schema}_b`;
};

const newTable: Step = (evolution, { schema }) => {
  const { random, before, after } = evolution;
  const id = `t${String(after.length)}_${String(++evolution.serial)}`;
  const freed = before.filter(
    (one) => after.some(({ was }) => was?.table === one.name && was.schema === one.schema) && one.indexes.length === 0,
  );
  const reused = random.once(2) ? random.pick(freed) : undefined;
  const place = { schema: reused?.schema ?? schema, name: reused?.name ?? id };
  if (after.some((one) => one.schema === place.schema && one.name === place.name)) return;
  const columns = [newColumn(random, "ROW_NO", "row_no", true), newColumn(random, "V", "v", false)];
  after.push({ id, ...place, columns, uniqueKeys: [], foreignKeys: [], indexes: [] });
};

const order: Step = ({ random }, { columns }) => {
  random.shuffle(columns);
};

const steps: Readonly<Record<string, Step>> = {
  addColumn,
  dropColumn,
  retype,
  retypeMore: retype,
  nullability,
  changeDefault,
  identity,
  primaryKey,
  uniqueKey,
  foreignKey,
  foreignKeyMore: foreignKey,
  index,
  comments,
  collation,
  renameColumn,
  renameTable,
  newTable,
  order,
};

/** One random step of a random table. */
export function step(evolution: Evolution): void {
  const table = evolution.random.pick(evolution.after);
  const name = evolution.random.pick(Object.keys(steps));
  if (table !== undefined && name !== undefined) steps[name]?.(evolution, table);
}
