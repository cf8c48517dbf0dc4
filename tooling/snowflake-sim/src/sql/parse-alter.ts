import type { Cursor } from "./cursor.ts";
import { collate, parseColumn } from "./parse-column.ts";
import { atConstraint, parseConstraintProperties, parseTableConstraint } from "./parse-constraint.ts";
import { accountObjects, unsupportedFeature } from "./parse-create.ts";
import { parseTableKind } from "./parse-create-table.ts";
import { parseDefault } from "./parse-expression.ts";
import { parseRowAccess, parseTagNames, parseTags } from "./parse-governance.ts";
import { parseColumnNames, parseName, type ObjectName } from "./parse-name.ts";
import { parseClusterBy, parseProperties, parseTableOption, type OptionDraft } from "./parse-options.ts";
import { parseAlterSequence } from "./parse-sequence.ts";
import { parseAlterSession } from "./parse-session.ts";
import { parseType } from "./parse-type.ts";
import type { AlterTableAction, ColumnChange, ColumnSpec, ConstraintTarget, Statement } from "./statements.ts";

function constraintTarget(cursor: Cursor): ConstraintTarget | undefined {
  if (cursor.accept("CONSTRAINT")) return { kind: "name", name: cursor.expectName() };
  if (cursor.accept("PRIMARY", "KEY")) return { kind: "PRIMARY KEY" };
  if (cursor.at("UNIQUE") && cursor.atOperator("(", 1)) {
    cursor.index++;
    return { kind: "UNIQUE", columns: parseColumnNames(cursor) };
  }
  return cursor.accept("FOREIGN", "KEY") ? { kind: "FOREIGN KEY", columns: parseColumnNames(cursor) } : undefined;
}

function add(cursor: Cursor): AlterTableAction {
  if (cursor.accept("ROW", "ACCESS", "POLICY")) return { kind: "row-access", rowAccess: parseRowAccess(cursor) };
  if (atConstraint(cursor)) return { kind: "add-constraint", constraint: parseTableConstraint(cursor) };
  cursor.accept("COLUMN");
  const ifNotExists = cursor.accept("IF", "NOT", "EXISTS");
  const columns: ColumnSpec[] = [parseColumn(cursor)];
  while (cursor.acceptOperator(",")) {
    cursor.accept("COLUMN");
    cursor.accept("IF", "NOT", "EXISTS");
    columns.push(parseColumn(cursor));
  }
  return { kind: "add-columns", columns, ifNotExists };
}

function restIgnored(cursor: Cursor): AlterTableAction {
  cursor.rest();
  return { kind: "ignored" };
}

function drop(cursor: Cursor): AlterTableAction {
  if (cursor.accept("CLUSTERING", "KEY")) return { kind: "cluster-by", clusterBy: "" };
  if (cursor.accept("ROW", "ACCESS", "POLICY") || cursor.accept("ALL", "ROW")) {
    cursor.rest();
    return { kind: "row-access", rowAccess: undefined };
  }
  const target = constraintTarget(cursor);
  if (target !== undefined) {
    cursor.acceptAny(["CASCADE", "RESTRICT"]);
    return { kind: "drop-constraint", target };
  }
  cursor.accept("COLUMN");
  const ifExists = cursor.accept("IF", "EXISTS");
  const columns = [cursor.expectName()];
  while (cursor.acceptOperator(",")) {
    cursor.accept("COLUMN");
    columns.push(cursor.expectName());
  }
  return { kind: "drop-columns", columns, ifExists };
}

function rename(cursor: Cursor): AlterTableAction {
  if (cursor.accept("TO")) return { kind: "rename", to: parseName(cursor) };
  const kind = cursor.accept("CONSTRAINT") ? "rename-constraint" : "rename-column";
  if (kind === "rename-column") cursor.accept("COLUMN");
  const from = cursor.expectName();
  cursor.expect("TO");
  return { kind, from, to: cursor.expectName() };
}

function typeChange(cursor: Cursor): ColumnChange {
  const from = cursor.index;
  const type = parseType(cursor);
  const alias = cursor.textBetween(from, cursor.index);
  return { kind: "type", type: cursor.accept("COLLATE") ? collate(type, cursor.expectString()) : type, alias };
}

function columnChange(cursor: Cursor): ColumnChange {
  if (cursor.accept("SET", "DATA", "TYPE") || cursor.accept("TYPE")) return typeChange(cursor);
  if (cursor.accept("SET", "NOT", "NULL") || cursor.accept("NOT", "NULL")) return { kind: "not-null", notNull: true };
  if (cursor.accept("DROP", "NOT", "NULL")) return { kind: "not-null", notNull: false };
  if (cursor.accept("SET", "DEFAULT")) return { kind: "default", default: parseDefault(cursor) };
  if (cursor.accept("DROP", "DEFAULT")) return { kind: "default", default: undefined };
  if (cursor.accept("SET", "MASKING", "POLICY")) {
    const policy = parseName(cursor);
    if (cursor.accept("USING")) cursor.skipGroup();
    cursor.accept("FORCE");
    return { kind: "masking-policy", policy };
  }
  if (cursor.accept("UNSET", "MASKING", "POLICY")) return { kind: "masking-policy", policy: undefined };
  if (cursor.accept("UNSET", "COMMENT")) return { kind: "comment", comment: undefined };
  if (cursor.at("COMMENT") || cursor.at("SET", "COMMENT")) {
    cursor.accept("SET");
    cursor.expect("COMMENT");
    cursor.acceptOperator("=");
    return { kind: "comment", comment: cursor.expectString() };
  }
  if (cursor.accept("SET", "TAG")) return { kind: "set-tags", tags: parseTags(cursor) };
  if (cursor.accept("UNSET", "TAG")) return { kind: "unset-tags", tags: [parseName(cursor)] };
  return typeChange(cursor);
}

