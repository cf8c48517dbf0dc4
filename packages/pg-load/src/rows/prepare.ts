import { type PgConnection, PostgresError } from "@dp/pg-client";
import { quoteColumns, quoteIdentifier, quoteQualified } from "@dp/pg-ddl";

import { buildIndexes } from "../apply/swap.ts";
import { LoadError } from "../errors.ts";
import type { ChosenTarget } from "../target/way.ts";
import type { LoadTables } from "./load-table.ts";
import { bundleSums, differingBuckets, sumsOfSlices, summingOf } from "./sums.ts";

const sendAgain = "nothing of the bundle was loaded; have it sent again";

function repeated(error: PostgresError, { table }: ChosenTarget): LoadError {
  return new LoadError(
    {
      code: "LOAD_ROWS_REPEATED",
      message: `rows of the bundle repeat a key of table ${table.name}`,
      hint: "nothing of the bundle was loaded; Snowflake does not enforce keys: extractor-cli extract --check-keys names the rows, keys: … not_enforced in tables.yaml lets them pass",
      where: `table ${table.name}`,
    },
    error,
  );
}

/** Rows are told apart by the key: none without one, none twice. */
async function buildKey(db: PgConnection, { rows }: LoadTables, target: ChosenTarget): Promise<void> {
  const { table, way } = target;
  if ((way !== "merge" && way !== "diff") || table.key === undefined) return;
  const name = quoteQualified(rows);
  const empty = table.key.map((column) => `${quoteIdentifier(column)} IS NULL`).join(" OR ");
  const [found] = await db.query<{ found: boolean }>(`SELECT EXISTS (SELECT FROM ${name} WHERE ${empty}) AS found`);
  if (found?.found === true) {
    throw new LoadError({
      code: "LOAD_NULL_IN_KEY",
      message: `a row of the bundle has NULL in the key of table ${table.name}`,
      hint: "nothing of the bundle was loaded; choose a key whose columns are never NULL (incremental: key in tables.yaml), or send the table in full",
      where: `table ${table.name}, ${table.key.join(", ")}`,
    });
  }
  await db.query(`CREATE UNIQUE INDEX ${quoteIdentifier(`${rows.name}_key`)} ON ${name} (${quoteColumns(table.key)})`);
}

async function hasIndexes(db: PgConnection, { rows }: LoadTables): Promise<boolean> {
  const [row] = await db.query<{ there: boolean }>(
    "SELECT EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = $1::pg_catalog.regclass) AS there",
    [quoteQualified(rows)],
  );
  return row?.there === true;
}

/** Indexes and statistics; done once, however often a load begins again. */
export async function prepareTable(db: PgConnection, tables: LoadTables, target: ChosenTarget): Promise<void> {
  if (!(await hasIndexes(db, tables))) {
    try {
      if (target.way === "swap") await buildIndexes(db, { target, tables });
      else await buildKey(db, tables, target);
    } catch (error) {
      throw error instanceof PostgresError && error.sqlState === "23505" ? repeated(error, target) : error;
    }
  }
  const holds = new Set(target.table.parts.map((part) => part.holds));
  await db.query(`ANALYZE ${quoteQualified(tables.rows)}`);
  if (holds.has("deleted-keys")) await db.query(`ANALYZE ${quoteQualified(tables.deletedKeys)}`);
  if (holds.has("bucket-keys")) await db.query(`ANALYZE ${quoteQualified(tables.bucketKeys)}`);
}

/**
 * PostgreSQL's sums of the waiting rows against Snowflake's, before anything of the live table is touched.
 * @throws LoadError LOAD_SUMS_DIFFER
 */
export async function checkSums(
  sessions: readonly PgConnection[],
  tables: LoadTables,
  target: ChosenTarget,
): Promise<void> {
  const present = await sumsOfSlices(sessions, summingOf(target), tables.rows);
  const buckets = differingBuckets(present, bundleSums(target.table));
  if (buckets.length === 0) return;
  const shown = buckets.slice(0, 10).join(", ");
  throw new LoadError({
    code: "LOAD_SUMS_DIFFER",
    message: `the rows of table ${target.table.name} are not those that Snowflake summed up: ${String(buckets.length)} of ${String(target.table.sums.buckets)} buckets differ (${shown}${buckets.length > 10 ? ", …" : ""})`,
    hint: sendAgain,
    where: `table ${target.table.name}`,
  });
}
