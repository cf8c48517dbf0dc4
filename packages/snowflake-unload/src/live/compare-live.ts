import type { SourceColumn, SourceTable, TableMetadata } from "@dp/metadata";

import { UnloadError } from "../error.ts";

/** What a table has in Snowflake and the committed metadata has not: it stays inside. */
export interface Beyond {
  /** Stored names of columns. */
  readonly columns: readonly string[];
}

/** Whether rows of the live column fit what was reviewed. A column that has become NOT NULL does. */
function difference(committed: SourceColumn, live: SourceColumn | undefined): string | undefined {
  if (live === undefined) return "is no longer there";
  if (live.type !== committed.type) return `was ${committed.type} and is ${live.type}`;
  if (live.nullable && !committed.nullable) return "was NOT NULL and no longer is";
  return undefined;
}

/**
 * Compares a table with its committed metadata before anything is read.
 * @throws UnloadError UNLOAD_TABLE_DIFFERS when a column that travels is gone or is another
 */
export function compareLive({ name, source, target }: TableMetadata, live: SourceTable): Beyond {
  const travelling = new Set(target.columns.map(({ from }) => from));
  const present = new Map(live.columns.map((column) => [column.name, column]));
  const problems = source.columns.flatMap((column) => {
    const how = travelling.has(column.name) ? difference(column, present.get(column.name)) : undefined;
    return how === undefined ? [] : [{ where: `${name}.${column.name}`, message: `column ${column.name} ${how}` }];
  });
  if (problems.length > 0) {
    const [first] = problems;
    throw new UnloadError(
      "UNLOAD_TABLE_DIFFERS",
      `in Snowflake, ${first?.message ?? ""}, unlike the committed metadata`,
      {
        where: name,
        hint: "Run extractor-cli extract, have the change reviewed and applied, then unload again.",
        problems,
      },
    );
  }
  const known = new Set(source.columns.map((column) => column.name));
  return { columns: live.columns.map((column) => column.name).filter((column) => !known.has(column)) };
}
