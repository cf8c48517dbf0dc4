import type { Cursor } from "./cursor.ts";
import { parseColumnNames, parseName, type ObjectName } from "./parse-name.ts";
import type { ConstraintProperties, ConstraintSpec } from "./statements.ts";

const actions = ["CASCADE", "RESTRICT"];

function referentialAction(cursor: Cursor): string {
  if (cursor.accept("NO", "ACTION")) return "NO ACTION";
  if (cursor.accept("SET", "NULL")) return "SET NULL";
  if (cursor.accept("SET", "DEFAULT")) return "SET DEFAULT";
  const action = cursor.acceptAny(actions);
  if (action === undefined) throw cursor.unexpected();
  return action;
}

type Mutable = { -readonly [K in keyof ConstraintProperties]: ConstraintProperties[K] };

/** Reads one property into `found`; false when none stands here. */
function property(cursor: Cursor, found: Mutable): boolean {
  if (cursor.accept("NOT", "ENFORCED")) found.enforced = false;
  else if (cursor.accept("ENFORCED")) found.enforced = true;
  else if (cursor.accept("NOT", "DEFERRABLE")) delete found.deferrability;
  else if (cursor.accept("DEFERRABLE")) found.deferrability = "INITIALLY DEFERRED";
  else if (cursor.accept("INITIALLY")) {
    const mode = cursor.acceptAny(["DEFERRED", "IMMEDIATE"]);
    if (mode === undefined) throw cursor.unexpected();
    if (found.deferrability !== undefined) found.deferrability = `INITIALLY ${mode}`;
  } else if (cursor.accept("RELY")) found.rely = true;
  else if (cursor.accept("NORELY")) found.rely = false;
  else if (cursor.accept("ON", "UPDATE")) found.onUpdate = referentialAction(cursor);
  else if (cursor.accept("ON", "DELETE")) found.onDelete = referentialAction(cursor);
  else if (cursor.accept("MATCH")) {
    if (cursor.acceptAny(["FULL", "SIMPLE", "PARTIAL"]) === undefined) throw cursor.unexpected();
  } else return cursor.acceptAny(["ENABLE", "DISABLE", "VALIDATE", "NOVALIDATE"]) !== undefined;
  return true;
}

/** RELY, ENFORCED, DEFERRABLE, ON DELETE … in any order; `comments` also reads COMMENT, which inline belongs to the column. */
export function parseConstraintProperties(cursor: Cursor, comments: boolean): ConstraintProperties {
  const found: Mutable = { rely: false, enforced: false };
  for (;;) {
    if (property(cursor, found)) continue;
    if (!comments || !cursor.accept("COMMENT")) return found;
    cursor.acceptOperator("=");
    found.comment = cursor.expectString();
  }
}

function references(cursor: Cursor): { table: ObjectName; columns: readonly string[] } {
  cursor.expect("REFERENCES");
  const table = parseName(cursor);
  return { table, columns: cursor.atOperator("(") ? parseColumnNames(cursor) : [] };
}

function constraintName(cursor: Cursor): { name?: string } {
  return cursor.accept("CONSTRAINT") ? { name: cursor.expectName() } : {};
}

/** Whether an out-of-line constraint begins here. */
export function atConstraint(cursor: Cursor): boolean {
  if (cursor.at("CONSTRAINT") || cursor.at("PRIMARY", "KEY") || cursor.at("FOREIGN", "KEY")) return true;
  return (cursor.at("UNIQUE") || cursor.at("CHECK")) && cursor.atOperator("(", 1);
}

/** A constraint of its own in the column list or after ALTER TABLE … ADD. */
export function parseTableConstraint(cursor: Cursor): ConstraintSpec {
  const named = constraintName(cursor);
  if (cursor.accept("PRIMARY", "KEY")) {
    const columns = parseColumnNames(cursor);
    return { kind: "PRIMARY KEY", ...named, columns, properties: parseConstraintProperties(cursor, true) };
  }
  if (cursor.accept("UNIQUE")) {
    const columns = parseColumnNames(cursor);
    return { kind: "UNIQUE", ...named, columns, properties: parseConstraintProperties(cursor, true) };
  }
  if (cursor.accept("FOREIGN", "KEY")) {
    const columns = parseColumnNames(cursor);
    const target = references(cursor);
    const properties = parseConstraintProperties(cursor, true);
    return { kind: "FOREIGN KEY", ...named, columns, references: target, properties };
  }
  return check(cursor, named);
}

function check(cursor: Cursor, named: { name?: string }): ConstraintSpec {
  cursor.expect("CHECK");
  const clause = cursor.skipGroup();
  parseConstraintProperties(cursor, true);
  return { kind: "CHECK", ...named, clause };
}

/** A constraint among a column's attributes; undefined when none begins here. */
export function parseInlineConstraint(cursor: Cursor, column: string): ConstraintSpec | undefined {
  const named = constraintName(cursor);
  const columns = [column];
  if (cursor.accept("PRIMARY", "KEY")) {
    return { kind: "PRIMARY KEY", ...named, columns, properties: parseConstraintProperties(cursor, false) };
  }
  if (cursor.accept("UNIQUE")) {
    return { kind: "UNIQUE", ...named, columns, properties: parseConstraintProperties(cursor, false) };
  }
  if (cursor.at("FOREIGN", "KEY") || cursor.at("REFERENCES")) {
    cursor.accept("FOREIGN", "KEY");
    const target = references(cursor);
    const properties = parseConstraintProperties(cursor, false);
    return { kind: "FOREIGN KEY", ...named, columns, references: target, properties };
  }
  if (cursor.at("CHECK")) return check(cursor, named);
  if (named.name !== undefined) throw cursor.unexpected();
  return undefined;
}
