import type { Row } from "@dp/snowflake-client";
import { Cells } from "./cells.ts";
import { typeFromJson } from "./column-type.ts";
import { tableKind, viewKind, type RelationKind } from "./kind.ts";
import type { RelationScope } from "./queries.ts";
import { some } from "./some.ts";

/** A table or view of SHOW TABLES or SHOW VIEWS. */
export interface RelationRow {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly isView: boolean;
  readonly kind: RelationKind;
  /** When it was made: another time means another relation of the same name. */
  readonly created?: string;
  readonly comment?: string;
  /** `LINEAR(a, b)` */
  readonly clusterBy?: string;
}

/** A column of SHOW COLUMNS. */
export interface ColumnRow {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  /** As it was listed: JSON of SHOW COLUMNS, text of DESCRIBE, family of INFORMATION_SCHEMA. */
  readonly dataType: string;
  /** Canonical text, where `dataType` spells the type out and it is known. */
  readonly type?: string;
  /** Absent where the listing has no such column; the JSON type says it as well. */
  readonly nullable?: boolean;
  readonly default?: string;
  /** COLUMN, VIRTUAL_COLUMN; DIMENSION, FACT, METRIC of a semantic view. */
  readonly kind: string;
  readonly expression?: string;
  readonly comment?: string;
  /** `IDENTITY START 1 INCREMENT 1 NOORDER` */
  readonly autoincrement?: string;
}

/** One column of a key: SHOW PRIMARY KEYS, SHOW UNIQUE KEYS. */
export interface KeyRow {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
  readonly column: string;
  readonly sequence: number;
  readonly constraint: string;
  readonly rely: boolean;
  readonly comment?: string;
}

/** One column of a foreign key declared on `database.schema.table`: SHOW IMPORTED KEYS. */
export interface ImportedKeyRow extends KeyRow {
  readonly references: {
    readonly database: string;
    readonly schema: string;
    readonly table: string;
    readonly column: string;
  };
  readonly updateRule: string;
  readonly deleteRule: string;
}

/** @throws ExtractError SNOWFLAKE_UNEXPECTED_ANSWER, as all readers of this file */
export function readTable(row: Row): RelationRow {
  const cells = new Cells("SHOW TABLES", row);
  return {
    ...relation(cells),
    isView: false,
    kind: tableKind(cells),
    ...some("clusterBy", cells.optional("cluster_by")),
  };
}

/** Reads a row of SHOW VIEWS. */
export function readView(row: Row): RelationRow {
  const cells = new Cells("SHOW VIEWS", row);
  return { ...relation(cells), isView: true, kind: viewKind(cells) };
}

function relation(cells: Cells): Pick<RelationRow, "database" | "schema" | "name" | "created" | "comment"> {
  return {
    database: cells.text("database_name"),
    schema: cells.text("schema_name"),
    name: cells.text("name"),
    ...some("created", cells.optional("created_on")),
    ...some("comment", cells.optional("comment")),
  };
}

/** Reads a row of SHOW COLUMNS, of 11, 12 or 13 columns. */
export function readColumn(row: Row): ColumnRow {
  const cells = new Cells("SHOW COLUMNS", row);
  const dataType = cells.text("data_type");
  return {
    database: cells.text("database_name"),
    schema: cells.text("schema_name"),
    table: cells.text("table_name"),
    name: cells.text("column_name"),
    dataType,
    ...some("type", typeFromJson(dataType)),
    ...some("nullable", nullable(cells)),
    kind: cells.optional("kind") ?? "COLUMN",
    ...some("default", cells.optional("default")),
    ...some("expression", cells.optional("expression")),
    ...some("comment", cells.optional("comment")),
    ...some("autoincrement", cells.optional("autoincrement")),
  };
}

/** true/false in most accounts, NOT_NULL and NULL in some documents. */
function nullable(cells: Cells): boolean | undefined {
  const text = cells.optional("null?")?.toUpperCase();
  if (text === "NOT_NULL" || text === "NOT NULL") return false;
  return text === "NULL" || text === "NULLABLE" ? true : cells.flag("null?");
}

/** Reads a row of SHOW PRIMARY KEYS. */
export function readPrimaryKey(row: Row): KeyRow {
  return readKey(new Cells("SHOW PRIMARY KEYS", row));
}

/** Reads a row of SHOW UNIQUE KEYS. */
export function readUniqueKey(row: Row): KeyRow {
  return readKey(new Cells("SHOW UNIQUE KEYS", row));
}

function readKey(cells: Cells): KeyRow {
  return {
    database: cells.text("database_name"),
    schema: cells.text("schema_name"),
    table: cells.text("table_name"),
    column: cells.text("column_name"),
    constraint: cells.text("constraint_name"),
    ...keyDetails(cells),
  };
}

/** Reads a row of SHOW IMPORTED KEYS. */
export function readImportedKey(row: Row): ImportedKeyRow {
  const cells = new Cells("SHOW IMPORTED KEYS", row);
  return {
    database: cells.text("fk_database_name"),
    schema: cells.text("fk_schema_name"),
    table: cells.text("fk_table_name"),
    column: cells.text("fk_column_name"),
    constraint: cells.text("fk_name"),
    ...keyDetails(cells),
    references: {
      database: cells.text("pk_database_name"),
      schema: cells.text("pk_schema_name"),
      table: cells.text("pk_table_name"),
      column: cells.text("pk_column_name"),
    },
    updateRule: cells.optional("update_rule") ?? "NO ACTION",
    deleteRule: cells.optional("delete_rule") ?? "NO ACTION",
  };
}

function keyDetails(cells: Cells): Pick<KeyRow, "sequence" | "rely" | "comment"> {
  return {
    sequence: cells.ordinal("key_sequence"),
    rely: cells.flag("rely") ?? false,
    ...some("comment", cells.optional("comment")),
  };
}

/** Reads the name of a database or schema. */
export function readName(row: Row): string {
  return new Cells("SHOW", row).text("name");
}

/** The scope of one relation. */
export function scopeOf({ isView, database, schema, name: table }: RelationRow): RelationScope {
  return { of: isView ? "view" : "table", name: { database, schema, table } };
}
