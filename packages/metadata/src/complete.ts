import { fingerprint } from "./fingerprint.ts";
import { formatVersion, schemaId } from "./format.ts";
import type { TableMetadata } from "./generated/table-metadata.ts";

/** Adds to one table's halves what can be worked out: the format's name and version, and the fingerprints. */
export function completeTableMetadata(
  content: Pick<TableMetadata, "edition" | "name" | "source" | "settings" | "target" | "findings">,
): TableMetadata {
  const { edition, name, source, settings, target, findings } = content;
  return {
    $schema: schemaId,
    formatVersion,
    edition,
    name,
    source,
    settings,
    target,
    findings,
    fingerprints: fingerprint(content),
  };
}
