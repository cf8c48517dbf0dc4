import type { Cursor } from "./cursor.ts";
import { acceptKind, unsupportedFeature } from "./parse-create.ts";
import { parseName } from "./parse-name.ts";
import { showKinds, type Describe, type Show, type ShowKind, type ShowScope } from "./listing-statements.ts";

/** Listings that page with LIMIT … FROM; elsewhere LIMIT is a syntax error. */
const paged: ReadonlySet<ShowKind> = new Set<ShowKind>([
  "TABLES",
  "VIEWS",
  "OBJECTS",
  "SCHEMAS",
  "DATABASES",
  "ROLES",
  "USERS",
]);

const keyKinds: ReadonlySet<ShowKind> = new Set<ShowKind>([
  "PRIMARY KEYS",
  "UNIQUE KEYS",
  "IMPORTED KEYS",
  "EXPORTED KEYS",
]);

type Draft = { -readonly [K in keyof Show]: Show[K] };

function atClause(cursor: Cursor): boolean {
  return cursor.done || cursor.atAny(["LIKE", "STARTS", "LIMIT", "IN"]);
}

function scope(cursor: Cursor): ShowScope {
  if (cursor.accept("ACCOUNT") || cursor.accept("SESSION")) return { kind: "ACCOUNT" };
  const kind = (["DATABASE", "SCHEMA", "TABLE", "VIEW"] as const).find((word) => cursor.accept(word));
  if (kind === undefined) return { kind: "BARE", name: parseName(cursor) };
  return atClause(cursor) ? { kind } : { kind, name: parseName(cursor) };
}

function clause(cursor: Cursor, show: Draft): void {
  if (!keyKinds.has(show.kind) && cursor.accept("LIKE")) show.like = cursor.expectString();
  else if (cursor.accept("IN")) show.scope = scope(cursor);
  else if (paged.has(show.kind) && cursor.accept("STARTS", "WITH")) show.startsWith = cursor.expectString();
  else if (paged.has(show.kind) && cursor.accept("LIMIT")) {
    show.limit = Number(cursor.expectInteger());
    if (cursor.accept("FROM")) show.from = cursor.expectString();
  } else throw cursor.unexpected();
}

function grants(cursor: Cursor, show: Draft): void {
  const preposition = (["ON", "TO", "OF"] as const).find((word) => cursor.accept(word));
  if (preposition === undefined) {
    cursor.expectEnd();
    return;
  }
  if (cursor.accept("ACCOUNT")) show.grants = { preposition, kind: "ACCOUNT", name: [] };
  else show.grants = { preposition, kind: cursor.next().value, name: parseName(cursor) };
  cursor.expectEnd();
}

/** Reads on behind SHOW. */
export function parseShow(cursor: Cursor): Show {
  const terse = cursor.accept("TERSE");
  const from = cursor.index;
  const kind = acceptKind(cursor, showKinds);
  if (kind === undefined) {
    if (cursor.done) throw cursor.unexpected();
    cursor.index = from;
    throw unsupportedFeature(`SHOW ${cursor.next().value}`);
  }
  const show: Draft = { type: "show", kind: kind as ShowKind, terse };
  if (show.kind === "GRANTS") grants(cursor, show);
  cursor.accept("HISTORY");
  while (!cursor.done) clause(cursor, show);
  return show;
}

/** Reads on behind DESCRIBE or DESC. */
export function parseDescribe(cursor: Cursor): Describe {
  cursor.acceptAny(["EXTERNAL", "DYNAMIC", "ICEBERG", "HYBRID", "EVENT", "MATERIALIZED"]);
  const object = cursor.accept("VIEW") ? "VIEW" : "TABLE";
  if (object === "TABLE") cursor.expect("TABLE");
  const name = parseName(cursor);
  if (cursor.accept("TYPE")) {
    cursor.expectOperator("=");
    cursor.expect("COLUMNS");
  }
  cursor.expectEnd();
  return { type: "describe", object, name };
}
