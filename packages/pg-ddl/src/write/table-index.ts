import { type Draft, draft, objectOf } from "../draft.ts";
import type { PgIndex, QualifiedName } from "../model.ts";
import { quoteColumns, quoteIdentifier, quoteQualified } from "../quote.ts";
import { noSql, sql, type SqlText } from "../sql-text.ts";

const methods: Readonly<Record<NonNullable<PgIndex["method"]>, SqlText>> = {
  brin: sql`USING brin `,
  gin: sql`USING gin `,
  hash: sql`USING hash `,
};

function indexSql(table: QualifiedName, { name, columns, unique, method }: PgIndex, how: SqlText): SqlText {
  const word = unique ? sql`UNIQUE ` : noSql;
  const using = method === undefined ? noSql : methods[method];
  return sql`CREATE ${word}INDEX ${how}${quoteIdentifier(name)} ON ${quoteQualified(table)} ${using}(${quoteColumns(columns)})`;
}

/** `CREATE INDEX`; the index lives in the table's schema. */
export function createIndexSql(table: QualifiedName, index: PgIndex): SqlText {
  return indexSql(table, index, noSql);
}

function indexDetail({ name, columns, unique, method }: PgIndex): string {
  const kind = unique ? "unique index" : method === undefined ? "index" : `${method} index`;
  return `${kind} ${quoteIdentifier(name)} (${quoteColumns(columns)})`;
}

/** An index of a table that the same plan makes. */
export function createIndex(table: QualifiedName, index: PgIndex): Draft {
  return draft({
    phase: "indexes",
    action: "create",
    object: objectOf("index", table, index.name),
    sql: createIndexSql(table, index),
    lock: null,
    details: [`+ ${indexDetail(index)}`],
    relations: [index.name],
  });
}

function dropIndexSql(table: QualifiedName, name: string, ifThere: SqlText): SqlText {
  return sql`DROP INDEX CONCURRENTLY ${ifThere}${quoteQualified({ schema: table.schema, name })}`;
}

/**
 * An index more on a table that stands, while others read and write (manual, "Building Indexes Concurrently"). A build
 * that fails leaves an invalid index behind.
 */
export function buildIndex(table: QualifiedName, index: PgIndex, phase: "keys" | "indexes"): Draft {
  return draft({
    phase,
    action: "create",
    object: objectOf("index", table, index.name),
    sql: indexSql(table, index, sql`CONCURRENTLY `),
    lock: "SHARE UPDATE EXCLUSIVE",
    scans: true,
    cleanup: dropIndexSql(table, index.name, sql`IF EXISTS `),
    hazards: index.unique ? ["MAY_FAIL_ON_ROWS"] : [],
    details: [`+ ${indexDetail(index)}`],
    relations: [index.name],
  });
}

/** An index less, without making anybody wait. One that no query used is no loss. */
export function dropIndex(table: QualifiedName, { name, invalid }: PgIndex): Draft {
  return draft({
    phase: "drop",
    action: "drop",
    object: objectOf("index", table, name),
    sql: dropIndexSql(table, name, noSql),
    lock: "SHARE UPDATE EXCLUSIVE",
    cleanup: dropIndexSql(table, name, sql`IF EXISTS `),
    hazards: invalid === true ? [] : ["DROPS_OBJECT"],
    details: [`- index ${quoteIdentifier(name)}${invalid === true ? ", whose build did not end" : ""}`],
    frees: [name],
  });
}
