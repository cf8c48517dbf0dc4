import { Socket } from "node:net";

import pg from "pg";

import { PostgresError, toPostgresError } from "./errors.ts";
import type { ConnectOptions, PostgresSettings } from "./settings.ts";
import { tlsOptions } from "./tls.ts";

/** What the server says of itself and of us. */
export interface ServerInfo {
  /** e.g. 180004. */
  readonly version: number;
  readonly versionText: string;
  readonly user: string;
  readonly database: string;
  readonly superuser: boolean;
  /** CREATE on the database: schemas can be made. */
  readonly canCreateSchemas: boolean;
  readonly encoding: string;
  /** A standby, or default_transaction_read_only. */
  readonly readOnly: boolean;
  readonly tls: boolean;
}

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

const infoQuery = `
  SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS "versionText",
         current_user AS "user", current_database() AS database,
         (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS superuser,
         has_database_privilege(current_database(), 'CREATE') AS "canCreateSchemas",
         pg_encoding_to_char((SELECT encoding FROM pg_catalog.pg_database WHERE datname = current_database())) AS encoding,
         pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool AS "readOnly",
         coalesce((SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS tls`;

const connectTimeoutMs = 15_000;

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

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#client.end().catch(() => undefined);
  }
}

async function open(
  settings: PostgresSettings,
  options: ConnectOptions,
  ssl: Awaited<ReturnType<typeof tlsOptions>>,
): Promise<pg.Client> {
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
    ...(settings.password === undefined ? {} : { password: settings.password }),
    ssl,
    application_name: options.applicationName,
    connectionTimeoutMillis: options.connectTimeoutMs ?? connectTimeoutMs,
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

async function openByMode(settings: PostgresSettings, options: ConnectOptions): Promise<pg.Client> {
  const ssl = await tlsOptions(settings);
  try {
    return await open(settings, options, ssl);
  } catch (error) {
    const other = settings.sslmode === "prefer" ? false : { rejectUnauthorized: false };
    const mayTryOther = settings.sslmode === "prefer" || settings.sslmode === "allow";
    if (!mayTryOther || !(error instanceof PostgresError) || error.code === "POSTGRES_UNREACHABLE") throw error;
    return open(settings, options, other);
  }
}

/**
 * Connects and pins the session (UTF-8, ISO dates, UTC, `search_path = pg_catalog`).
 * @throws PostgresError with a code for each common cause; the signal's reason where it was aborted beforehand.
 */
export async function connectPostgres(settings: PostgresSettings, options: ConnectOptions): Promise<PgConnection> {
  const client = await openByMode(settings, options);
  // The server has no limit of ours yet, and may never answer: the limit of connecting goes on here.
  const limit = { passed: false };
  const giveUp = setTimeout(() => {
    limit.passed = true;
    void client.end().catch(() => undefined);
  }, options.connectTimeoutMs ?? connectTimeoutMs);
  try {
    const info = await setUp(client);
    refuseUnfit(info);
    return new Connection(client, info);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw toPostgresError(limit.passed ? new Error("timeout expired") : error);
  } finally {
    clearTimeout(giveUp);
  }
}

async function setUp(client: pg.Client): Promise<ServerInfo> {
  await client.query(sessionSetUp);
  await client.query(watchSetUp).catch(() => undefined);
  const { rows } = await client.query<ServerInfo>(infoQuery);
  const [info] = rows;
  if (info === undefined) throw new Error("the server did not describe itself");
  return info;
}

function refuseUnfit(info: ServerInfo): void {
  const refuse = (code: string, message: string, hint: string): never => {
    throw new PostgresError({ code, message, hint, retryable: false });
  };
  if (info.version < 140000) {
    refuse("POSTGRES_TOO_OLD", `the server is PostgreSQL ${info.versionText}`, "PostgreSQL 14 to 18 are supported");
  }
  if (info.encoding !== "UTF8") {
    refuse(
      "POSTGRES_ENCODING",
      `database ${info.database} has encoding ${info.encoding}`,
      "create a database with ENCODING 'UTF8'",
    );
  }
}
