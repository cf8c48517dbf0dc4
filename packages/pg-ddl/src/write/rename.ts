import type { PartRename, TableRename } from "../diff/renames.ts";
import { type Draft, draft, objectOf } from "../draft.ts";
import type { QualifiedName } from "../model.ts";
import type { ObjectRef } from "../plan-types.ts";
import { quoteIdentifier, quoteQualified } from "../quote.ts";
import { sql, type SqlText } from "../sql-text.ts";
import { tableKey } from "../table-key.ts";

interface Step {
  readonly object: ObjectRef;
  readonly sql: SqlText;
  readonly details: readonly string[];
}

function rename(step: Step): Draft {
  return draft({
    phase: "renames",
    action: "alter",
    lock: "ACCESS EXCLUSIVE",
    ...step,
    hazards: ["RENAMES_OBJECT"],
  });
}

/** Name and schema, one after the other; where the name is taken in the old schema, the schema first. */
export function renameTable({ from, to }: TableRename, isTaken: (name: QualifiedName) => boolean): readonly Draft[] {
  const object = objectOf("table", to);
  const named = (at: QualifiedName): Draft =>
    rename({
      object,
      sql: sql`ALTER TABLE ${quoteQualified(at)} RENAME TO ${quoteIdentifier(to.name)}`,
      details: [`~ table ${quoteQualified(at)} is renamed to ${quoteIdentifier(to.name)}`],
    });
  const moved = (at: QualifiedName): Draft =>
    rename({
      object,
      sql: sql`ALTER TABLE ${quoteQualified(at)} SET SCHEMA ${quoteIdentifier(to.schema)}`,
      details: [`~ table ${quoteQualified(at)} moves to schema ${quoteIdentifier(to.schema)}`],
    });
  if (from.schema === to.schema) return [named(from)];
  if (from.name === to.name) return [moved(from)];
  const renamed = { schema: from.schema, name: to.name };
  return isTaken(renamed) && tableKey(renamed) !== tableKey(to)
    ? [moved(from), named({ schema: to.schema, name: from.name })]
    : [named(from), moved(renamed)];
}

/** A column by its new name; a key or an index whose name follows the table's. */
export function renamePart({ kind, table, from, to }: PartRename): Draft {
  const [old, name] = [quoteIdentifier(from), quoteIdentifier(to)];
  if (kind === "column") {
    return rename({
      object: objectOf("column", table, to),
      sql: sql`ALTER TABLE ${quoteQualified(table)} RENAME COLUMN ${old} TO ${name}`,
      details: [`~ column ${old} is renamed to ${name}`],
    });
  }
  const index = kind === "index";
  return draft({
    phase: "renames",
    action: "alter",
    object: objectOf(kind, table, to),
    sql: index
      ? sql`ALTER INDEX ${quoteQualified({ schema: table.schema, name: from })} RENAME TO ${name}`
      : sql`ALTER TABLE ${quoteQualified(table)} RENAME CONSTRAINT ${old} TO ${name}`,
    lock: index ? "SHARE UPDATE EXCLUSIVE" : "ACCESS EXCLUSIVE",
    details: [`~ ${kind} ${old} is renamed to ${name}`],
    rank: 1,
  });
}
