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
  /** Tables that are gone, and whose files stay: those that refer to them stay what they were. */
  readonly gone?: readonly TableConfig[];
}

/**
 * A table that could not be read now still takes part with its committed source half: the types and names of the
 * others, which depend on the whole set, then stay what they were.
 */
function sourceOf(outcome: ExtractOutcome, committed: FolderEntry | undefined): SourceTable | undefined {
  if (outcome.ok) return outcome.source;
  return committed !== undefined && "metadata" in committed ? committed.metadata.source : undefined;
}

/** A pattern's column settings are for the tables that have such a column. */
function inputOf(table: TableConfig, source: SourceTable): MappingInput {
  const { name, postgres, acceptLossInherited } = table;
  const { columns: written, ...settings } = toMappingSettings(table);
  const names = new Set(source.columns.map((column) => column.name));
  const kept = Object.entries(written ?? {}).filter(([column]) => table.fromPattern !== true || names.has(column));
  const columns = kept.length === 0 ? {} : { columns: Object.fromEntries(kept) };
  return { name, source, settings: { ...settings, ...columns }, postgres, acceptLossInherited };
}

/** Maps all configured tables at once; each comes out with its metadata or with its own error. */
export function mapAll({ config, extracted, committed, gone = [] }: Sources): readonly TableOutcome[] {
  const configured = new Map<string, TableConfig>(config.tables.map((table) => [table.name, table]));
  const found = extracted.flatMap((outcome): readonly MappingInput[] => {
    const table = configured.get(outcome.name);
    const source = sourceOf(outcome, committed.get(outcome.name));
    const notes = outcome.ok ? outcome.notes : [];
    return table === undefined || source === undefined ? [] : [{ ...inputOf(table, source), notes }];
  });
  const remembered = gone.flatMap((table): readonly MappingInput[] => {
    const entry = committed.get(table.name);
    return entry !== undefined && "metadata" in entry ? [inputOf(table, entry.metadata.source)] : [];
  });
  const inputs = [...found, ...remembered];
  const mapped = new Map(mapTables(inputs, { edition: config.edition }).map((outcome) => [outcome.name, outcome]));
  return extracted.map((outcome): TableOutcome => {
    if (!outcome.ok) return { name: outcome.name, error: outcome.error };
    const result = mapped.get(outcome.name);
    if (result?.ok === true) return { name: outcome.name, metadata: result.metadata };
    return { name: outcome.name, error: result?.error };
  });
}
