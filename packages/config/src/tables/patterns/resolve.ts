import { ConfigError } from "../../config-error.ts";
import type { TableConfig, TablePattern, TablesConfig } from "../types.ts";
import { findClashes } from "./clashes.ts";
import { matchesPattern, type PatternMatch, type PresentTable } from "./match.ts";
import { fillTemplate } from "./template.ts";

/** `tables.yaml` with every pattern replaced by the tables that it means. */
export interface ResolvedTables {
  /** As if each table stood in an entry of its own, in the order of the file, a pattern's by their stored names. */
  readonly config: TablesConfig;
  readonly matches: readonly PatternMatch[];
}

/** The table that a pattern means by a place in Snowflake. */
export function tableOfPattern(pattern: TablePattern, { database, schema, table }: PresentTable): TableConfig {
  const names = { database, schema, table };
  const { postgres } = pattern.settings;
  return {
    ...pattern.settings,
    name: fillTemplate(pattern.name, names),
    snowflake: names,
    postgres: { schema: fillTemplate(postgres.schema, names), table: fillTemplate(postgres.table, names) },
    fromPattern: true,
  };
}

/**
 * Gives patterns their tables. A table that has an entry of its own is no pattern's. Pure: `present` is what Snowflake
 * has where the patterns look, in any order; `file` only names the file in messages.
 * @throws ConfigError when two patterns mean one table, or two tables get one name; names both with their lines
 */
export function resolvePatterns(config: TablesConfig, present: readonly PresentTable[], file: string): ResolvedTables {
  const own = new Set(config.tables.map(({ snowflake }) => placeKey(snowflake)));
  const free = [...present].sort(byPlace).filter((table) => !own.has(placeKey(table)));
  const matches = config.patterns.map((pattern): PatternMatch => {
    const tables = free.filter((table) => matchesPattern(pattern, table));
    return { pattern, tables: tables.map((table) => tableOfPattern(pattern, table)) };
  });
  const problems = findClashes(config.tables, matches);
  if (problems.length > 0) throw new ConfigError(file, problems);
  const tables = [...config.tables, ...matches.flatMap((match) => match.tables)];
  return { config: { ...config, tables: tables.sort((a, b) => a.line - b.line || a.column - b.column) }, matches };
}

function placeKey({ database, schema, table }: TableConfig["snowflake"]): string {
  return JSON.stringify([database, schema, table]);
}

function byPlace(a: PresentTable, b: PresentTable): number {
  return compare(a.database, b.database) || compare(a.schema, b.schema) || compare(a.table, b.table);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
