import { type Draft, draft, objectOf } from "../draft.ts";
import type { LockMode } from "../plan-types.ts";
import type { PgForeignKey, QualifiedName, ReferentialAction } from "../model.ts";
import { quoteColumns, quoteIdentifier, quoteQualified } from "../quote.ts";
import { joinSql, noSql, sql, type SqlText } from "../sql-text.ts";

const actions: Readonly<Record<ReferentialAction, SqlText>> = {
  "NO ACTION": sql`NO ACTION`,
  RESTRICT: sql`RESTRICT`,
  CASCADE: sql`CASCADE`,
  "SET NULL": sql`SET NULL`,
  "SET DEFAULT": sql`SET DEFAULT`,
};

function referenceSql({ columns, references, onUpdate, onDelete, enforced }: PgForeignKey): SqlText {
  return joinSql(
    [
      sql`FOREIGN KEY (${quoteColumns(columns)})`,
      sql`REFERENCES ${quoteQualified(references)} (${quoteColumns(references.columns)})`,
      onUpdate === "NO ACTION" ? noSql : sql`ON UPDATE ${actions[onUpdate]}`,
      onDelete === "NO ACTION" ? noSql : sql`ON DELETE ${actions[onDelete]}`,
      enforced ? noSql : sql`NOT ENFORCED`,
    ],
    " ",
  );
}

/** `ALTER TABLE … ADD CONSTRAINT … FOREIGN KEY …` on two lines. */
export function addForeignKeySql(table: QualifiedName, key: PgForeignKey): SqlText {
  return sql`ALTER TABLE ${quoteQualified(table)}
  ADD CONSTRAINT ${quoteIdentifier(key.name)} ${referenceSql(key)}`;
}

/** Which of the two tables stood before the plan; only those can make somebody wait. */
export interface Standing {
  readonly referencing: boolean;
  readonly referenced: boolean;
}

/**
 * A foreign key more. On a table that may hold rows it comes in two steps, so that the long one, the check of those
 * rows, does not keep writers waiting (manual, "ALTER TABLE", notes on VALIDATE CONSTRAINT).
 */
export function addForeignKey(table: QualifiedName, key: PgForeignKey, standing: Standing): readonly Draft[] {
  const lock: LockMode | null = standing.referencing || standing.referenced ? "SHARE ROW EXCLUSIVE" : null;
  const twoSteps = standing.referencing && key.enforced;
  const text = addForeignKeySql(table, key);
  const add = draft({
    phase: "foreign-keys",
    action: "alter",
    object: objectOf("foreign key", table, key.name),
    sql: twoSteps ? sql`${text} NOT VALID` : text,
    lock,
    lockedTables: standing.referencing && standing.referenced ? 2 : 1,
    details: [`+ foreign key ${quoteIdentifier(key.name)} ${foreignKeyText(key)}`],
  });
  return twoSteps ? [add, validateForeignKey(table, key.name)] : [add];
}

/** Columns and what they point to, for a person. */
function foreignKeyText({ columns, references }: PgForeignKey): string {
  return `(${quoteColumns(columns)}) -> ${quoteQualified(references)} (${quoteColumns(references.columns)})`;
}

/** Checks the rows that stood before a foreign key did. */
export function validateForeignKey(table: QualifiedName, name: string): Draft {
  return draft({
    phase: "foreign-keys",
    action: "alter",
    object: objectOf("foreign key", table, name),
    sql: sql`ALTER TABLE ${quoteQualified(table)} VALIDATE CONSTRAINT ${quoteIdentifier(name)}`,
    lock: "SHARE UPDATE EXCLUSIVE",
    scans: true,
    hazards: ["MAY_FAIL_ON_ROWS"],
    details: [`~ foreign key ${quoteIdentifier(name)}: check the rows that are there`],
  });
}

/** A foreign key less; `forGood` unless the same plan makes it again. */
export function dropForeignKey(table: QualifiedName, name: string, forGood: boolean): Draft {
  const again = forGood ? "" : ", made again below";
  return draft({
    phase: "drop",
    action: "alter",
    object: objectOf("foreign key", table, name),
    sql: sql`ALTER TABLE ${quoteQualified(table)} DROP CONSTRAINT ${quoteIdentifier(name)}`,
    lock: "ACCESS EXCLUSIVE",
    lockedTables: 2,
    hazards: forGood ? ["DROPS_OBJECT"] : [],
    details: [`- foreign key ${quoteIdentifier(name)}${again}`],
  });
}

/** The same foreign key with other words to it, in one statement: at no time are rows without it. */
export function changeForeignKey(table: QualifiedName, key: PgForeignKey, present: string): readonly Draft[] {
  const how = key.enforced ? sql` NOT VALID` : noSql;
  const change = draft({
    phase: "foreign-keys",
    action: "alter",
    object: objectOf("foreign key", table, key.name),
    sql: sql`ALTER TABLE ${quoteQualified(table)}
  DROP CONSTRAINT ${quoteIdentifier(present)},
  ADD CONSTRAINT ${quoteIdentifier(key.name)} ${referenceSql(key)}${how}`,
    lock: "ACCESS EXCLUSIVE",
    lockedTables: 2,
    details: [`~ foreign key ${quoteIdentifier(key.name)} ${foreignKeyText(key)}`],
  });
  return key.enforced ? [change, validateForeignKey(table, key.name)] : [change];
}
