import type { SourceTable } from "@dp/metadata";

/** What a role is for: looking at structure, or reading rows. */
export type Access = "structure" | "rows";

/** What a relation is called in GRANT, and which privilege shows it without its rows. */
export interface GrantedKind {
  readonly word: string;
  readonly structure: string;
}

const table: GrantedKind = { word: "TABLE", structure: "REFERENCES" };
const view: GrantedKind = { word: "VIEW", structure: "REFERENCES" };

/** Snowflake SQL reference, "Access control privileges": a dynamic table has no REFERENCES. */
const byKind: Readonly<Record<SourceTable["kind"], GrantedKind>> = {
  TABLE: table,
  "TRANSIENT TABLE": table,
  "TEMPORARY TABLE": table,
  "HYBRID TABLE": table,
  "INTERACTIVE TABLE": table,
  "EXTERNAL TABLE": { word: "EXTERNAL TABLE", structure: "REFERENCES" },
  "ICEBERG TABLE": { word: "ICEBERG TABLE", structure: "REFERENCES" },
  "EVENT TABLE": { word: "EVENT TABLE", structure: "REFERENCES" },
  "DYNAMIC TABLE": { word: "DYNAMIC TABLE", structure: "MONITOR" },
  VIEW: view,
  "SECURE VIEW": view,
  "MATERIALIZED VIEW": { word: "MATERIALIZED VIEW", structure: "REFERENCES" },
};

/** How a kind is granted on; a kind that nobody knows yet is taken for a table, as most are. */
export function grantedKind(kind: SourceTable["kind"] | undefined): GrantedKind {
  return kind === undefined ? table : byKind[kind];
}

/** The privilege that an access needs: any one shows a relation to SHOW, only SELECT shows its rows. */
export function privilegeFor(kind: SourceTable["kind"] | undefined, access: Access): string {
  return access === "rows" ? "SELECT" : grantedKind(kind).structure;
}
