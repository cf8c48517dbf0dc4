import type { PgConnection } from "@dp/pg-client";
import { quoteColumns, quoteIdentifier, quoteQualified } from "@dp/pg-ddl";
import { parsePgType } from "@dp/type-map";
import { type BucketSum, bucketPostgres } from "@dp/type-map/sql";

import type { LoadTables } from "../rows/load-table.ts";
import { type Summing, summedKey, sumsSql } from "../rows/sums.ts";
import type { ChosenTarget } from "../target/way.ts";

/** A table whose rows are changed where they are. */
export interface Merging {
  readonly target: ChosenTarget;
  readonly tables: LoadTables;
  readonly summing: Summing;
}

/** Joins a live row (t) and a waiting one (l) by key. */
function sameKey({ target }: Merging): string {
  const key = target.table.key ?? [];
  return key.map((name) => `t.${quoteIdentifier(name)} = l.${quoteIdentifier(name)}`).join(" AND ");
}

const comparable: readonly string[] = [
  "smallint",
  "integer",
  "bigint",
  "boolean",
  "date",
  "uuid",
  "bytea",
  "time without time zone",
  "timestamp without time zone",
  "timestamp with time zone",
];

/** What of a column has to be equal for the value to be the same: `1.0 = 1.00` and `0 = -0` are not. */
function exact(reference: string, type: string): string {
  try {
    const { name } = parsePgType(type);
    if (comparable.includes(name)) return reference;
    if (name === "text" || name === "character varying") return `${reference} COLLATE "C"`;
  } catch {
    // A type of an extension.
  }
  return `${reference}::text COLLATE "C"`;
}

function valueColumns({ target }: Merging): readonly { readonly name: string; readonly type: string }[] {
  const key = new Set(target.table.key ?? []);
  const live = new Map(target.live.columns.map(({ name, type }) => [name, type]));
  return target.table.columns.filter((name) => !key.has(name)).map((name) => ({ name, type: live.get(name) ?? "" }));
}

/** A condition that a live row (t) and a waiting one (l) hold other values; undefined where there is only a key. */
function differs(merging: Merging): string | undefined {
  const wider = merging.summing.wider;
  const parts = valueColumns(merging).map(({ name, type }) => {
    const column = quoteIdentifier(name);
    // A wider column may print the same value in another way.
    const [one, other] = wider.has(name)
      ? [`t.${column}`, `l.${column}`]
      : [exact(`t.${column}`, type), exact(`l.${column}`, type)];
    return `${one} IS DISTINCT FROM ${other}`;
  });
  return parts.length === 0 ? undefined : parts.join(" OR ");
}

/** Deletes, and says the sums of what is gone. */
async function deleted(db: PgConnection, merging: Merging, where: string): Promise<readonly BucketSum[]> {
  const { summing, target } = merging;
  const columns = summing.columns.map(({ name }) => `t.${quoteIdentifier(name)}`).join(", ");
  return db.query<BucketSum>(
    `WITH gone AS (DELETE FROM ${quoteQualified(target.live)} AS t WHERE ${where} RETURNING ${columns}) ` +
      sumsSql(summing, "live", "gone"),
  );
}

/** Takes out the keys that are listed as deleted. */
export function removeDeletedKeys(db: PgConnection, merging: Merging): Promise<readonly BucketSum[]> {
  const { deletedKeys } = merging.tables;
  return deleted(db, merging, `EXISTS (SELECT FROM ${quoteQualified(deletedKeys)} AS l WHERE ${sameKey(merging)})`);
}

/** Takes out the rows of replaced buckets whose keys are not listed. */
export function removeUnlisted(db: PgConnection, merging: Merging): Promise<readonly BucketSum[]> {
  const { summing, tables, target } = merging;
  const bucket = bucketPostgres(summedKey(summing, "live", "t.") ?? [], summing.buckets);
  const numbers = (target.table.bucketsReplaced ?? []).map(String).join(", ");
  const listed = `EXISTS (SELECT FROM ${quoteQualified(tables.bucketKeys)} AS l WHERE ${sameKey(merging)})`;
  return deleted(db, merging, `${bucket} IN (${numbers}) AND NOT ${listed}`);
}

/** Takes out rows that the bundle, which has all, does not have. */
export async function removeOthers(db: PgConnection, merging: Merging): Promise<void> {
  const { target, tables } = merging;
  const there = `EXISTS (SELECT FROM ${quoteQualified(tables.rows)} AS l WHERE ${sameKey(merging)})`;
  await db.query(`DELETE FROM ${quoteQualified(target.live)} AS t WHERE NOT ${there}`);
}

/** Sums of the rows, as they still are, that the bundle's rows take the place of. */
export function sumsOfReplaced(db: PgConnection, merging: Merging): Promise<readonly BucketSum[]> {
  const { target, tables, summing } = merging;
  const there = `EXISTS (SELECT FROM ${quoteQualified(tables.rows)} AS l WHERE ${sameKey(merging)})`;
  const from = `(SELECT t.* FROM ${quoteQualified(target.live)} AS t WHERE ${there}) AS replaced`;
  return db.query<BucketSum>(sumsSql(summing, "live", from));
}

/** Gives rows that are there the bundle's values, where they differ. */
export async function updateRows(db: PgConnection, merging: Merging): Promise<void> {
  const { target, tables } = merging;
  const condition = differs(merging);
  if (condition === undefined) return;
  const changes = valueColumns(merging)
    .map(({ name }) => quoteIdentifier(name))
    .map((column) => `${column} = l.${column}`);
  await db.query(
    `UPDATE ${quoteQualified(target.live)} AS t SET ${changes.join(", ")} FROM ${quoteQualified(tables.rows)} AS l ` +
      `WHERE ${sameKey(merging)} AND (${condition})`,
  );
}

/** Adds the bundle's rows: all, or those whose key is not there. */
export async function insertRows(db: PgConnection, merging: Merging, which: "all" | "missing"): Promise<void> {
  const { target, tables } = merging;
  const live = quoteQualified(target.live);
  const columns = quoteColumns(target.table.columns);
  const missing = ` WHERE NOT EXISTS (SELECT FROM ${live} AS t WHERE ${sameKey(merging)})`;
  await db.query(
    `INSERT INTO ${live} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM ${quoteQualified(tables.rows)} AS l` +
      (which === "all" ? "" : missing),
  );
}

/** Takes out the rows that the bundle's rows take the place of; for values that rows pass among themselves. */
export async function removeReplaced(db: PgConnection, merging: Merging): Promise<void> {
  const { target, tables } = merging;
  const there = `EXISTS (SELECT FROM ${quoteQualified(tables.rows)} AS l WHERE ${sameKey(merging)})`;
  await db.query(`DELETE FROM ${quoteQualified(target.live)} AS t WHERE ${there}`);
}
