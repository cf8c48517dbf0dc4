import type { SourceTable } from "@dp/metadata";
import type { Cells } from "./cells.ts";

/** A kind that the metadata knows, or the word that Snowflake used. */
export type RelationKind =
  { readonly known: true; readonly kind: SourceTable["kind"] } | { readonly known: false; readonly text: string };

/** Flags of SHOW TABLES, the narrower kind first: a dynamic table may be an Iceberg table as well. */
const flagged: readonly (readonly [column: string, kind: SourceTable["kind"]])[] = [
  ["is_external", "EXTERNAL TABLE"],
  ["is_event", "EVENT TABLE"],
  ["is_dynamic", "DYNAMIC TABLE"],
  ["is_iceberg", "ICEBERG TABLE"],
  ["is_hybrid", "HYBRID TABLE"],
  ["is_interactive", "INTERACTIVE TABLE"],
];

const byWord: ReadonlyMap<string, SourceTable["kind"]> = new Map([
  ["TABLE", "TABLE"],
  ["TRANSIENT", "TRANSIENT TABLE"],
  ["TEMPORARY", "TEMPORARY TABLE"],
  ["HYBRID TABLE", "HYBRID TABLE"],
]);

/** Kind of a row of SHOW TABLES. */
export function tableKind(cells: Cells): RelationKind {
  const word = cells.text("kind");
  const kind = flagged.find(([column]) => cells.flag(column) === true)?.[1] ?? byWord.get(word);
  return kind === undefined ? { known: false, text: word } : { known: true, kind };
}

/** Kind of a row of SHOW VIEWS. */
export function viewKind(cells: Cells): RelationKind {
  if (cells.flag("is_materialized") === true) return { known: true, kind: "MATERIALIZED VIEW" };
  return { known: true, kind: cells.flag("is_secure") === true ? "SECURE VIEW" : "VIEW" };
}
