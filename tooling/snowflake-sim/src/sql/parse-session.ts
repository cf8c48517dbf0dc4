import type { Cursor } from "./cursor.ts";
import { parseName } from "./parse-name.ts";
import type { AlterSession, Use } from "./statements.ts";

function parameterValue(cursor: Cursor): string | number | boolean {
  const negative = cursor.acceptOperator("-");
  const token = cursor.next();
  if (token.kind === "number") return negative ? -Number(token.text) : Number(token.text);
  if (token.kind === "word" && (token.value === "TRUE" || token.value === "FALSE")) return token.value === "TRUE";
  return token.kind === "word" ? token.text : token.value;
}

/** Reads on behind ALTER SESSION: SET a = 1 b = 'x', UNSET a, b. */
export function parseAlterSession(cursor: Cursor): AlterSession {
  const set = new Map<string, string | number | boolean>();
  const unset: string[] = [];
  if (cursor.accept("UNSET")) {
    do unset.push(cursor.expectName());
    while (cursor.acceptOperator(","));
    cursor.expectEnd();
    return { type: "alter-session", set, unset };
  }
  cursor.expect("SET");
  do {
    cursor.acceptOperator(",");
    const name = cursor.expectName();
    cursor.expectOperator("=");
    set.set(name, parameterValue(cursor));
  } while (!cursor.done);
  return { type: "alter-session", set, unset };
}

/** Reads on behind USE. */
export function parseUse(cursor: Cursor): Use {
  if (cursor.accept("SECONDARY", "ROLES")) {
    const name = [cursor.next().value];
    cursor.rest();
    return { type: "use", kind: "SECONDARY ROLES", name };
  }
  const kinds = ["ROLE", "WAREHOUSE", "DATABASE", "SCHEMA"] as const;
  const kind = kinds.find((word) => cursor.peek(1) !== undefined && !cursor.atOperator(".", 1) && cursor.accept(word));
  const name = parseName(cursor);
  cursor.expectEnd();
  return kind === undefined ? { type: "use", name } : { type: "use", kind, name };
}
