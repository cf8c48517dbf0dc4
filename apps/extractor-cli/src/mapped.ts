import type { TableConfig, TablesConfig } from "@dp/config";
import { toMappingSettings } from "@dp/config";
import { mapTables, type MappingInput } from "@dp/mapping";
import type { SourceTable, TableMetadata } from "@dp/metadata";
import type { FolderEntry } from "@dp/metadata-folder";
import type { ExtractOutcome } from "@dp/snowflake-extract";

/** How one table came out of Snowflake and the mapping. */
export type TableOutcome =
  { readonly name: string; readonly metadata: TableMetadata } | { readonly name: string; readonly error: unknown };

interface Sources {
  readonly config: TablesConfig;
  readonly extracted: readonly ExtractOutcome[];
  /** What was committed before, by name. */
  readonly committed: ReadonlyMap<string, FolderEntry>;
}

/**
 * A table that could not be read now still takes part with its committed source half: the types and names of the
 * others, which depend on the whole set, then stay what they were.
 */
function sourceOf(outcome: ExtractOutcome, committed: FolderEntry | undefined): SourceTable | undefined {
  if (outcome.ok) return outcome.source;
  return committed !== undefined && "metadata" in committed ? committed.metadata.source : undefined;
}

/** Maps all configured tables at once; each comes out with its metadata or with its own error. */
export function mapAll({ config, extracted, committed }: Sources): readonly TableOutcome[] {
  const configured = new Map<string, TableConfig>(config.tables.map((table) => [table.name, table]));
  const inputs = extracted.flatMap((outcome): readonly MappingInput[] => {
    const table = configured.get(outcome.name);
    const source = sourceOf(outcome, committed.get(outcome.name));
    if (table === undefined || source === undefined) return [];
    const { name, postgres, acceptLossInherited } = table;
    const notes = outcome.ok ? outcome.notes : [];
    return [{ name, source, notes, settings: toMappingSettings(table), postgres, acceptLossInherited }];
  });
  const mapped = new Map(mapTables(inputs, { edition: config.edition }).map((outcome) => [outcome.name, outcome]));
  return extracted.map((outcome): TableOutcome => {
    if (!outcome.ok) return { name: outcome.name, error: outcome.error };
    const result = mapped.get(outcome.name);
    if (result?.ok === true) return { name: outcome.name, metadata: result.metadata };
    return { name: outcome.name, error: result?.error };
  });
}
