import type { TableMetadata } from "@dp/metadata";
import { SnowflakeError, type Queryable, type Row } from "@dp/snowflake-client";

import { ExtractError, unexpectedAnswer } from "../error.ts";
import { inParallel } from "../in-parallel.ts";
import { duplicatesSql, duplicateValuesSql, orphansSql, orphanValuesSql, rowsSql } from "./statements.ts";
import type { CheckKeysOptions, KeyCheck, KeyCounts } from "./types.ts";
import { byTarget, wantedKeys, type WantedKey } from "./wanted-keys.ts";

/** Statements at a time. */
const concurrency = 4;

/** After these no other key can be checked either. */
const endsAll: ReadonlySet<string> = new Set([
  "SNOWFLAKE_NO_WAREHOUSE",
  "SNOWFLAKE_SESSION_GONE",
  "SNOWFLAKE_UNREACHABLE",
  "SNOWFLAKE_CANCELLED",
]);

/**
 * Counts in Snowflake, which enforces no keys, the rows that PostgreSQL will refuse: duplicates, NULLs, orphans, and
 * texts too long for an index, each as PostgreSQL will compare it. Needs a warehouse and SELECT on the tables; one or
 * two statements a key. A key that cannot be checked comes out with its error. `all` holds the tables that foreign
 * keys refer to, too.
 */
export async function checkKeys(
  db: Queryable,
  all: readonly TableMetadata[],
  options: CheckKeysOptions = {},
): Promise<readonly KeyCheck[]> {
  const { only, onChecked } = options;
  const parents = byTarget(all);
  const wanted = all.filter(({ name }) => only?.has(name) ?? true).flatMap((metadata) => wantedKeys(metadata, parents));
  let ended: ExtractError | undefined;
  return inParallel(wanted, concurrency, async (key) => {
    const check = ended === undefined ? await checkKey(db, key, options.values ?? 0) : failed(key, ended);
    if (check.error !== undefined && endsAll.has(check.error.code)) ended ??= check.error;
    onChecked?.(check);
    return check;
  });
}

async function checkKey(db: Queryable, key: WantedKey, values: number): Promise<KeyCheck> {
  try {
    const counts = await countsOf(db, key);
    if (values === 0) return { ...described(key), counts };
    const shown = await valuesOf(db, key, { counts, limit: values });
    return { ...described(key), counts, ...(shown.length > 0 && { values: shown }) };
  } catch (error) {
    return failed(key, asExtractError(error, key));
  }
}

function described({
  kind,
  metadata,
  columns,
  parent,
}: WantedKey): Pick<KeyCheck, "table" | "kind" | "columns" | "references"> {
  const names = columns.map(({ name }) => name);
  return {
    table: metadata.name,
    kind,
    columns: names,
    ...(parent !== undefined && {
      references: `${placeOf(parent.metadata)} (${parent.columns.map(({ name }) => name).join(", ")})`,
    }),
  };
}

function placeOf({ source: { database, schema, table } }: TableMetadata): string {
  return [database, schema, table].join(".");
}

async function countsOf(db: Queryable, key: WantedKey): Promise<KeyCounts> {
  const { kind, parent, columns, mayBeLong } = key;
  if (parent !== undefined) return { orphans: await one(db, orphansSql(key, parent), "orphans") };
  if (kind === "not null") return { nulls: await one(db, rowsSql(key), "nulls") };
  const [repeated] = await db.query(duplicatesSql(key));
  const duplicates = { keys: digits(repeated, "repeated_keys"), rows: digits(repeated, "repeated_rows") };
  const nullable = kind === "primary key" && columns.some((column) => column.nullable);
  if (!nullable && !mayBeLong) return { duplicates };
  const [row] = await db.query(rowsSql(key));
  return {
    duplicates,
    ...(nullable && { nulls: digits(row, "nulls") }),
    ...(mayBeLong && { tooLong: digits(row, "too_long") }),
  };
}

async function valuesOf(
  db: Queryable,
  key: WantedKey,
  { counts, limit }: { readonly counts: KeyCounts; readonly limit: number },
): Promise<NonNullable<KeyCheck["values"]>> {
  const { parent } = key;
  const orphans = parent !== undefined && counts.orphans !== "0";
  const duplicates = counts.duplicates !== undefined && counts.duplicates.keys !== "0";
  if (!orphans && !duplicates) return [];
  const rows = await db.query(orphans ? orphanValuesSql(key, parent, limit) : duplicateValuesSql(key, limit));
  return rows.map((row) => key.columns.map((_column, index) => row[`k${String(index)}`] ?? null));
}

async function one(db: Queryable, sql: string, column: string): Promise<string> {
  const [row] = await db.query(sql);
  return digits(row, column);
}

/** A count as Snowflake sent it. */
function digits(row: Row | undefined, column: string): string {
  const text = row?.[column];
  if (typeof text === "string" && /^\d+$/.test(text)) return text;
  throw unexpectedAnswer(`a count of ${column} came as ${JSON.stringify(text)}`);
}

function failed(key: WantedKey, error: ExtractError): KeyCheck {
  return { ...described(key), counts: {}, error };
}

function asExtractError(error: unknown, { metadata }: WantedKey): ExtractError {
  if (error instanceof ExtractError) return error;
  if (!(error instanceof SnowflakeError)) throw error;
  const { code, hint, retryable, sqlState = "" } = error;
  // What Snowflake says of a value that it cannot read holds the value (SQLSTATE class 22).
  const message = sqlState.startsWith("22") ? "Snowflake cannot compare a value of the key" : error.message;
  return new ExtractError(code, message, { hint, retryable, where: placeOf(metadata) });
}
