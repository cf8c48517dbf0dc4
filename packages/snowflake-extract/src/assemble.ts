import type { SourceColumn, SourceTable } from "@dp/metadata";
import { parseClusterBy } from "./cluster-by.ts";
import { columnType } from "./column-type.ts";
import { ExtractError, unexpectedAnswer } from "./error.ts";
import { parseIdentity } from "./identity.ts";
import { readForeignKeys, readKeys } from "./keys.ts";
import type { SeenProtection } from "./protection.ts";
import type { ColumnRow, ImportedKeyRow, KeyRow, RelationRow } from "./rows.ts";

/** Everything that was listed of one table or view; rows of other tables may be among it. */
export interface TableRows {
  readonly relation: RelationRow;
  readonly columns: readonly ColumnRow[];
  readonly primaryKeys: readonly KeyRow[];
  readonly uniqueKeys: readonly KeyRow[];
  readonly importedKeys: readonly ImportedKeyRow[];
  /** Type texts by column name, from DESCRIBE, where the listing does not spell them out. */
  readonly described?: ReadonlyMap<string, string>;
  /** Policies and tags, where they are visible. */
  readonly protection?: SeenProtection;
  /** Columns whose types need not be known. */
  readonly excluded?: readonly string[];
}

/**
 * Rows to the source half. Pure, and free of everything that changes when the schema does not: the order of
 * listings, made-up names, dates, owners, row counts.
 * @throws ExtractError UNSUPPORTED_KIND, UNSUPPORTED_TYPE, CHANGED_WHILE_READING, SNOWFLAKE_UNEXPECTED_ANSWER
 */
export function assembleSource(rows: TableRows): SourceTable {
  const { relation } = rows;
  const where = `${relation.database}.${relation.schema}.${relation.name}`;
  const kind = knownKind(relation, where);
  const columns = columnsOf(rows.columns, relation);
  if (columns.length === 0) throw noColumns(where);
  const keyed = { where, columns: columns.map((column) => column.name), enforced: kind === "HYBRID TABLE" };
  const [primaryKey, second] = readKeys(ofRelation(rows.primaryKeys, relation), keyed);
  if (second !== undefined) throw unexpectedAnswer(`SHOW PRIMARY KEYS: ${where} has two primary keys`, where);
  const clusterBy = parseClusterBy(relation.clusterBy ?? "");
  return {
    system: "snowflake",
    database: relation.database,
    schema: relation.schema,
    table: relation.name,
    kind,
    ...(relation.comment !== undefined && { comment: relation.comment }),
    ...(clusterBy.length > 0 && { clusterBy: [...clusterBy] }),
    ...filled({ tags: rows.protection?.tags ?? [], policies: rows.protection?.policies ?? [] }),
    columns: columns.map((column) => sourceColumn(column, rows, where)),
    ...(primaryKey !== undefined && { primaryKey }),
    uniqueKeys: [...readKeys(ofRelation(rows.uniqueKeys, relation), keyed)],
    foreignKeys: [...readForeignKeys(ofRelation(rows.importedKeys, relation), keyed)],
  };
}

/** The columns of one relation, in ordinal order: SHOW COLUMNS lists them so. Internal ones are left out. */
export function columnsOf(columns: readonly ColumnRow[], relation: RelationRow): readonly ColumnRow[] {
  return ofRelation(columns, relation).filter((column) => !column.name.startsWith("SYS_CLUSTERING_COLUMN"));
}

function ofRelation<T extends { readonly database: string; readonly schema: string; readonly table: string }>(
  rows: readonly T[],
  { database, schema, name }: RelationRow,
): readonly T[] {
  return rows.filter((row) => row.table === name && row.schema === schema && row.database === database);
}

function knownKind(relation: RelationRow, where: string): SourceTable["kind"] {
  if (relation.kind.known) return relation.kind.kind;
  throw unsupportedKind(where, relation.kind.text);
}

function sourceColumn(
  column: ColumnRow,
  { described, protection, excluded = [] }: TableRows,
  where: string,
): SourceColumn {
  if (!columnKinds.has(column.kind))
    throw unsupportedKind(where, `a semantic view (column ${column.name}: ${column.kind})`);
  const { expression, comment, autoincrement } = column;
  const isIdentity = autoincrement !== undefined;
  const isVirtual = expression !== undefined;
  const maskingPolicy = protection?.masking.get(column.name);
  return {
    name: column.name,
    type: columnType(column, described?.get(column.name), { where, anyType: excluded.includes(column.name) }),
    nullable: column.nullable ?? nullableInJson(column, where),
    ...(column.default !== undefined && !isIdentity && !isVirtual && { default: column.default }),
    ...(isIdentity && { identity: parseIdentity(autoincrement, `${where}.${column.name}`) }),
    ...(isVirtual && { expression }),
    ...(comment !== undefined && { comment }),
    ...(maskingPolicy !== undefined && { maskingPolicy }),
    ...filled({ tags: protection?.columnTags.get(column.name) ?? [] }),
  };
}

/** Empty lists are left out. */
function filled<T extends object>(lists: T): Partial<T> {
  const kept = Object.entries(lists).filter(([, list]) => Array.isArray(list) && list.length > 0);
  return Object.fromEntries(kept) as Partial<T>;
}

/** SHOW COLUMNS and DESCRIBE differ in their word for a virtual column. */
const columnKinds: ReadonlySet<string> = new Set(["COLUMN", "VIRTUAL_COLUMN", "VIRTUAL", "PARTITION_COLUMN"]);

function nullableInJson(column: ColumnRow, where: string): boolean {
  const nullable = /"nullable"\s*:\s*(true|false)/.exec(column.dataType)?.[1];
  if (nullable === undefined) throw unexpectedAnswer(`SHOW COLUMNS: ${column.name} is neither nullable nor not`, where);
  return nullable === "true";
}

function unsupportedKind(where: string, text: string): ExtractError {
  return new ExtractError("UNSUPPORTED_KIND", `${where} is ${text}, which cannot be carried over`, {
    hint: "Tables and views can; take it out of tables.yaml.",
    where,
  });
}

function noColumns(where: string): ExtractError {
  return new ExtractError("CHANGED_WHILE_READING", `${where} was listed, but has no column that the role may see`, {
    hint: "It may have been dropped between two listings; run the command again.",
    where,
    retryable: true,
  });
}
