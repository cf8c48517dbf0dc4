import { visible } from "@dp/cli-kit";
import type { SnowflakeConnection } from "@dp/snowflake-client";
import { findVisible, type GrantedRelation, type Sighting } from "@dp/snowflake-extract";

/** A table of tables.yaml, with its kind where it was extracted before. */
export interface ConfiguredTable extends GrantedRelation {
  readonly name: string;
}

/** A table as `--json` tells of it. */
export interface TableSight {
  readonly name: string;
  readonly table: string;
  readonly status: "seen" | "hidden";
  readonly kind?: string;
  readonly reason?: string;
  readonly didYouMean?: readonly string[];
  /** GRANT statements that are missing. */
  readonly missing?: readonly string[];
}

/** Which configured tables the session's role sees, and what it lacks for the others. No warehouse. */
export async function seeTables(
  db: SnowflakeConnection,
  tables: readonly ConfiguredTable[],
): Promise<readonly TableSight[]> {
  return (await findVisible(db, db.info.role ?? "PUBLIC", tables)).map(tell);
}

function tell(sighting: Sighting<ConfiguredTable>): TableSight {
  const { name, database, schema, table } = sighting.wanted;
  const base = { name, table: `${database}.${schema}.${table}` };
  if (sighting.seen) return { ...base, status: "seen", kind: sighting.kind };
  const { reason, missing, nearNames } = sighting;
  return {
    ...base,
    status: "hidden",
    reason,
    ...(nearNames.length > 0 && { didYouMean: nearNames }),
    missing: missing.map((statement) => `${statement};`),
  };
}

/** For a person: what is hidden and why, then every missing grant once, to copy. */
export function printTables(sights: readonly TableSight[]): string {
  const width = Math.max(0, ...sights.map(({ name }) => name.length));
  const lines = sights.map(({ name, table, status, kind, reason, didYouMean }) => {
    const meant = didYouMean === undefined ? "" : `; did you mean ${didYouMean.join(" or ")}?`;
    const rest = status === "seen" ? ` (${kind ?? ""})` : `: ${reason ?? ""}${meant}`;
    return `  ${status.padEnd(7)} ${name.padEnd(width)}  ${status === "seen" ? table : ""}${rest.replace(/^: /, "")}`;
  });
  const grants = [...new Set(sights.flatMap(({ missing = [] }) => missing))];
  const missing =
    grants.length === 0 ? [] : ["", "Missing grants, if the objects exist", ...grants.map((text) => `  ${text}`)];
  return `${["Tables", ...lines, ...missing].map((line) => visible(line)).join("\n")}\n`;
}
