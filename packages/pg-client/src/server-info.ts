import type pg from "pg";

import { PostgresError } from "./errors.ts";

/** What the server says of itself and of us. */
export interface ServerInfo {
  /** e.g. 180004. */
  readonly version: number;
  readonly versionText: string;
  /** Newer than every release that this program was tried with. */
  readonly untried: boolean;
  readonly user: string;
  readonly database: string;
  readonly superuser: boolean;
  /** CREATE on the database: schemas can be made. */
  readonly canCreateSchemas: boolean;
  readonly encoding: string;
  /** default_transaction_read_only; a standby is refused. */
  readonly readOnly: boolean;
  readonly tls: boolean;
  /** A pooler in session mode lies in between. */
  readonly pooled: boolean;
}

type Answer = Omit<ServerInfo, "untried" | "pooled"> & { readonly standby: boolean };

const infoQuery = `
  SELECT current_setting('server_version_num')::int AS version, current_setting('server_version') AS "versionText",
         current_user AS "user", current_database() AS database,
         (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user) AS superuser,
         has_database_privilege(current_database(), 'CREATE') AS "canCreateSchemas",
         pg_encoding_to_char((SELECT encoding FROM pg_catalog.pg_database WHERE datname = current_database())) AS encoding,
         pg_is_in_recovery() AS standby, current_setting('default_transaction_read_only')::bool AS "readOnly",
         coalesce((SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS tls`;

/** Asks a server for what it is. @throws PostgresError where it cannot be worked with. */
export async function readServerInfo(client: pg.Client, pooled: boolean): Promise<ServerInfo> {
  const [answer] = (await client.query<Answer>(infoQuery)).rows;
  if (answer === undefined) throw new Error("the server did not describe itself");
  refuseUnfit(answer);
  const info: ServerInfo = { ...answer, untried: answer.version >= 190000, pooled };
  delete (info as { standby?: boolean }).standby;
  return info;
}

function refuseUnfit({ version, versionText, encoding, database, standby }: Answer): void {
  const refuse = (code: string, message: string, hint: string): never => {
    throw new PostgresError({ code, message, hint, retryable: false });
  };
  if (version < 140000) {
    refuse("POSTGRES_TOO_OLD", `the server is PostgreSQL ${versionText}`, "PostgreSQL 14 to 18 are supported");
  }
  if (encoding !== "UTF8") {
    const hint = "text from Snowflake is Unicode; create a database with ENCODING 'UTF8' and set POSTGRES_DATABASE";
    refuse("POSTGRES_ENCODING", `database ${database} has encoding ${encoding}`, hint);
  }
  if (standby) {
    refuse(
      "POSTGRES_STANDBY",
      "the server is a standby, which can only be read",
      "set POSTGRES_HOST and POSTGRES_PORT to the primary",
    );
  }
}
