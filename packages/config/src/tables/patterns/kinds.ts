/** Kinds of tables and views as tables.yaml and `discover --kind` write them. */
export const relationKindWords = [
  "table",
  "transient-table",
  "temporary-table",
  "external-table",
  "event-table",
  "dynamic-table",
  "iceberg-table",
  "hybrid-table",
  "interactive-table",
  "view",
  "secure-view",
  "materialized-view",
] as const;

/** The kind in the words of table metadata: `TRANSIENT TABLE`. */
export function kindOfWord(word: string): string {
  return word.toUpperCase().replaceAll("-", " ");
}
