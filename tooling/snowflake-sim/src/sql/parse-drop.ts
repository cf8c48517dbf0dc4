import type { Cursor } from "./cursor.ts";
import { acceptKind, accountObjects, namedObjects, unsupportedFeature } from "./parse-create.ts";
import { parseTableKind } from "./parse-create-table.ts";
import { parseName } from "./parse-name.ts";
import type { CommentOn, Drop, Truncate } from "./statements.ts";

function kindOf(cursor: Cursor, verb: string): string {
  if (parseTableKind(cursor) !== undefined) return "TABLE";
  if (cursor.accept("MATERIALIZED", "VIEW")) return "VIEW";
  const kind = acceptKind(cursor, ["VIEW", "SEQUENCE", ...accountObjects, ...namedObjects]);
  if (kind === undefined) throw unsupportedFeature(`${verb} ${cursor.next().value}`);
  return kind;
}

/** Reads on behind DROP or UNDROP. */
export function parseDrop(cursor: Cursor, type: "drop" | "undrop"): Drop {
  const kind = kindOf(cursor, type.toUpperCase());
  const ifExists = cursor.accept("IF", "EXISTS");
  const name = parseName(cursor);
  cursor.acceptAny(["CASCADE", "RESTRICT"]);
  cursor.expectEnd();
  return { type, kind, name, ifExists };
}

/** Reads on behind TRUNCATE. */
export function parseTruncate(cursor: Cursor): Truncate {
  cursor.accept("TABLE");
  const ifExists = cursor.accept("IF", "EXISTS");
  const name = parseName(cursor);
  cursor.expectEnd();
  return { type: "truncate", name, ifExists };
}

/** Reads on behind COMMENT. */
export function parseComment(cursor: Cursor): CommentOn {
  const ifExists = cursor.accept("IF", "EXISTS");
  cursor.expect("ON");
  if (cursor.accept("COLUMN")) {
    const parts = [cursor.expectName()];
    while (cursor.acceptOperator(".")) parts.push(cursor.atOperator(".") ? "PUBLIC" : cursor.expectName());
    const column = parts.pop();
    if (column === undefined || parts.length === 0 || parts.length > 3) throw cursor.unexpected();
    return { type: "comment", kind: "COLUMN", name: parts, column, comment: text(cursor), ifExists };
  }
  const kind = kindOf(cursor, "COMMENT ON");
  const name = parseName(cursor);
  return { type: "comment", kind, name, comment: text(cursor), ifExists };
}

function text(cursor: Cursor): string {
  cursor.expect("IS");
  const comment = cursor.expectString();
  cursor.expectEnd();
  return comment;
}
