import type { ColumnType } from "../catalog/model.ts";
import { SqlError } from "../contracts.ts";
import type { Cursor } from "./cursor.ts";
import { parseInlineConstraint } from "./parse-constraint.ts";
import { parseDefault, parseGroup } from "./parse-expression.ts";
import { parseTagGroup } from "./parse-governance.ts";
import { parseName } from "./parse-name.ts";
import { parseType } from "./parse-type.ts";
import type { ColumnSpec, ConstraintSpec, IdentitySpec } from "./statements.ts";

type Draft = { -readonly [K in keyof ColumnSpec]: ColumnSpec[K] } & { constraints: ConstraintSpec[] };

/** `(start, step)`, `START [WITH] [=] n INCREMENT [BY] [=] n`, ORDER or NOORDER: all optional. */
function parseIdentity(cursor: Cursor): IdentitySpec {
  let start = 1n;
  let increment = 1n;
  let ordered = false;
  if (cursor.acceptOperator("(")) {
    start = cursor.expectInteger();
    cursor.expectOperator(",");
    increment = cursor.expectInteger();
    cursor.expectOperator(")");
  }
  for (;;) {
    if (cursor.accept("START")) start = afterWord(cursor, "WITH");
    else if (cursor.accept("INCREMENT")) increment = afterWord(cursor, "BY");
    else if (cursor.accept("ORDER")) ordered = true;
    else if (cursor.accept("NOORDER")) ordered = false;
    else return { start, increment, ordered };
  }
}

function afterWord(cursor: Cursor, word: string): bigint {
  cursor.accept(word);
  cursor.acceptOperator("=");
  return cursor.expectInteger();
}

/** Puts a COLLATE on a text type; an empty specification is none. */
export function collate(type: ColumnType | undefined, collation: string): ColumnType {
  if (type?.name !== "VARCHAR") {
    throw new SqlError("002040", "42601", "SQL compilation error:\nCollation is not supported for this data type.");
  }
  return collation === "" ? type : { ...type, collation };
}

/** `[WITH] TAG (…)`; `[WITH] PROJECTION POLICY p` is read and left out. */
function governance(cursor: Cursor, column: Draft): boolean {
  const from = cursor.index;
  cursor.accept("WITH");
  if (cursor.accept("TAG")) column.tags = parseTagGroup(cursor);
  else if (cursor.accept("PROJECTION", "POLICY")) parseName(cursor);
  else {
    cursor.index = from;
    return false;
  }
  return true;
}

function masking(cursor: Cursor, column: Draft): boolean {
  if (!cursor.accept("WITH", "MASKING", "POLICY") && !cursor.accept("MASKING", "POLICY")) return false;
  column.maskingPolicy = parseName(cursor);
  if (cursor.accept("USING")) cursor.skipGroup();
  return true;
}

function generated(cursor: Cursor, column: Draft): boolean {
  const from = cursor.index;
  cursor.accept("GENERATED", "ALWAYS");
  if (!cursor.at("AS") || !cursor.atOperator("(", 1)) {
    cursor.index = from;
    return false;
  }
  cursor.index++;
  column.expression = parseGroup(cursor);
  cursor.accept("VIRTUAL");
  return true;
}

/** Reads one attribute; false when none stands here. */
function attribute(cursor: Cursor, column: Draft): boolean {
  if (cursor.accept("NOT", "NULL")) column.notNull = true;
  else if (cursor.accept("NULL")) column.notNull = false;
  else if (cursor.accept("DEFAULT")) column.default = parseDefault(cursor);
  else if (cursor.accept("AUTOINCREMENT") || cursor.accept("IDENTITY")) column.identity = parseIdentity(cursor);
  else if (cursor.accept("COLLATE")) column.type = collate(column.type, cursor.expectString());
  else if (cursor.accept("COMMENT")) {
    cursor.acceptOperator("=");
    column.comment = cursor.expectString();
  } else if (!masking(cursor, column) && !governance(cursor, column) && !generated(cursor, column)) {
    const constraint = parseInlineConstraint(cursor, column.name);
    if (constraint === undefined) return false;
    column.constraints.push(constraint);
  }
  return true;
}

/** A column of CREATE TABLE or ADD COLUMN. */
export function parseColumn(cursor: Cursor): ColumnSpec {
  const column: Draft = { name: cursor.expectName(), notNull: false, constraints: [] };
  const from = cursor.index;
  const virtual = cursor.at("AS") || cursor.at("GENERATED");
  if (!virtual && !cursor.done && !cursor.atOperator(",") && !cursor.atOperator(")")) {
    column.type = parseType(cursor);
    column.alias = cursor.textBetween(from, cursor.index);
  }
  while (attribute(cursor, column));
  return column;
}
