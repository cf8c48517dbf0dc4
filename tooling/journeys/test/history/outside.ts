import type pg from "pg";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { folderStore, type Identity, type Receipt, type Signer } from "@dp/bundle";
import type { DatabaseAddress } from "@dp/embedded-postgres";
import type { TableMetadata } from "@dp/metadata";
import { applyPlan, planChanges } from "@dp/pg-apply";
import { connectPostgres, type PgConnection } from "@dp/pg-client";
import { allowableHazards } from "@dp/pg-ddl";
import {
  type FeedResult,
  load,
  type LoadOptions,
  type LoadPoint,
  openSession,
  purge,
  receiptOf,
  verifyData,
} from "@dp/pg-load";

import { Killed } from "./killed.ts";

/** What all histories share on the side of PostgreSQL. */
export interface Reader {
  readonly address: DatabaseAddress;
  readonly client: pg.Client;
  readonly db: PgConnection;
  readonly signers: readonly Signer[];
  readonly identities: readonly Identity[];
}

/** How a load is disturbed: ended at the n-th time it comes to a point, or its sessions are. */
export interface Disturbance {
  readonly point: LoadPoint;
  readonly turn: number;
  readonly how: "killed" | "sessions-ended";
}

/** A feed as the ledger has it. */
export interface LedgerFeed {
  readonly epoch: number;
  readonly seq: number;
  readonly manifestSha256: string;
  readonly snapshot: string;
  readonly diverged: Readonly<Record<string, readonly number[]>>;
}

const applicationName = "dp/history";

/** One project outside: an exchange and tables of the shared database. */
export class Outside {
  readonly exchange: string;
  private readonly reader: Reader;
  private runs = 0;

  constructor(reader: Reader, folder: string) {
    this.reader = reader;
    this.exchange = join(folder, "outside");
  }

  async apply(metadata: readonly TableMetadata[]): Promise<void> {
    const plan = await planChanges(this.reader.db, metadata);
    if (plan.blocked.length > 0) throw new Error(`blocked: ${JSON.stringify(plan.blocked)}`);
    await applyPlan(this.reader.db, plan, { runId: "apply", program: "test 1", pauseMs: 20, allow: allowableHazards });
  }

  async load(
    feeds: readonly string[],
    rest: Partial<LoadOptions> = {},
    disturbance?: Disturbance,
  ): Promise<readonly FeedResult[]> {
    const { address, signers, identities } = this.reader;
    await mkdir(this.exchange, { recursive: true });
    this.runs += 1;
    let turns = 0;
    return load(feeds, {
      store: folderStore(this.exchange),
      trust: { signers },
      identities,
      connect: () => connectPostgres({ ...address, sslmode: "disable" }, { applicationName }),
      runId: `load-${String(this.runs)}`,
      waitMs: 5_000,
      pauseMs: 5,
      ...rest,
      onPoint: async (point) => {
        if (point !== disturbance?.point || ++turns !== disturbance.turn) return;
        if (disturbance.how === "killed") throw new Killed();
        await this.reader.client.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()",
          [applicationName],
        );
      },
    });
  }

  /** Removes from an exchange all that the ledger has done with, as if its window were over. @returns how many bundles */
  async purge(feeds: readonly string[], exchange: string): Promise<number> {
    const { address, signers } = this.reader;
    const connect = (): Promise<PgConnection> =>
      connectPostgres({ ...address, sslmode: "disable" }, { applicationName });
    this.runs += 1;
    const db = await openSession(connect);
    try {
      const purged = await purge(db, feeds, {
        store: folderStore(exchange),
        trust: { signers },
        identities: [],
        connect,
        runId: `purge-${String(this.runs)}`,
        keepDays: 7,
        program: "test 1",
        now: () => new Date(Date.now() + 8 * 86_400_000),
      });
      const failed = purged.find(({ error }) => error !== undefined);
      if (failed !== undefined) throw failed.error as Error;
      return purged.reduce((sum, { bundles }) => sum + bundles.length, 0);
    } finally {
      await db.close();
    }
  }

  async ledger(feed: string): Promise<LedgerFeed | undefined> {
    const { rows } = await this.reader.client.query(
      `SELECT epoch::int, seq::int, manifest_sha256 AS "manifestSha256", diverged,
         to_char(snapshot AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS snapshot
       FROM dp_control.feed WHERE name = $1`,
      [feed],
    );
    return rows[0] as LedgerFeed | undefined;
  }

  /** Columns of a table, in order. */
  async columns(schema: string, table: string): Promise<readonly string[]> {
    const { rows } = await this.reader.client.query(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2",
      [schema, table],
    );
    return rows.map(({ name }) => String(name));
  }

  /** Rows as JSON arrays of texts. */
  async rows(schema: string, table: string, columns: readonly string[]): Promise<readonly string[]> {
    const texts = columns.map((column) => `"${column}"::text`).join(", ");
    const { rows } = await this.reader.client.query(
      `SELECT ARRAY[${texts}] AS row FROM "${schema}"."${table}" ORDER BY id`,
    );
    return rows.map(({ row }) => JSON.stringify(row));
  }

  /** What has to be above the greatest ID, where the column counts by itself. */
  async lastOfSequence(schema: string, table: string): Promise<{ last: number; greatest: number } | undefined> {
    const name = `"${schema}"."${table}"`;
    const { rows } = await this.reader.client.query<{ sequence: unknown }>(
      "SELECT pg_get_serial_sequence($1, 'id') AS sequence",
      [name],
    );
    const sequence = rows[0]?.sequence;
    if (typeof sequence !== "string") return undefined;
    const sql = `SELECT (SELECT last_value FROM ${sequence})::int AS last, (SELECT coalesce(max(id), 0) FROM ${name})::int AS greatest`;
    return (await this.reader.client.query(sql)).rows[0] as { last: number; greatest: number };
  }

  async receipts(feeds: readonly string[]): Promise<readonly Receipt[]> {
    const receipts: Receipt[] = [];
    for (const feed of feeds) {
      const state = await this.ledger(feed);
      if (state === undefined) continue;
      const known = { account: "ORG-ACCOUNT", appliedAt: undefined, head: undefined };
      receipts.push(...[receiptOf({ feed, ...state, ...known }, new Date()) ?? []].flat());
    }
    return receipts;
  }

  /** Tables that are not what the ledger says. */
  async unlike(tables: readonly string[]): Promise<readonly string[]> {
    const verified = await verifyData(this.reader.db, tables, () => undefined);
    return verified.filter(({ differing }) => differing.length > 0).map(({ table }) => table);
  }
}
