import { losses, refusals } from "@dp/type-map/sql";

import type { MovedColumn, MovedTable } from "../table/moved-table.ts";
import type { RowSet } from "./rows.ts";

/** What is counted of a column's values: those that PostgreSQL refuses, or those that arrive with less than they had. */
interface Counted {
  /** Target column. */
  readonly column: string;
  readonly code: string;
  readonly kind: "refused" | "lost";
  readonly condition: string;
}

/** One statement, and what each of its columns behind the first, the number of rows, counts. */
export interface CountStatement {
  readonly sql: string;
  readonly counted: readonly Counted[];
}

/** Longest list of conditions in one statement: a compiler chokes long before the text's limit. */
const maxConditionBytes = 256 * 1024;

function conditionsOf({ name, source, reference }: MovedColumn): readonly Counted[] {
  const refused = refusals(source, reference).map((one) => ({ ...one, kind: "refused" as const }));
  const lost = losses(source, reference).map((one) => ({ ...one, kind: "lost" as const }));
  return [...refused, ...lost].map(({ code, condition, kind }) => ({ column: name, code, condition, kind }));
}

/** Statements that count the rows, and per column what is refused and what is lost; at least one. */
export function countStatements(table: MovedTable, rows: RowSet): readonly CountStatement[] {
  const batches: Counted[][] = [[]];
  let bytes = 0;
  for (const counted of table.columns.flatMap(conditionsOf)) {
    bytes += counted.condition.length;
    if (bytes > maxConditionBytes && batches.at(-1)?.length !== 0) {
      batches.push([]);
      bytes = counted.condition.length;
    }
    batches.at(-1)?.push(counted);
  }
  return batches.map((counted) => {
    const items = counted.map(({ condition }) => `TO_VARCHAR(COUNT_IF(${condition}))`);
    return { counted, sql: `SELECT ${["TO_VARCHAR(COUNT(*))", ...items].join(", ")} FROM ${rows.from}` };
  });
}

/** SELECT of how many keys stand on several rows or are NULL in part. */
export function brokenKeysStatement(table: MovedTable, rows: RowSet): string {
  const key = [...new Set((table.key ?? []).map(({ reference }) => reference))];
  const isNull = key.map((column) => `${column} IS NULL`).join(" OR ");
  const groups = `SELECT ${key.join(", ")} FROM ${rows.from} GROUP BY ${key.join(", ")} HAVING COUNT(*) > 1 OR ${isNull}`;
  return `SELECT TO_VARCHAR(COUNT(*)) FROM (${groups}) AS "broken"`;
}
