import { matchesPattern, type Project, type TablesConfig } from "@dp/config";
import { readFolder } from "@dp/metadata-folder";

import type { ConfiguredTable } from "./ping/see-tables.ts";

/**
 * The tables of tables.yaml, each with its kind where a metadata file says it: GRANT wants TABLE or VIEW. Of patterns,
 * those that have a metadata file.
 */
export async function configuredTables(project: Project, config: TablesConfig): Promise<readonly ConfiguredTable[]> {
  const entries = await readFolder({ path: project.schemasDir, shownAs: "metadata/schemas" });
  const committed = entries.flatMap((entry) => {
    if (!("metadata" in entry)) return [];
    const { database, schema, table, kind } = entry.metadata.source;
    return [{ name: entry.name, database, schema, table, kind }];
  });
  const kinds = new Map(committed.map(({ name, kind }) => [name, kind]));
  const named = config.tables.map(({ name, snowflake }) => {
    const kind = kinds.get(name);
    return { name, ...snowflake, ...(kind !== undefined && { kind }) };
  });
  const names = new Set(named.map(({ name }) => name));
  const matched = committed.filter(
    (file) => !names.has(file.name) && config.patterns.some((pattern) => matchesPattern(pattern, file)),
  );
  return [...named, ...matched];
}
