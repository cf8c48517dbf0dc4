import { type Draft, draft, objectOf } from "../draft.ts";
import type { PgIndex, QualifiedName } from "../model.ts";
import { quoteColumns, quoteIdentifier, quoteQualified } from "../quote.ts";
import { noSql, sql, type SqlText } from "../sql-text.ts";

/** `CREATE INDEX`; the index lives in the table's schema. */
export function createIndexSql(table: QualifiedName, { name, columns, unique }: PgIndex): SqlText {
  const word = unique ? sql`UNIQUE ` : noSql;
  return sql`CREATE ${word}INDEX ${quoteIdentifier(name)} ON ${quoteQualified(table)} (${quoteColumns(columns)})`;
}

/** An index more; on a table that stood before, writers wait while it is built. */
export function createIndex(table: QualifiedName, index: PgIndex, standing: boolean): Draft {
  return draft({
    phase: "indexes",
    action: "create",
    object: objectOf("index", table, index.name),
    sql: createIndexSql(table, index),
    lock: standing ? "SHARE" : null,
    scans: standing,
    details: [
      `+ ${index.unique ? "unique index" : "index"} ${quoteIdentifier(index.name)} (${quoteColumns(index.columns)})`,
    ],
    relations: [index.name],
  });
}
