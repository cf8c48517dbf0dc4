import type { Cursor } from "./cursor.ts";
import { parseName } from "./parse-name.ts";
import type { GrantPrivileges, GrantRole, GrantTarget } from "./statements.ts";

/** TABLES → TABLE, and the kinds of table and view folded to TABLE and VIEW. */
function objectKind(words: readonly string[], plural: boolean): string {
  const last = words.at(-1) ?? "";
  const singular = plural ? last.replace(/IES$/, "Y").replace(/S$/, "") : last;
  if (singular === "TABLE" || singular === "VIEW") return singular;
  return [...words.slice(0, -1), singular].join(" ");
}

function words(cursor: Cursor, end: () => boolean): string[] {
  const found: string[] = [];
  while (!end()) {
    const token = cursor.next();
    if (token.kind !== "word") {
      cursor.index--;
      throw cursor.unexpected();
    }
    found.push(token.value);
  }
  if (found.length === 0) throw cursor.unexpected();
  return found;
}

/** Kinds that are said in several words before the object's name. */
const twoWordKinds = /^(?:EXTERNAL|DYNAMIC|ICEBERG|HYBRID|EVENT|MATERIALIZED|FILE|MASKING|RESOURCE|NETWORK)$/;

function target(cursor: Cursor): GrantTarget {
  if (cursor.accept("ACCOUNT")) return { kind: "account" };
  const kind = cursor.accept("ALL") ? "all" : cursor.accept("FUTURE") ? "future" : undefined;
  if (kind !== undefined) {
    const object = objectKind(
      words(cursor, () => cursor.at("IN")),
      true,
    );
    cursor.expect("IN");
    const container = cursor.acceptAny(["SCHEMA", "DATABASE"]);
    if (container === undefined) throw cursor.unexpected();
    return { kind, object, container: container === "SCHEMA" ? "SCHEMA" : "DATABASE", name: parseName(cursor) };
  }
  const count = cursor.at("ROW", "ACCESS", "POLICY") ? 3 : twoWordKinds.test(cursor.peek()?.value ?? "") ? 2 : 1;
  const from = cursor.index;
  const object = objectKind(
    words(cursor, () => cursor.index === from + count),
    false,
  );
  return { kind: "object", object, name: parseName(cursor) };
}

function privileges(cursor: Cursor): string[] {
  const found: string[] = [];
  do {
    if (cursor.accept("ALL")) {
      cursor.accept("PRIVILEGES");
      found.push("ALL");
    } else found.push(words(cursor, () => cursor.at("ON") || cursor.atOperator(",")).join(" "));
  } while (cursor.acceptOperator(","));
  return found;
}

function role(cursor: Cursor, grant: boolean): GrantRole {
  const name = cursor.expectName();
  cursor.expect(grant ? "TO" : "FROM");
  const kind = cursor.acceptAny(["ROLE", "USER"]);
  if (kind === undefined) throw cursor.unexpected();
  const to = { kind: kind === "ROLE" ? ("ROLE" as const) : ("USER" as const), name: cursor.expectName() };
  cursor.expectEnd();
  return { type: grant ? "grant-role" : "revoke-role", role: name, to };
}

/** Reads on behind GRANT or REVOKE. */
export function parseGrant(cursor: Cursor, verb: "GRANT" | "REVOKE"): GrantPrivileges | GrantRole {
  const grant = verb === "GRANT";
  if (!grant) cursor.accept("GRANT", "OPTION", "FOR");
  if (cursor.accept("ROLE")) return role(cursor, grant);
  const names = privileges(cursor);
  cursor.expect("ON");
  const on = target(cursor);
  cursor.expect(grant ? "TO" : "FROM");
  cursor.accept("ROLE");
  const name = cursor.expectName();
  const grantOption = cursor.accept("WITH", "GRANT", "OPTION");
  if (!cursor.accept("COPY", "CURRENT", "GRANTS")) cursor.accept("REVOKE", "CURRENT", "GRANTS");
  cursor.acceptAny(["CASCADE", "RESTRICT"]);
  cursor.expectEnd();
  return { type: grant ? "grant-privileges" : "revoke-privileges", privileges: names, on, role: name, grantOption };
}
