import {
  type BundleStore,
  bundlePath,
  type Identity,
  openRowHashes,
  type RowHashes,
  type RowHashesRef,
  type Trust,
} from "@dp/bundle";
import { hasControlSchema, type PgConnection } from "@dp/pg-client";
import { quoteQualified } from "@dp/pg-ddl";

import { LoadError } from "../errors.ts";
import { readFeed } from "../ledger/feed.ts";
import { type KeptSums, readKeptSums } from "../ledger/kept-sums.ts";
import { copyPart } from "../rows/copy-part.ts";
import {
  countDifferences,
  createComparison,
  type DifferenceRow,
  dropComparison,
  findDifferences,
  hashColumns,
  hashesTable,
  hasStrayLines,
  readDifferences,
} from "../rows/row-differences.ts";
import { summingOfKept } from "../rows/sums.ts";
import { widerColumns } from "../target/shape.ts";
import { readLive } from "../target/target.ts";

/** How a row differs. */
type DifferenceKind = "changed" | "only-in-snowflake" | "only-in-postgres";

/** A row that is not the same on both sides; by its hash where the table has no key. */
export interface DifferingRow {
  readonly bucket: number;
  readonly kind: DifferenceKind;
  /** Rows of this key, or of this hash. */
  readonly rows: number;
  /** Values of the key as PostgreSQL prints them, by column. */
  readonly key?: Readonly<Record<string, string | null>>;
  readonly hash?: string;
}

/** Rows that differ in one bucket. */
export interface RowCounts {
  readonly bucket: number;
  readonly changed: number;
  readonly onlyInSnowflake: number;
  readonly onlyInPostgres: number;
}

/** What a comparison row by row found. */
export interface ComparedRows {
  /** Path in the exchange. */
  readonly file: string;
  readonly epoch: number;
  readonly seq: number;
  /** ISO 8601: the moment of Snowflake's rows. */
  readonly snapshot: string;
  /** Buckets that were compared; all when absent. */
  readonly chosen?: readonly number[];
  /** Columns that were not compared. */
  readonly outside: readonly string[];
  /** Buckets with differences, in order. */
  readonly counts: readonly RowCounts[];
  /** The first of them; see {@link mostDifferingRows}. */
  readonly rows: readonly DifferingRow[];
}

/** Most rows that a comparison names; what is beyond is counted. */
export const mostDifferingRows = 10_000;

/** What opens a row-hash file. */
export interface CompareOptions {
  readonly store: BundleStore;
  readonly trust: Trust;
  readonly identities: readonly Identity[];
  readonly ref: RowHashesRef;
  /** Values may stand in errors. */
  readonly showValues: boolean;
}

/**
 * Compares the rows of a table with a row-hash file, one by one, as of one moment of the database. Needs the right to make
 * temporary tables; changes nothing else.
 * @throws LoadError ROW_HASHES_STALE, ROW_HASHES_AHEAD, ROW_HASHES_OTHER …; BundleError, PostgresError
 */
export async function compareRows(db: PgConnection, options: CompareOptions): Promise<ComparedRows> {
  const { store, trust, identities, ref, showValues } = options;
  const { manifest } = await openRowHashes(store, ref, trust);
  const where = bundlePath(ref, "manifest.json");
  // Before anything is copied, and again in the transaction that compares.
  const kept = await keptFor(db, manifest, where);
  await dropComparison(db);
  try {
    await createComparison(db, kept);
    const source = { store, ref, manifest, identities, showValues, onBytes: () => undefined };
    for (const part of manifest.parts) {
      await copyPart(db, source, {
        table: { name: manifest.table },
        part,
        name: hashesTable,
        columns: hashColumns(kept),
      });
    }
    return await db.transaction(() => compareNow(db, manifest, ref));
  } finally {
    await dropComparison(db).catch(() => undefined);
  }
}

