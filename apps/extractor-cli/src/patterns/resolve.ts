import {
  matchesPattern,
  type PresentTable,
  resolvePatterns,
  type TableConfig,
  tableOfPattern,
  type TablePattern,
  type TablesConfig,
} from "@dp/config";
import type { FolderEntry } from "@dp/metadata-folder";
import type { Queryable } from "@dp/snowflake-client";

import { tablesYaml } from "../session.ts";
import { type LookedUp, lookUp } from "./look-up.ts";

/** What one pattern came to. */
export interface PatternReport {
  readonly pattern: TablePattern;
  readonly tables: readonly TableConfig[];
  /** Tables without committed files, where other tables of the pattern have some. */
  readonly added: readonly string[];
  /** Tables with committed files that it no longer matches. */
  readonly gone: readonly TableConfig[];
  /** What fits and cannot be carried over. */
  readonly refused: readonly PresentTable[];
  /** Why its place could not be listed in full. */
  readonly error?: unknown;
}

/** `tables.yaml` as far as Snowflake could say what it means. */
export interface Resolution {
  /** All tables to read: with an entry of their own, or a pattern's. */
  readonly config: TablesConfig;
  readonly patterns: readonly PatternReport[];
}

type Committed = ReadonlyMap<string, FolderEntry>;

/**
 * Gives every pattern its tables: by Snowflake's listing, and where that failed by the committed files, whose tables are
 * then read and fail, or not, one by one.
 * @throws ConfigError for tables that cannot stand beside each other; the error of a lost connection
 */
export async function resolveTables(db: Queryable, config: TablesConfig, committed: Committed): Promise<Resolution> {
  if (config.patterns.length === 0) return { config, patterns: [] };
  const looked = await lookUp(db, config.patterns);
  const files = committedPlaces(committed);
  const remembered = [...looked.failed.keys()].flatMap((pattern) =>
    files.filter((file) => matchesPattern(pattern, file)),
  );
  const all = new Map([...remembered, ...looked.present].map((table) => [placeKey(table), table]));
  const resolved = resolvePatterns(config, [...all.values()], tablesYaml);
  const taken = new Set(resolved.config.tables.flatMap(({ name, snowflake }) => [name, placeKey(snowflake)]));
  const goneFiles = files.filter((file) => !taken.has(file.name) && !taken.has(placeKey(file)));
  const patterns = resolved.matches.map(({ pattern, tables }) =>
    report({ pattern, tables }, { committed, goneFiles, looked }),
  );
  return { config: resolved.config, patterns };
}

interface Known {
  readonly committed: Committed;
  readonly goneFiles: readonly CommittedPlace[];
  readonly looked: LookedUp;
}

function report(match: Pick<PatternReport, "pattern" | "tables">, known: Known): PatternReport {
  const { pattern, tables } = match;
  const { committed, goneFiles, looked } = known;
  const old = tables.filter(({ name }) => committed.has(name));
  const gone = goneFiles
    .filter((file) => matchesPattern(pattern, file))
    .map((file) => [file, tableOfPattern(pattern, file)] as const)
    .flatMap(([file, table]) => (table.name === file.name ? [table] : []));
  const seenBefore = old.length + gone.length > 0;
  const error = looked.failed.get(pattern);
  return {
    pattern,
    tables,
    added: seenBefore ? tables.map(({ name }) => name).filter((name) => !committed.has(name)) : [],
    gone,
    refused: looked.refused.filter((table) => matchesPattern(pattern, table)),
    ...(error === undefined ? {} : { error }),
  };
}

interface CommittedPlace extends PresentTable {
  readonly name: string;
}

function committedPlaces(committed: Committed): readonly CommittedPlace[] {
  return [...committed.values()].flatMap((entry) => {
    if (!("metadata" in entry)) return [];
    const { database, schema, table, kind } = entry.metadata.source;
    return [{ name: entry.name, database, schema, table, kind }];
  });
}

function placeKey({ database, schema, table }: TableConfig["snowflake"]): string {
  return JSON.stringify([database, schema, table]);
}

/**
 * Names whose files are no leftovers. Where nothing fits a pattern any more, its files are kept too: a role that lost its
 * rights sees the same as one whose tables were dropped.
 */
export function keptFiles({ config, patterns }: Resolution): ReadonlySet<string> {
  const unsure = patterns.filter(({ tables, error }) => tables.length === 0 || error !== undefined);
  return new Set([...config.tables, ...unsure.flatMap(({ gone }) => gone)].map(({ name }) => name));
}
