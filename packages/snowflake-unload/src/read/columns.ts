import type { ResultFacts } from "@dp/snowflake-client";
import { ReadError } from "./read-error.ts";
import type { ReadRequest } from "./types.ts";

/** The columns that were asked for, where they came in that order. @throws ReadError READ_MALFORMED */
export function columnsOf(result: Pick<ResultFacts, "columns">, { columns }: ReadRequest): readonly string[] {
  const came = result.columns.map(({ name }) => name);
  if (came.length === columns.length && came.every((name, index) => name === columns[index])) return columns;
  throw new ReadError("READ_MALFORMED", { detail: `columns are ${came.join(", ")}, not ${columns.join(", ")}` });
}