function alterColumns(cursor: Cursor): AlterTableAction {
  const target = constraintTarget(cursor);
  if (target !== undefined) {
    const rely = cursor.at("RELY") ? true : cursor.at("NORELY") ? false : undefined;
    parseConstraintProperties(cursor, true);
    return { kind: "alter-constraint", target, rely };
  }
  const one = (): { column: string; change: ColumnChange } => {
    cursor.accept("COLUMN");
    return { column: cursor.expectName(), change: columnChange(cursor) };
  };
  if (cursor.atOperator("(")) return { kind: "alter-columns", changes: cursor.list(one) };
  const changes = [one()];
  while (cursor.acceptOperator(",")) changes.push(one());
  return { kind: "alter-columns", changes };
}

function set(cursor: Cursor): AlterTableAction {
  if (cursor.accept("TAG")) return { kind: "set-tags", tags: parseTags(cursor) };
  if (cursor.accept("SECURE")) return { kind: "secure", secure: true };
  const options: OptionDraft = {};
  while (!cursor.done) {
    cursor.acceptOperator(",");
    if (!parseTableOption(cursor, options)) throw cursor.unexpected();
  }
  return { kind: "set", options };
}

function unset(cursor: Cursor): AlterTableAction {
  if (cursor.accept("TAG")) return { kind: "unset-tags", tags: parseTagNames(cursor) };
  if (cursor.accept("SECURE")) return { kind: "secure", secure: false };
  const options = [cursor.expectName()];
  while (cursor.acceptOperator(",")) options.push(cursor.expectName());
  return { kind: "unset", options };
}

function tableAction(cursor: Cursor): AlterTableAction {
  if (cursor.accept("ADD")) return add(cursor);
  if (cursor.accept("DROP")) return drop(cursor);
  if (cursor.accept("RENAME")) return rename(cursor);
  if (cursor.accept("ALTER") || cursor.accept("MODIFY")) return alterColumns(cursor);
  if (cursor.accept("SWAP", "WITH")) return { kind: "swap", with: parseName(cursor) };
  if (cursor.accept("CLUSTER", "BY")) return { kind: "cluster-by", clusterBy: parseClusterBy(cursor) };
  if (cursor.accept("SET")) return set(cursor);
  if (cursor.accept("UNSET")) return unset(cursor);
  if (cursor.atAny(["SUSPEND", "RESUME", "RECLUSTER", "REFRESH"])) return restIgnored(cursor);
  throw cursor.unexpected();
}

function relation(cursor: Cursor, object: "TABLE" | "VIEW"): Statement {
  const ifExists = cursor.accept("IF", "EXISTS");
  const name = parseName(cursor);
  const action = tableAction(cursor);
  cursor.expectEnd();
  return { type: "alter-relation", object, name, ifExists, action };
}

function tag(cursor: Cursor): Statement {
  const name = parseName(cursor);
  const policies: ObjectName[] = [];
  const sets = cursor.accept("SET");
  if (!sets) cursor.expect("UNSET");
  do {
    cursor.expect("MASKING");
    cursor.expect("POLICY");
    const policy = parseName(cursor);
    if (sets) policies.push(policy);
    cursor.accept("FORCE");
  } while (cursor.acceptOperator(","));
  cursor.expectEnd();
  return { type: "alter-tag", name, policies };
}

/** Reads on behind ALTER. */
export function parseAlter(cursor: Cursor): Statement {
  if (cursor.accept("SESSION")) return parseAlterSession(cursor);
  if (cursor.accept("SEQUENCE")) return parseAlterSequence(cursor);
  if (parseTableKind(cursor) !== undefined) return relation(cursor, "TABLE");
  if (cursor.accept("VIEW") || cursor.accept("MATERIALIZED", "VIEW")) return relation(cursor, "VIEW");
  if (cursor.accept("TAG")) return tag(cursor);
  const kind = accountObjects.find((word) => cursor.accept(word));
  if (kind === undefined) throw unsupportedFeature(`ALTER ${cursor.next().value}`);
  cursor.accept("IF", "EXISTS");
  const name = parseName(cursor);
  if (cursor.accept("RENAME", "TO")) {
    return { type: "alter-account-object", kind, name, rename: parseName(cursor), properties: new Map() };
  }
  if (!cursor.accept("SET")) {
    cursor.rest();
    return { type: "alter-account-object", kind, name, properties: new Map() };
  }
  return { type: "alter-account-object", kind, name, properties: parseProperties(cursor) };
}
