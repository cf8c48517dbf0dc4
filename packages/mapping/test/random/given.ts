import type { GivenType } from "./types.ts";

/** A column as the generator meant it. */
export interface GivenColumn {
  readonly name: string;
  readonly type: GivenType;
  readonly notNull: boolean;
  /** As written, which is also how it is listed. */
  readonly default?: string;
  readonly identity?: { readonly start: string; readonly increment: string; readonly ordered: boolean };
  readonly comment?: string;
}

/** A key without a name gets one that Snowflake makes up. */
export interface GivenKey {
  readonly name?: string;
  readonly columns: readonly string[];
}

/** A foreign key as the generator meant it. */
export interface GivenForeignKey extends GivenKey {
  readonly parent: { readonly schema: string; readonly table: string; readonly columns: readonly string[] };
  readonly onDelete?: "CASCADE" | "SET NULL" | "RESTRICT";
}

/** A table as the generator meant it: the record that everything is compared with. */
export interface GivenTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly GivenColumn[];
  readonly primary?: GivenKey;
  readonly unique: readonly GivenKey[];
  readonly foreign: readonly GivenForeignKey[];
  readonly comment?: string;
}

export const database = "RANDOM_DB";

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const list = (names: readonly string[]): string => names.map(quoted).join(", ");
const literal = (text: string): string =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\0", "\\0")}'`;
const named = ({ name }: GivenKey): string => (name === undefined ? "" : `CONSTRAINT ${quoted(name)} `);
const place = (schema: string, table: string): string => [database, schema, table].map(quoted).join(".");

function columnSql({ name, type, notNull, default: value, identity, comment }: GivenColumn): string {
  const counts = identity && `AUTOINCREMENT START ${identity.start} INCREMENT ${identity.increment}`;
  return [
    quoted(name),
    type.written,
    ...(counts === undefined ? [] : [counts, identity?.ordered === true ? "ORDER" : "NOORDER"]),
    ...(value === undefined ? [] : [`DEFAULT ${value}`]),
    ...(notNull ? ["NOT NULL"] : []),
    ...(comment === undefined ? [] : [`COMMENT ${literal(comment)}`]),
  ].join(" ");
}

/** The statements that make the tables, foreign keys last. */
export function createSql(tables: readonly GivenTable[]): string {
  const made = tables.map(({ schema, name, columns, primary, unique, comment }) => {
    const parts = [
      ...columns.map(columnSql),
      ...(primary === undefined ? [] : [`${named(primary)}PRIMARY KEY (${list(primary.columns)})`]),
      ...unique.map((key) => `${named(key)}UNIQUE (${list(key.columns)})`),
    ];
    const tail = comment === undefined ? "" : ` COMMENT = ${literal(comment)}`;
    return `CREATE TABLE ${place(schema, name)} (\n${parts.join(",\n")})${tail};`;
  });
  const joined = tables.flatMap(({ schema, name, foreign }) =>
    foreign.map((key) => {
      const { parent, onDelete } = key;
      const target = `${place(parent.schema, parent.table)} (${list(parent.columns)})`;
      const action = onDelete === undefined ? "" : ` ON DELETE ${onDelete}`;
      return `ALTER TABLE ${place(schema, name)} ADD ${named(key)}FOREIGN KEY (${list(key.columns)}) REFERENCES ${target}${action};`;
    }),
  );
  return [...made, ...joined].join("\n");
}

const key = ({ name, columns }: GivenKey): object => ({
  ...(name !== undefined && { name }),
  columns,
  enforced: false,
});
const sorted = (items: readonly object[]): readonly string[] => items.map((item) => JSON.stringify(item)).sort();

/** What the metadata has to say of a table; keys as texts, in any order. */
export function expectedSource(table: GivenTable): object {
  const { schema, name, comment, columns, primary, unique, foreign } = table;
  return {
    system: "snowflake",
    database,
    schema,
    table: name,
    kind: "TABLE",
    ...(comment !== undefined && { comment }),
    columns: columns.map((column) => ({
      name: column.name,
      type: column.type.text,
      nullable: !column.notNull && primary?.columns.includes(column.name) !== true,
      ...(column.default !== undefined && { default: column.default }),
      ...(column.identity && {
        identity: {
          start: column.identity.start,
          increment: column.identity.increment,
          ...(column.identity.ordered && { ordered: true }),
        },
      }),
      ...(column.comment !== undefined && { comment: column.comment }),
    })),
    ...(primary && { primaryKey: key(primary) }),
    uniqueKeys: sorted(unique.map(key)),
    foreignKeys: sorted(
      foreign.map(({ parent, onDelete, ...own }) => ({
        ...(own.name !== undefined && { name: own.name }),
        columns: own.columns,
        references: { database, schema: parent.schema, table: parent.table, columns: parent.columns },
        ...(onDelete !== undefined && { onDelete }),
        enforced: false,
      })),
    ),
  };
}

/** The source half in the same form. */
export function comparable(source: {
  readonly uniqueKeys: readonly object[];
  readonly foreignKeys: readonly object[];
}): object {
  return { ...source, uniqueKeys: sorted(source.uniqueKeys), foreignKeys: sorted(source.foreignKeys) };
}
