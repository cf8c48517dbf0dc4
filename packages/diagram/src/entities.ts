import { type PgForeignKey, type PgTable, visible } from "@dp/pg-ddl";

/** Which columns a diagram shows: all, or those of primary, unique and foreign keys. */
export type ShownColumns = "all" | "keys";

type KeyMark = "PK" | "UK" | "FK";

/** A row of a box. */
export interface Attribute {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly marks: readonly KeyMark[];
}

/** A box: one table. Texts are already harmless, though not yet escaped for any format. */
export interface Entity {
  /** `t1`, `t2` …: names never stand where a format reads its own words. */
  readonly id: string;
  readonly label: string;
  readonly comment?: string;
  readonly attributes: readonly Attribute[];
}

/** A line: one foreign key, from the table that holds it to the one it points at. */
export interface Relationship {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** A row without parent may exist: a column of the key takes NULL. */
  readonly optional: boolean;
  /** At most one row for each parent: the columns are a key of their own table. */
  readonly single: boolean;
  readonly enforced: boolean;
}

export interface Entities {
  readonly entities: readonly Entity[];
  readonly relationships: readonly Relationship[];
}

function keyOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}

function marksOf(table: PgTable, column: string): readonly KeyMark[] {
  const marks: KeyMark[] = [];
  if (table.primaryKey?.columns.includes(column) === true) marks.push("PK");
  if (table.uniqueKeys.some(({ columns }) => columns.includes(column))) marks.push("UK");
  if (table.foreignKeys.some(({ columns }) => columns.includes(column))) marks.push("FK");
  return marks;
}

function attributesOf(table: PgTable, shown: ShownColumns): readonly Attribute[] {
  const all = table.columns.map(({ name, type, nullable }) => ({
    name: visible(name),
    type,
    nullable,
    marks: marksOf(table, name),
  }));
  return shown === "all" ? all : all.filter(({ marks }) => marks.length > 0);
}

function isSingle(table: PgTable, { columns }: PgForeignKey): boolean {
  const keys = table.primaryKey === undefined ? table.uniqueKeys : [table.primaryKey, ...table.uniqueKeys];
  return keys.some((key) => key.columns.every((column) => columns.includes(column)));
}

/** Boxes and lines in the order of the tables; keys to tables that are not drawn have no line. */
export function toEntities(tables: readonly PgTable[], shown: ShownColumns): Entities {
  const ids = new Map(tables.map((table, index) => [keyOf(table), `t${String(index + 1)}`]));
  const entities = tables.map((table, index) => ({
    id: `t${String(index + 1)}`,
    label: visible(`${table.schema}.${table.name}`),
    ...(table.comment === undefined ? {} : { comment: visible(table.comment) }),
    attributes: attributesOf(table, shown),
  }));
  const relationships = tables.flatMap((table) =>
    table.foreignKeys.flatMap((key) => {
      const [from, to] = [ids.get(keyOf(table)), ids.get(keyOf(key.references))];
      if (from === undefined || to === undefined) return [];
      const optional = table.columns.some(({ name, nullable }) => nullable && key.columns.includes(name));
      const label = visible(key.columns.join(", "));
      return [{ from, to, label, optional, single: isSingle(table, key), enforced: key.enforced }];
    }),
  );
  return { entities, relationships };
}
