import { type Draft, draft, objectOf } from "../draft.ts";
import type { PgTable } from "../model.ts";
import { quoteIdentifier, quoteQualified } from "../quote.ts";
import { joinSql, noSql, sql, type SqlText } from "../sql-text.ts";
import { relationNames } from "../table-key.ts";
import { columnSql, widthsOf } from "./column.ts";
import { keyDetail, keySql } from "./key.ts";

/** `CREATE TABLE` with columns under each other and keys by name. */
export function createTableSql(table: PgTable): SqlText {
  const widths = widthsOf(table.columns);
  const lines = table.columns.map((column) => sql`  ${columnSql(column, widths)}`);
  if (table.primaryKey !== undefined) lines.push(sql`  ${keySql("primary key", table.primaryKey)}`);
  for (const key of table.uniqueKeys) lines.push(sql`  ${keySql("unique key", key)}`);
  const place = table.tablespace === undefined ? noSql : sql` TABLESPACE ${quoteIdentifier(table.tablespace)}`;
  return sql`CREATE TABLE ${quoteQualified(table)} (
${joinSql(lines, ",\n")}
)${place}`;
}

/** A new table with its primary and unique keys. */
export function createTable(table: PgTable): Draft {
  const { primaryKey, uniqueKeys, columns } = table;
  const widths = widthsOf(columns);
  const details = columns.map((column) => `+ ${columnSql(column, widths)}`);
  if (primaryKey !== undefined) details.push(keyDetail("primary key", primaryKey));
  for (const key of uniqueKeys) details.push(keyDetail("unique key", key));
  if (table.tablespace !== undefined) details.push(`+ tablespace ${quoteIdentifier(table.tablespace)}`);
  return draft({
    phase: "tables",
    action: "create",
    object: objectOf("table", table),
    sql: createTableSql(table),
    lock: null,
    details,
    relations: relationNames({ ...table, indexes: [] }),
  });
}

/** Without CASCADE: what still depends on the table makes the server refuse. */
export function dropTable(table: PgTable): Draft {
  return draft({
    phase: "drop",
    action: "drop",
    object: objectOf("table", table),
    sql: sql`DROP TABLE ${quoteQualified(table)}`,
    lock: "ACCESS EXCLUSIVE",
    deletes: true,
    frees: relationNames(table),
    hazards: ["DROPS_OBJECT"],
  });
}
