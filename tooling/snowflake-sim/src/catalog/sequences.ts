import type { AlterSequence, CreateSequence } from "../sql/statements.ts";
import { grant, owns } from "./access.ts";
import type { Grants } from "./account.ts";
import type { Context } from "./context.ts";
import { alreadyExists, insufficientPrivileges, printPath } from "./errors.ts";
import type { Sequence } from "./model.ts";
import { completePath, pathParts } from "./visible.ts";

/** CREATE SEQUENCE. Returns the status message. @throws SqlError */
export function createSequence(context: Context, statement: CreateSequence): string {
  const path = completePath(context.session, statement.name, "CREATE SEQUENCE");
  const schema = context.visible.requireSchema(path, "CREATE SEQUENCE");
  const shown = printPath([path.name]);
  if (schema.sequences.has(path.name)) {
    if (statement.ifNotExists) return `${shown} already exists, statement succeeded.`;
    if (!statement.orReplace) throw alreadyExists(pathParts(path));
  }
  const sequence: Sequence = {
    ...path,
    start: statement.start ?? 1n,
    increment: statement.increment ?? 1n,
    ordered: statement.ordered ?? false,
    createdOn: context.options.now,
    owner: context.session.role,
    ...(statement.comment === undefined ? {} : { comment: statement.comment }),
  };
  const grants: Grants = new Map();
  for (const future of schema.future) {
    if (future.object === "SEQUENCE") grant(grants, future.role, future.privileges);
  }
  schema.sequences.set(path.name, { sequence, grants, nextValue: sequence.start });
  return `Sequence ${shown} successfully created.`;
}

/** ALTER SEQUENCE: increment, order, comment, name. @throws SqlError */
export function alterSequence(context: Context, statement: AlterSequence): string {
  const path = completePath(context.session, statement.name, "ALTER SEQUENCE");
  const entry = context.visible.sequence(path);
  if (entry === undefined) {
    if (statement.ifExists) return "Statement executed successfully.";
    throw context.visible.missing("Sequence", path);
  }
  if (!owns(context.visible.roles, entry.sequence)) throw insufficientPrivileges("sequence", path.name);
  const { increment, ordered, comment, rename } = statement;
  entry.sequence = {
    ...entry.sequence,
    ...(increment === undefined ? {} : { increment }),
    ...(ordered === undefined ? {} : { ordered }),
    ...(comment === undefined ? {} : { comment }),
  };
  if (rename !== undefined) {
    const to = completePath(
      { ...context.session, database: path.database, schema: path.schema },
      rename,
      "ALTER SEQUENCE",
    );
    const target = context.visible.requireSchema(to, "CREATE SEQUENCE");
    if (target.sequences.has(to.name)) throw alreadyExists(pathParts(to));
    context.visible.schema(path.database, path.schema)?.sequences.delete(path.name);
    entry.sequence = { ...entry.sequence, ...to };
    target.sequences.set(to.name, entry);
  }
  return "Statement executed successfully.";
}
