import { qualify, quoteLiteral } from "@dp/snowflake-client";

/** A schema, by stored names. */
export interface SchemaName {
  readonly database: string;
  readonly schema: string;
}

/** A table or view, by stored names. */
export interface RelationName extends SchemaName {
  readonly table: string;
}

/** What a listing of columns or keys covers. */
export type Scope = { readonly of: "schema"; readonly name: SchemaName } | RelationScope;

/** Scope of one relation. */
export interface RelationScope {
  readonly of: "table" | "view";
  readonly name: RelationName;
}

/** Part of a listing, sorted by name (Snowflake SQL reference, SHOW TABLES). */
export interface NamePage {
  readonly limit: number;
  /** Only names that begin so; case matters. */
  readonly startsWith?: string;
  /** Only names at or behind this one. */
  readonly from?: string;
}

/** None but `columnsView`, `checks`, `tags` and `policies` needs a warehouse. Without LIMIT, SHOW TABLES fails above 10 000 tables. */
export const queries = {
  databases: (): string => "SHOW DATABASES",
  schemas: (database: string): string => `SHOW SCHEMAS IN DATABASE ${qualify(database)}`,
  tables: (name: SchemaName, page: NamePage): string => `SHOW TABLES IN SCHEMA ${schemaOf(name)}${pageOf(page)}`,
  views: (name: SchemaName, page: NamePage): string => `SHOW VIEWS IN SCHEMA ${schemaOf(name)}${pageOf(page)}`,
  columns: (scope: Scope): string => `SHOW COLUMNS IN ${scopeOf(scope)}`,
  primaryKeys: (scope: Scope): string => `SHOW PRIMARY KEYS IN ${scopeOf(scope)}`,
  uniqueKeys: (scope: Scope): string => `SHOW UNIQUE KEYS IN ${scopeOf(scope)}`,
  importedKeys: (scope: Scope): string => `SHOW IMPORTED KEYS IN ${scopeOf(scope)}`,
  describe: ({ of, name }: RelationScope): string => `DESCRIBE ${of.toUpperCase()} ${relationOf(name)}`,
  /** Needs a warehouse, like `columnsView`. Tags of the table come with each of its columns. */
  tags: ({ name }: RelationScope): string =>
    "SELECT TAG_DATABASE, TAG_SCHEMA, TAG_NAME, TAG_VALUE, LEVEL, COLUMN_NAME " +
    `FROM TABLE(${qualify(name.database)}.INFORMATION_SCHEMA.TAG_REFERENCES_ALL_COLUMNS(${quoteLiteral(relationOf(name))}, 'table'))`,
  /** Needs a warehouse, and a right to apply policies: SELECT on the table is not enough. */
  policies: ({ of, name }: RelationScope): string =>
    "SELECT POLICY_DB, POLICY_SCHEMA, POLICY_NAME, POLICY_KIND, REF_COLUMN_NAME, REF_ARG_COLUMN_NAMES, POLICY_STATUS " +
    `FROM TABLE(${qualify(name.database)}.INFORMATION_SCHEMA.POLICY_REFERENCES(` +
    `REF_ENTITY_NAME => ${quoteLiteral(relationOf(name))}, REF_ENTITY_DOMAIN => '${of}'))`,
  /** Everything that shares the names of tables and views; kind is only TABLE or VIEW. */
  objects: (name: SchemaName): string => `SHOW OBJECTS IN SCHEMA ${schemaOf(name)}`,
  /** Of hybrid tables, the only ones that have any. */
  indexes: (name: SchemaName): string => `SHOW INDEXES IN SCHEMA ${schemaOf(name)}`,
  sequences: (name: SchemaName): string => `SHOW SEQUENCES IN SCHEMA ${schemaOf(name)}`,
  /** Needs a warehouse, like `columnsView`. */
  checks: ({ database, schema }: SchemaName): string =>
    "SELECT CONSTRAINT_TABLE, CONSTRAINT_NAME, CHECK_CLAUSE " +
    `FROM ${qualify(database)}.INFORMATION_SCHEMA.CHECK_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = ${quoteLiteral(schema)}`,
  /** Predicates compare with the stored case; a list of at most some thousand names. */
  columnsView: ({ database, schema }: SchemaName, tables: readonly string[]): string =>
    `SELECT ${viewColumns} FROM ${qualify(database)}.INFORMATION_SCHEMA.COLUMNS WHERE TABLE_SCHEMA = ${quoteLiteral(schema)}` +
    ` AND TABLE_NAME IN (${tables.map(quoteLiteral).join(", ")}) ORDER BY TABLE_NAME, ORDINAL_POSITION`,
} as const;

const viewColumns =
  "TABLE_CATALOG, TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_DEFAULT, IS_NULLABLE, DATA_TYPE, CHARACTER_MAXIMUM_LENGTH, " +
  "NUMERIC_PRECISION, NUMERIC_SCALE, DATETIME_PRECISION, COLLATION_NAME, IS_IDENTITY, IDENTITY_START, IDENTITY_INCREMENT, " +
  "IDENTITY_ORDERED, COMMENT, EXPRESSION, KIND";

function scopeOf(scope: Scope): string {
  return scope.of === "schema"
    ? `SCHEMA ${schemaOf(scope.name)}`
    : `${scope.of.toUpperCase()} ${relationOf(scope.name)}`;
}

function schemaOf({ database, schema }: SchemaName): string {
  return qualify(database, schema);
}

function relationOf({ database, schema, table }: RelationName): string {
  return qualify(database, schema, table);
}

function pageOf({ limit, startsWith, from }: NamePage): string {
  const prefix = startsWith === undefined ? "" : ` STARTS WITH ${quoteLiteral(startsWith)}`;
  const cursor = from === undefined ? "" : ` FROM ${quoteLiteral(from)}`;
  return `${prefix} LIMIT ${String(limit)}${cursor}`;
}
