import type { Project, TablesConfig } from "@dp/config";
import { readFolder } from "@dp/metadata-folder";

import type { ConfiguredTable } from "./ping/see-tables.ts";

/** The tables of tables.yaml, each with its kind where a metadata file says it: GRANT wants TABLE or VIEW. */
export async function configuredTables(project: Project, config: TablesConfig): Promise<readonly ConfiguredTable[]> {
  const entries = await readFolder({ path: project.schemasDir, shownAs: "metadata/schemas" });
  const kinds = new Map(
    entries.flatMap((entry) => ("metadata" in entry ? [[entry.name, entry.metadata.source.kind] as const] : [])),
  );
  return config.tables.map(({ name, snowflake }) => {
    const kind = kinds.get(name);
    return { name, ...snowflake, ...(kind !== undefined && { kind }) };
  });
}
