import type { Queryable } from "@dp/pg-client";

import { isoText } from "./feed.ts";

type BundleState = "staged" | "applied" | "superseded" | "skipped";

/** A bundle as the ledger has it. */
export interface LedgerBundle {
  readonly id: string;
  readonly feed: string;
  readonly epoch: number;
  readonly seq: number;
  readonly manifestSha256: string | undefined;
  /** Name of its folder in the exchange; empty where nobody has seen it. */
  readonly folder: string;
  readonly runId: string;
  readonly loadRunId: string;
  readonly state: BundleState;
  readonly rows: number;
  readonly tables: readonly LedgerTable[];
  readonly snapshot: string | undefined;
  readonly appliedAt: string | undefined;
  /** When it was applied; when it was begun, skipped or found needless, where it was not. */
  readonly doneAt: string;
}

/** What was done with one table of a bundle; no row values. */
export interface LedgerTable {
  readonly name: string;
  readonly mode: string;
  readonly rows: number;
  readonly way?: string;
  readonly reason?: string;
  /** Name in dp_load of the table that it was swapped for and that was kept. */
  readonly kept?: string;
  /** Of the live table's columns when the load table was made. */
  readonly layout?: string;
}

interface BundleRow extends Omit<LedgerBundle, "epoch" | "seq" | "rows" | "manifestSha256" | "snapshot" | "appliedAt"> {
  readonly epoch: string;
  readonly seq: string;
  readonly rows: string;
  readonly manifestSha256: string | null;
  readonly snapshot: string | null;
  readonly appliedAt: string | null;
}

const columns = `id::text AS id, feed, epoch::text AS epoch, seq::text AS seq, manifest_sha256 AS "manifestSha256", folder,
  run_id AS "runId", load_run_id AS "loadRunId", state, rows::text AS rows, tables,
  ${isoText("snapshot")} AS snapshot, ${isoText("applied_at")} AS "appliedAt",
  ${isoText("coalesce(applied_at, staged_at)")} AS "doneAt"`;

function toBundle(row: BundleRow): LedgerBundle {
  return {
    ...row,
    epoch: Number(row.epoch),
    seq: Number(row.seq),
    rows: Number(row.rows),
    manifestSha256: row.manifestSha256 ?? undefined,
    snapshot: row.snapshot ?? undefined,
    appliedAt: row.appliedAt ?? undefined,
  };
}

/** Bundles of a feed that the ledger knows, oldest first. */
export async function readBundles(db: Queryable, feed: string): Promise<readonly LedgerBundle[]> {
  const sql = `SELECT ${columns} FROM dp_control.bundle WHERE feed = $1 ORDER BY epoch, seq`;
  return (await db.query<BundleRow>(sql, [feed])).map(toBundle);
}

/** One bundle by its place in the chain. */
export async function readBundle(
  db: Queryable,
  { feed, epoch, seq }: Pick<LedgerBundle, "feed" | "epoch" | "seq">,
): Promise<LedgerBundle | undefined> {
  const sql = `SELECT ${columns} FROM dp_control.bundle WHERE feed = $1 AND epoch = $2 AND seq = $3`;
  const [row] = await db.query<BundleRow>(sql, [feed, epoch, seq]);
  return row === undefined ? undefined : toBundle(row);
}

/** A bundle that gets its line in the ledger. */
export type NewBundle = Pick<
  LedgerBundle,
  "feed" | "epoch" | "seq" | "manifestSha256" | "folder" | "runId" | "loadRunId" | "state" | "snapshot"
>;

/** Writes a bundle's first line. @returns its id. @throws PostgresError when it has one already */
export async function addBundle(db: Queryable, bundle: NewBundle): Promise<string> {
  const { feed, epoch, seq, manifestSha256, folder, runId, loadRunId, state, snapshot } = bundle;
  const [row] = await db.query<{ id: string }>(
    `INSERT INTO dp_control.bundle (feed, epoch, seq, manifest_sha256, folder, run_id, load_run_id, state, snapshot)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id::text AS id`,
    [feed, epoch, seq, manifestSha256 ?? null, folder, runId, loadRunId, state, snapshot ?? null],
  );
  return row?.id ?? "";
}

/** What its load tables were made for. */
export async function writeStagedTables(db: Queryable, id: string, tables: readonly LedgerTable[]): Promise<void> {
  await db.query("UPDATE dp_control.bundle SET tables = $2 WHERE id = $1 AND state = 'staged'", [
    id,
    JSON.stringify(tables),
  ]);
}

/** Writes down that a bundle is not needed any more; one that has a line keeps it. */
export async function addSuperseded(db: Queryable, bundle: Omit<NewBundle, "state">): Promise<void> {
  const { feed, epoch, seq, manifestSha256, folder, runId, loadRunId, snapshot } = bundle;
  await db.query(
    `INSERT INTO dp_control.bundle (feed, epoch, seq, manifest_sha256, folder, run_id, load_run_id, state, snapshot)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'superseded', $8) ON CONFLICT (feed, epoch, seq) DO NOTHING`,
    [feed, epoch, seq, manifestSha256 ?? null, folder, runId, loadRunId, snapshot ?? null],
  );
}

/** Takes a staged bundle out of the ledger again, with its parts. */
export async function removeStaged(db: Queryable, id: string): Promise<void> {
  await db.query("DELETE FROM dp_control.bundle WHERE id = $1 AND state = 'staged'", [id]);
}

/** The staged bundle is applied; in the transaction that changes the tables. */
export async function markApplied(
  db: Queryable,
  { id, loadRunId, tables }: Pick<LedgerBundle, "id" | "loadRunId" | "tables">,
): Promise<void> {
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  await db.query(
    `UPDATE dp_control.bundle SET state = 'applied', load_run_id = $2, tables = $3, rows = $4, applied_at = clock_timestamp()
     WHERE id = $1 AND state = 'staged'`,
    [id, loadRunId, JSON.stringify(tables), rows],
  );
}

/** Parts of a staged bundle whose rows are in a load table. */
export async function readParts(db: Queryable, bundleId: string): Promise<ReadonlySet<string>> {
  const rows = await db.query<{ part: string }>("SELECT part FROM dp_control.part WHERE bundle_id = $1", [bundleId]);
  return new Set(rows.map(({ part }) => part));
}

/** A part that is about to be copied; the line is unique, so that two who try cannot both. */
export async function addPart(
  db: Queryable,
  {
    bundleId,
    feed,
    epoch,
    seq,
    part,
  }: Pick<LedgerBundle, "feed" | "epoch" | "seq"> & {
    readonly bundleId: string;
    readonly part: { readonly file: string; readonly rows: number; readonly plainSha256: string };
  },
): Promise<void> {
  await db.query(
    `INSERT INTO dp_control.part (bundle_id, feed, epoch, seq, part, rows, plain_sha256) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [bundleId, feed, epoch, seq, part.file, part.rows, part.plainSha256],
  );
}