async function compareNow(db: PgConnection, manifest: RowHashes, ref: RowHashesRef): Promise<ComparedRows> {
  await db.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
  const where = bundlePath(ref, "manifest.json");
  const { table, epoch, seq, snapshot, chosen, outside } = manifest;
  const kept = await keptFor(db, manifest, where);
  const live = await readLive(db, kept.target);
  const names = new Set(live?.columns.map(({ name }) => name));
  const missing = kept.columns.filter(({ name }) => !names.has(name)).map(({ name }) => name);
  if (live === undefined || missing.length > 0) {
    const what =
      live === undefined ? `${quoteQualified(kept.target)} does not exist` : `no column ${missing.join(", ")}`;
    throw refuse("OTHER", `the table is another: ${what}`, where, "run applier-cli verify, then plan and apply");
  }
  const comparison = { summing: summingOfKept(kept, widerColumns(kept.columns, live)), name: kept.target, chosen };
  if (await hasStrayLines(db, comparison)) {
    const message = `it holds rows of ${table} in buckets that it does not name`;
    throw refuse("OTHER", message, where, "have it made again; the releases of both sides may differ");
  }
  await findDifferences(db, comparison);
  const counts = countsOf(await countDifferences(db));
  const rows = (await readDifferences(db, mostDifferingRows)).map((row) => differingRow(row, kept.key));
  const compared = chosen === undefined ? {} : { chosen };
  return { file: `${ref.feed}/${ref.name}`, epoch, seq, snapshot, ...compared, outside, counts, rows };
}

function countsOf(lines: readonly Pick<DifferenceRow, "bucket" | "kind" | "rows">[]): readonly RowCounts[] {
  const buckets = [...new Set(lines.map(({ bucket }) => bucket))];
  return buckets.map((bucket) => {
    const of = (kind: DifferenceKind): number =>
      Number(lines.find((line) => line.bucket === bucket && line.kind === kind)?.rows ?? 0);
    const [changed, onlyInSnowflake] = [of("changed"), of("only-in-snowflake")];
    return { bucket, changed, onlyInSnowflake, onlyInPostgres: of("only-in-postgres") };
  });
}

function differingRow({ bucket, kind, rows, hash, key }: DifferenceRow, names: KeptSums["key"]): DifferingRow {
  const row = { bucket, kind: kind as DifferenceKind, rows: Number(rows) };
  if (names === undefined || key === null) return { ...row, hash };
  return { ...row, key: Object.fromEntries(names.map((name, index) => [name, key[index] ?? null])) };
}

/** What the ledger keeps of the file's table, where it is at just the file's bundle. @throws LoadError */
async function keptFor(db: PgConnection, manifest: RowHashes, where: string): Promise<KeptSums> {
  const { feed, table, epoch, seq } = manifest;
  const state = (await hasControlSchema(db)) ? await readFeed(db, feed) : undefined;
  const place = `bundle ${String(seq)} of epoch ${String(epoch)}`;
  if (state === undefined || state.epoch < epoch || (state.epoch === epoch && state.seq < seq)) {
    const at = state === undefined ? "nothing of it is loaded" : `${loadedText(state)} is loaded`;
    throw refuse("AHEAD", `it is of ${place}, and ${at}`, where, "run applier-cli load, then compare again");
  }
  if (state.epoch !== epoch || state.seq !== seq) {
    throw refuse("STALE", `it is of ${place}, and ${loadedText(state)} is loaded`, where, again(table));
  }
  const kept = (await readKeptSums(db, feed)).find((one) => one.table === table);
  if (kept === undefined) throw refuse("OTHER", `no bundle of ${feed} has brought ${table}`, where, again(table));
  const known = state.manifestSha256 ?? manifest.manifestSha256;
  if (state.account !== manifest.account || known !== manifest.manifestSha256 || kept.snapshot !== manifest.snapshot) {
    const message = `it is of another ${place} than the one that was loaded`;
    throw refuse("OTHER", message, where, "applier-cli status says how the feed stands; two extractors may publish it");
  }
  refuseOtherHashes(kept, manifest, where);
  return kept;
}

/** Both sides must hash the same columns into the same buckets. */
function refuseOtherHashes(kept: KeptSums, manifest: RowHashes, where: string): void {
  const outside = new Set(kept.outside);
  const columns = kept.columns.map(({ name }) => name).filter((name) => !outside.has(name));
  const ours = [columns, kept.key ?? [], kept.buckets];
  if (JSON.stringify(ours) === JSON.stringify([manifest.columns, manifest.key ?? [], manifest.buckets])) return;
  const message = "its hashes are of other columns, another key or other buckets than those that were loaded";
  throw refuse("OTHER", message, where, again(manifest.table));
}

function loadedText({ epoch, seq }: { readonly epoch: number; readonly seq: number }): string {
  return `bundle ${String(seq)} of epoch ${String(epoch)}`;
}

function again(table: string): string {
  return `have it made again: extractor-cli row-hashes ${table}`;
}

function refuse(code: "STALE" | "AHEAD" | "OTHER", message: string, where: string, hint: string): LoadError {
  return new LoadError({ code: `ROW_HASHES_${code}`, message: `${where}: ${message}`, hint, where });
}
