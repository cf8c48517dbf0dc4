import type { Cursor } from "./cursor.ts";
import { Cursor as NameCursor } from "./cursor.ts";

/** Folded parts of an object's name, from the left; `db..t` reads as db.PUBLIC.t. */
export type ObjectName = readonly string[];

/** `t`, `s.t`, `db.s.t`, `db..t`, or IDENTIFIER('…'). */
export function parseName(cursor: Cursor): ObjectName {
  if (cursor.at("IDENTIFIER") && cursor.atOperator("(", 1)) {
    cursor.index += 2;
    const inner = new NameCursor(cursor.expectString(), cursor.settings);
    cursor.expectOperator(")");
    const name = parseName(inner);
    inner.expectEnd();
    return name;
  }
  const parts = [cursor.expectName()];
  while (cursor.acceptOperator(".")) parts.push(cursor.atOperator(".") ? "PUBLIC" : cursor.expectName());
  if (parts.length > 3) throw cursor.unexpected();
  return parts;
}

/** Column names in parentheses. */
export function parseColumnNames(cursor: Cursor): string[] {
  return cursor.list(() => cursor.expectName());
}
