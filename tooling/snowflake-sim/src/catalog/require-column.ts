import { invalidIdentifier } from "./errors.ts";
import type { Column } from "./model.ts";

/** @throws SqlError 000904 when the table has no such column */
export function requireColumn(columns: readonly Column[], name: string): Column {
  const column = columns.find((candidate) => candidate.name === name);
  if (column === undefined) throw invalidIdentifier(name);
  return column;
}
