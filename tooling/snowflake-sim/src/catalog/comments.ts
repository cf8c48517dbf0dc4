import type { CommentOn } from "../sql/statements.ts";
import { owns } from "./access.ts";
import type { Context } from "./context.ts";
import { insufficientPrivileges, noObject, notFound } from "./errors.ts";
import { requireColumn } from "./require-column.ts";
import { completePath } from "./visible.ts";

const done = "Statement executed successfully.";

function onRelation(context: Context, statement: CommentOn): string {
  const { name, column, comment } = statement;
  const path = completePath(context.session, name, "COMMENT");
  if (statement.ifExists && context.visible.relation(path) === undefined) return done;
  const entry = context.visible.requireOwnedRelation(name, statement.kind === "VIEW" ? "View" : "Table", "COMMENT");
  const { relation } = entry;
  if (column === undefined) entry.relation = { ...relation, comment };
  else {
    requireColumn(relation.columns, column);
    const columns = relation.columns.map((each) => (each.name === column ? { ...each, comment } : each));
    entry.relation = { ...relation, columns };
  }
  return done;
}

function onSequence(context: Context, statement: CommentOn): string {
  const path = completePath(context.session, statement.name, "COMMENT");
  const entry = context.visible.sequence(path);
  if (entry === undefined) throw context.visible.missing("Sequence", path);
  entry.sequence = { ...entry.sequence, comment: statement.comment };
  return done;
}

/** COMMENT ON anything. @throws SqlError */
export function comment(context: Context, statement: CommentOn): string {
  const { account, visible, session } = context;
  const { kind } = statement;
  if (kind === "TABLE" || kind === "VIEW" || kind === "COLUMN") return onRelation(context, statement);
  if (kind === "SEQUENCE") return onSequence(context, statement);
  const [name = "", inDatabase = session.database ?? ""] = [...statement.name].reverse();
  if (kind === "SCHEMA" || kind === "DATABASE") {
    const target = kind === "SCHEMA" ? visible.schema(inDatabase, name) : visible.database(name);
    if (target === undefined) throw notFound(kind === "SCHEMA" ? "Schema" : "Database", statement.name);
    if (!owns(visible.roles, target)) throw insufficientPrivileges(kind, name);
    target.comment = statement.comment;
    return done;
  }
  const target = account.warehouses.get(name) ?? account.roles.get(name) ?? account.users.get(name);
  if (target === undefined && !statement.ifExists) throw noObject();
  if (target !== undefined) target.comment = statement.comment;
  return done;
}
