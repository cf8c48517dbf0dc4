import type { Cursor } from "./cursor.ts";
import { parseColumnNames, parseName, type ObjectName } from "./parse-name.ts";

/** A tag as it is set: its name and its value. */
export interface TagSpec {
  readonly name: ObjectName;
  readonly value: string;
}

/** A row access policy and the columns that it looks at. */
export interface RowAccessSpec {
  readonly policy: ObjectName;
  readonly columns: readonly string[];
}

function tag(cursor: Cursor): TagSpec {
  const name = parseName(cursor);
  cursor.expectOperator("=");
  return { name, value: cursor.expectString() };
}

/** Whether another `name = value` follows the comma: in a list of column changes it may be the next column. */
function anotherTag(cursor: Cursor): boolean {
  const from = cursor.index;
  if (!cursor.acceptOperator(",")) return false;
  const behind = cursor.index;
  if (cursor.at("COLUMN") || cursor.atOperator(",")) {
    cursor.index = from;
    return false;
  }
  parseName(cursor);
  const isTag = cursor.atOperator("=");
  cursor.index = isTag ? behind : from;
  return isTag;
}

/** ALTER TAG … SET MASKING POLICY; none after UNSET. */
export interface AlterTag {
  readonly type: "alter-tag";
  readonly name: ObjectName;
  readonly policies: readonly ObjectName[];
}

/** `(a = 'x', b = 'y')` behind TAG in CREATE. */
export function parseTagGroup(cursor: Cursor): TagSpec[] {
  return cursor.list(() => tag(cursor));
}

/** `a = 'x', b = 'y'` behind SET TAG. */
export function parseTags(cursor: Cursor): TagSpec[] {
  const tags = [tag(cursor)];
  while (anotherTag(cursor)) tags.push(tag(cursor));
  return tags;
}

/** `a, b` behind UNSET TAG. */
export function parseTagNames(cursor: Cursor): ObjectName[] {
  const names = [parseName(cursor)];
  while (cursor.acceptOperator(",")) names.push(parseName(cursor));
  return names;
}

/** `p ON (a, b)` behind ROW ACCESS POLICY. */
export function parseRowAccess(cursor: Cursor): RowAccessSpec {
  const policy = parseName(cursor);
  cursor.expect("ON");
  return { policy, columns: parseColumnNames(cursor) };
}
