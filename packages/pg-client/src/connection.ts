import { Socket } from "node:net";
import { pipeline } from "node:stream/promises";

import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";

import { PostgresError, toPostgresError } from "./errors.ts";
import { refuseTransactionPooler } from "./pooler.ts";
import { readServerInfo, type ServerInfo } from "./server-info.ts";
import type { ConnectOptions, PostgresSettings } from "./settings.ts";
import { tlsWays, type TlsWays } from "./tls.ts";

/** The narrowest thing that can be asked. */
export interface Queryable {
  /** Runs one statement, values only as parameters. @throws PostgresError */
  query<R extends object = Record<string, unknown>>(sql: string, values?: readonly unknown[]): Promise<readonly R[]>;
}

/** One connection, used by one caller at a time. */
export interface PgConnection extends Queryable {
  readonly info: ServerInfo;
  /** Runs `work` in a transaction: COMMIT when it resolves, ROLLBACK when it rejects. Not nestable. */
  transaction<T>(work: () => Promise<T>): Promise<T>;
  /**
   * Runs `COPY … FROM STDIN` with these bytes; an error of theirs ends the COPY, and nothing of it stays.
   * @returns rows that the server took
   * @throws PostgresError, whose `context` names the line; whatever the chunks throw
   */
  copyIn(sql: string, chunks: AsyncIterable<Uint8Array>): Promise<number>;
  close(): Promise<void>;
}

/**
 * Time limits of a session until a caller sets others, as SQL: no statement, and no transaction whose client has gone,
 * holds its locks for ever.
 */
export const defaultTimeouts =
  "SET statement_timeout = '60s'; SET lock_timeout = '3s'; SET idle_in_transaction_session_timeout = '60s'";

// row_security: rows that a policy hides are an error then, not rows that are not there. search_path: catalogue functions then print every name with its schema.
const sessionSetUp = `SET client_encoding = 'UTF8'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
  SET TimeZone = 'UTC'; SET extra_float_digits = 1; SET standard_conforming_strings = on; SET search_path = pg_catalog;
  SET row_security = off; ${defaultTimeouts}`;

const limitOf = (settings: PostgresSettings, options: ConnectOptions): number =>
  options.connectTimeoutMs ?? settings.connectTimeoutMs ?? 15_000;

// The server looks every second whether we are still there, so that a statement of a killed program does not go on and
// keep its locks. Servers on systems where it cannot look (manual, "client_connection_check_interval") refuse the setting.
const watchSetUp = "SET client_connection_check_interval = '1s'";

class Connection implements PgConnection {
  readonly info: ServerInfo;
  readonly #client: pg.Client;
  #closed = false;

  constructor(client: pg.Client, info: ServerInfo) {
    this.#client = client;
    this.info = info;
  }

  async query<R extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly R[]> {
    try {
      const result = await this.#client.query<R>(sql, [...values]);
      return result.rows;
    } catch (error) {
      throw toPostgresError(error, sql);
    }
  }

  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.query("BEGIN");
    let result: T;
    try {
      result = await work();
    } catch (error) {
      // A broken connection has rolled back by itself; the first error is the one to tell.
      await this.query("ROLLBACK").catch(() => undefined);
      throw error;
    }
    await this.query("COMMIT");
    return result;
  }

  async copyIn(sql: string, chunks: AsyncIterable<Uint8Array>): Promise<number> {
    const stream = this.#client.query(copyFrom(sql));
    try {
      await pipeline(chunks, stream);
      return stream.rowCount;
    } catch (error) {
      // An error of the chunks has a code of its own and no SQLSTATE.
      throw isServerOrDriver(error) ? toPostgresError(error, sql) : error;
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#client.end().catch(() => undefined);
  }
}

function isServerOrDriver(error: unknown): boolean {
  if (typeof error !== "object" || error === null || error instanceof PostgresError) return false;
  return "severity" in error || !("hint" in error);
}

async function open(settings: PostgresSettings, options: ConnectOptions, ssl: TlsWays[number]): Promise<pg.Client> {
  const { signal } = options;
  signal?.throwIfAborted();
  const socket = new Socket();
  const giveUp = (): void => void socket.destroy(new Error("given up before the server answered"));
  signal?.addEventListener("abort", giveUp, { once: true });
  const client = new pg.Client({
    stream: () => socket,
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    // Asked for only when the server wants one; without a function the driver would look for one by itself.
    password: () => passwordOf(settings),
    ...(settings.options === undefined ? {} : { options: settings.options }),
    ssl,
    application_name: [options.applicationName, settings.applicationName ?? ""].join(" ").trim(),
    connectionTimeoutMillis: limitOf(settings, options),
    keepAlive: true,
  });
  // Without a listener a connection that the server ends would end this process.
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw toPostgresError(error);
  } finally {
    signal?.removeEventListener("abort", giveUp);
  }
}

/** libpq tries the other way after every refusal but a server that cannot be reached. */
async function openByMode(settings: PostgresSettings, options: ConnectOptions): Promise<pg.Client> {
  const [first = false, second] = await tlsWays(settings);
  try {
    return await open(settings, options, first);
  } catch (error) {
    const unreachable = error instanceof PostgresError && error.code === "POSTGRES_UNREACHABLE";
    if (second === undefined || unreachable) throw error;
    return open(settings, options, second);
  }
}

function passwordOf({ password }: PostgresSettings): string {
  if (password !== undefined) return password;
  throw new PostgresError({
    code: "POSTGRES_PASSWORD_MISSING",
    message: "the server asks for a password and none is set",
    hint: "set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE, or write a line into ~/.pgpass",
    retryable: false,
  });
}

/**
 * Connects and pins the session (UTF-8, ISO dates, UTC, `search_path = pg_catalog`).
 * @throws PostgresError with a code for each common cause; the signal's reason where it was aborted beforehand.
 */
export async function connectPostgres(settings: PostgresSettings, options: ConnectOptions): Promise<PgConnection> {
  const client = await openByMode(settings, options);
  // The server has no limit of ours yet, and may never answer: the limit of connecting goes on here.
  const limit = { passed: false };
  const giveUp = setTimeout(
    () => {
      limit.passed = true;
      void client.end().catch(() => undefined);
    },
    limitOf(settings, options),
  );
  try {
    const pooled = await refuseTransactionPooler(client, () => openByMode(settings, options));
    await client.query(sessionSetUp);
    await client.query(watchSetUp).catch(() => undefined);
    const info = await readServerInfo(client, pooled);
    return new Connection(client, info);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw toPostgresError(limit.passed ? new Error("timeout expired") : error);
  } finally {
    clearTimeout(giveUp);
  }
}
