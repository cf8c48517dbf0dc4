import type { Queryable } from "@dp/pg-client";

/** What of a feed the tables hold. Sequence numbers fit in 53 bits: the manifest's schema says so. */
export interface FeedState {
  readonly feed: string;
  readonly account: string;
  readonly epoch: number;
  readonly seq: number;
  /** Undefined after a bundle that was skipped unseen: then any predecessor will do. */
  readonly manifestSha256: string | undefined;
  /** ISO 8601, UTC. */
  readonly snapshot: string | undefined;
  readonly appliedAt: string | undefined;
  /** The newest head that was seen. */
  readonly head: SeenHead | undefined;
  /** Buckets by table that differ from Snowflake's sums. */
  readonly diverged: Readonly<Record<string, readonly number[]>>;
}

/** What is kept of a head. */
export interface SeenHead {
  readonly epoch: number;
  readonly seq: number;
  readonly issuedAt: string;
  readonly nextDue?: string;
  readonly unchangedAt?: string;
}

interface FeedRow {
  readonly name: string;
  readonly account: string;
  readonly epoch: string;
  readonly seq: string;
  readonly manifestSha256: string | null;
  readonly snapshot: string | null;
  readonly appliedAt: string | null;
  readonly head: SeenHead | null;
  readonly diverged: FeedState["diverged"];
}

/** ISO 8601 in UTC with milliseconds, as manifests have it. */
export const isoText = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const columns = `name, account, epoch::text AS epoch, seq::text AS seq, manifest_sha256 AS "manifestSha256",
  ${isoText("snapshot")} AS snapshot, ${isoText("applied_at")} AS "appliedAt", head, diverged`;

function toState(row: FeedRow): FeedState {
  return {
    feed: row.name,
    account: row.account,
    epoch: Number(row.epoch),
    seq: Number(row.seq),
    manifestSha256: row.manifestSha256 ?? undefined,
    snapshot: row.snapshot ?? undefined,
    appliedAt: row.appliedAt ?? undefined,
    head: row.head ?? undefined,
    diverged: row.diverged,
  };
}

/** What the ledger has of a feed; undefined before its first bundle. With `lock`, nobody else changes it until COMMIT. */
export async function readFeed(db: Queryable, feed: string, lock?: "lock"): Promise<FeedState | undefined> {
  const forUpdate = lock === undefined ? "" : " FOR UPDATE";
  const sql = `SELECT ${columns} FROM dp_control.feed WHERE name = $1${forUpdate}`;
  const [row] = await db.query<FeedRow>(sql, [feed]);
  return row === undefined ? undefined : toState(row);
}

/** Every feed of the ledger, by name. */
export async function readFeeds(db: Queryable): Promise<readonly FeedState[]> {
  return (await db.query<FeedRow>(`SELECT ${columns} FROM dp_control.feed ORDER BY name`)).map(toState);
}

/** Where a feed is once a bundle is applied. */
export type FeedPosition = Pick<FeedState, "feed" | "account" | "epoch" | "seq" | "manifestSha256" | "snapshot">;

/** Writes where a feed is; in the transaction that changes the tables. */
export async function writeFeed(db: Queryable, position: FeedPosition, diverged: FeedState["diverged"]): Promise<void> {
  const { feed, account, epoch, seq, manifestSha256, snapshot } = position;
  await db.query(
    `INSERT INTO dp_control.feed (name, account, epoch, seq, manifest_sha256, snapshot, diverged, applied_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, clock_timestamp())
     ON CONFLICT (name) DO UPDATE SET epoch = $3, seq = $4, manifest_sha256 = $5,
       snapshot = coalesce($6, dp_control.feed.snapshot), diverged = $7, applied_at = clock_timestamp()`,
    [feed, account, epoch, seq, manifestSha256 ?? null, snapshot ?? null, JSON.stringify(diverged)],
  );
}

/** Remembers the newest head, so that an older one is known for what it is. */
export async function writeHead(db: Queryable, feed: string, head: SeenHead): Promise<void> {
  await db.query("UPDATE dp_control.feed SET head = $2, head_seen_at = clock_timestamp() WHERE name = $1", [
    feed,
    JSON.stringify(head),
  ]);
}
