import { type Draft, draft, objectOf } from "../draft.ts";
import type { PgTable, QualifiedName } from "../model.ts";
import { quoteIdentifier, quoteLiteral, quoteQualified } from "../quote.ts";
import { sql, type SqlText } from "../sql-text.ts";

function commentSql(comment: string | undefined): SqlText {
  return comment === undefined || comment === "" ? sql`NULL` : quoteLiteral(comment);
}

/** `COMMENT ON TABLE`; NULL takes a comment away. */
function tableCommentSql(table: QualifiedName, comment: string | undefined): SqlText {
  return sql`COMMENT ON TABLE ${quoteQualified(table)} IS ${commentSql(comment)}`;
}

/** `COMMENT ON COLUMN`. */
function columnCommentSql(table: QualifiedName, column: string, comment: string | undefined): SqlText {
  return sql`COMMENT ON COLUMN ${quoteQualified(table)}.${quoteIdentifier(column)} IS ${commentSql(comment)}`;
}

/** All comments of a table as SQL texts. */
export function commentsSql(table: PgTable): readonly SqlText[] {
  const texts: SqlText[] = [];
  if (table.comment !== undefined) texts.push(tableCommentSql(table, table.comment));
  for (const { name, comment } of table.columns) {
    if (comment !== undefined) texts.push(columnCommentSql(table, name, comment));
  }
  return texts;
}

/** Sets the comment of a table, or of one of its columns. */
export function changeComment(table: PgTable, column: string | undefined, standing: boolean): Draft {
  const comment = column === undefined ? table.comment : table.columns.find(({ name }) => name === column)?.comment;
  const verb = comment === undefined ? "- comment" : "~ comment";
  return draft({
    phase: "tables",
    action: "alter",
    object: objectOf("comment", table, column),
    sql: column === undefined ? tableCommentSql(table, comment) : columnCommentSql(table, column, comment),
    // Manual, "Explicit Locking": COMMENT ON is among the takers of this mode.
    lock: standing ? "SHARE UPDATE EXCLUSIVE" : null,
    details: standing ? [column === undefined ? verb : `${verb} on column ${quoteIdentifier(column)}`] : [],
  });
}

const mark = "[not in the source] ";

/** Whether a column's comment says that the source has it no longer. */
export function isMarked(comment: string | undefined): boolean {
  return comment?.startsWith(mark.trimEnd()) === true;
}

/** Says so in the comment of a column that stays; what stood there stays behind it. */
export function markColumn(table: QualifiedName, column: string, comment: string | undefined): Draft {
  return draft({
    phase: "tables",
    action: "alter",
    object: objectOf("comment", table, column),
    sql: columnCommentSql(table, column, (mark + (comment ?? "")).trimEnd()),
    lock: "SHARE UPDATE EXCLUSIVE",
    details: [`~ column ${quoteIdentifier(column)} is kept and marked: the source does not have it`],
  });
}

/** The comments of a table that the same plan makes. */
export function addComments(table: PgTable): readonly Draft[] {
  const drafts: Draft[] = [];
  if (table.comment !== undefined) drafts.push(changeComment(table, undefined, false));
  for (const { name, comment } of table.columns) {
    if (comment !== undefined) drafts.push(changeComment(table, name, false));
  }
  return drafts;
}
