import { sha256 } from "../canonical-json.ts";
import type { Draft } from "../draft.ts";
import type { PgTable, QualifiedName } from "../model.ts";
import { quoteIdentifier } from "../quote.ts";
import { sql } from "../sql-text.ts";
import { alterColumn } from "./column.ts";

const prefix = "dp_not_null_";

/** Name of the check that stands in for NOT NULL while that is on its way; the same each time, so that it is found again. */
function checkName(column: string): string {
  return prefix + sha256(column).slice(0, 12);
}

/** Whether a constraint is such a check, of whichever column. */
export function isNotNullCheck(constraint: string): boolean {
  return new RegExp(`^${prefix}[0-9a-f]{12}$`).test(constraint);
}

/** Whether a constraint is the one of this column. */
export function isNotNullCheckOf(constraint: string, column: string): boolean {
  return constraint === checkName(column);
}

/** Takes a check away that has done its work, or is no longer wanted. */
export function dropNotNullCheck(table: QualifiedName, constraint: string): Draft {
  return alterColumn(table, constraint, {
    object: { kind: "constraint", schema: table.schema, name: table.name, part: constraint },
    clause: sql`DROP CONSTRAINT ${quoteIdentifier(constraint)}`,
    details: [`- constraint ${quoteIdentifier(constraint)}, left by an earlier run`],
  });
}

/**
 * NOT NULL on a table that may hold rows: a check guards new rows, then those that are there are read while others work,
 * and then NOT NULL is set without reading them again (manual, "ALTER TABLE", SET NOT NULL). Goes on from a check that an
 * earlier run has left.
 */
export function setNotNull(present: PgTable, table: QualifiedName, column: string): readonly Draft[] {
  const check = checkName(column);
  const left = present.otherConstraints?.find(({ name }) => name === check);
  const [name, constraint] = [quoteIdentifier(column), quoteIdentifier(check)];
  const step = { phase: "not-null" as const };
  const steps: Draft[] = [];
  if (left === undefined) {
    steps.push(
      alterColumn(table, column, {
        ...step,
        clause: sql`ADD CONSTRAINT ${constraint} CHECK (${name} IS NOT NULL) NOT VALID`,
        details: [`~ column ${name} nullable -> not null: guard new rows`],
      }),
    );
  }
  if (left === undefined || left.definition.endsWith("NOT VALID")) {
    steps.push(
      alterColumn(table, column, {
        ...step,
        clause: sql`VALIDATE CONSTRAINT ${constraint}`,
        lock: "SHARE UPDATE EXCLUSIVE",
        scans: true,
        hazards: ["MAY_FAIL_ON_ROWS"],
        details: [`~ column ${name} nullable -> not null: check the rows that are there`],
      }),
    );
  }
  steps.push(
    alterColumn(table, column, {
      ...step,
      clause: sql`ALTER COLUMN ${name} SET NOT NULL`,
      details: [`~ column ${name} nullable -> not null`],
    }),
    alterColumn(table, column, { ...step, clause: sql`DROP CONSTRAINT ${constraint}` }),
  );
  return steps;
}
