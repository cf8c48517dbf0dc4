import { quoteLiteral } from "@dp/snowflake-client";

/** ISO 8601, milliseconds, UTC; Snowflake's time travel goes no finer. */
export type Snapshot = string;

/** The clock of the account, in milliseconds since the epoch. */
export const clockStatement = `SELECT TO_VARCHAR(DATE_PART(EPOCH_MILLISECOND, CURRENT_TIMESTAMP())) AS "now"`;

/** A snapshot as a constant of SQL: its offset is written, for what has none is read in other zones by other clauses. */
function pointConstant(snapshot: Snapshot): string {
  return `${quoteLiteral(snapshot.replace("Z", "+00:00"))}::TIMESTAMP_TZ`;
}

/** Rows of a table as of a point; as they are now without one. */
export function at(table: string, snapshot: Snapshot | undefined): string {
  return snapshot === undefined ? table : `${table} AT(TIMESTAMP => ${pointConstant(snapshot)})`;
}

/** What changed behind `since` up to and with `until`; has METADATA$ACTION. Needs CHANGE_TRACKING since then. */
export function changes(
  table: string,
  { since, until, information }: { since: Snapshot; until: Snapshot; information: "DEFAULT" | "APPEND_ONLY" },
): string {
  const [begin, end] = [since, until].map((point) => `(TIMESTAMP => ${pointConstant(point)})`);
  return `${table} CHANGES(INFORMATION => ${information}) AT${begin ?? ""} END${end ?? ""}`;
}
