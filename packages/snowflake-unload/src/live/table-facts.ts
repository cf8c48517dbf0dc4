import type { TableMetadata } from "@dp/metadata";
import { qualify, quoteLiteral, type Queryable } from "@dp/snowflake-client";

/** What Snowflake says of a table at this moment, beyond its columns. */
export interface TableFacts {
  /** Its columns as DESCRIBE shows them; equal texts mean an equal shape. */
  readonly shape: string;
  /** Days for which the past can be read; 0 where it cannot. */
  readonly retentionDays: number;
  /** Whether CHANGES may be asked. */
  readonly changeTracking: boolean;
  /** Milliseconds since the epoch; absent for views, whose tables have times of their own. */
  readonly createdOn?: number;
}

/** Kinds without time travel (Snowflake SQL reference, "AT | BEFORE"; external, event and interactive tables: [unsure]). */
const withoutPast: ReadonlySet<string> = new Set([
  "EXTERNAL TABLE",
  "EVENT TABLE",
  "INTERACTIVE TABLE",
  "MATERIALIZED VIEW",
]);

function isView(kind: string): boolean {
  return kind.endsWith("VIEW");
}

/** `2026-11-23 10:00:00.123456789 +01:00`, as the session's format has it; cut to milliseconds. */
function momentOf(text: string): number | undefined {
  const [, day, time, fraction = "", hours, minutes] =
    /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,3})\d*)? ?([+-]\d\d):?(\d\d)$/.exec(text) ?? [];
  if (day === undefined || time === undefined || hours === undefined || minutes === undefined) return undefined;
  return Date.parse(`${day}T${time}.${fraction.padEnd(3, "0")}${hours}:${minutes}`);
}

/** The columns of a table as one text. @throws SnowflakeError */
export async function shapeOf(db: Queryable, { source }: TableMetadata): Promise<string> {
  const rows = await db.query(`DESCRIBE TABLE ${qualify(source.database, source.schema, source.table)}`);
  return JSON.stringify(rows.map((row) => [row.name, row.type, row.kind, row["null?"]]));
}

/** Two statements without a warehouse; one for a view. @throws SnowflakeError */
export async function tableFacts(db: Queryable, metadata: TableMetadata): Promise<TableFacts> {
  const { database, schema, table, kind } = metadata.source;
  const shape = await shapeOf(db, metadata);
  if (isView(kind) || withoutPast.has(kind)) {
    return { shape, retentionDays: withoutPast.has(kind) ? 0 : 1, changeTracking: false };
  }
  const listed = await db.query(`SHOW TABLES LIKE ${quoteLiteral(table)} IN SCHEMA ${qualify(database, schema)}`);
  // LIKE takes any case, and _ for any letter.
  const row = listed.find(({ name }) => name === table);
  const createdOn = momentOf(row?.created_on ?? "");
  return {
    shape,
    retentionDays: Number(row?.retention_time ?? 0) || 0,
    changeTracking: row?.change_tracking === "ON",
    ...(createdOn !== undefined && { createdOn }),
  };
}
