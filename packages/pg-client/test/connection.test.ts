import { createServer } from "node:net";

import { expect, test } from "@jest/globals";
import { type DatabaseAddress, withDatabase } from "@dp/embedded-postgres";
import { connectPostgres, type PgConnection, type PostgresSettings } from "@dp/pg-client";

const options = { applicationName: "dp/test/run-1", connectTimeoutMs: 2_000 };
const settings = (address: DatabaseAddress): PostgresSettings => ({ ...address, sslmode: "disable" });

async function connected<T>(address: DatabaseAddress, use: (db: PgConnection) => Promise<T>): Promise<T> {
  const db = await connectPostgres(settings(address), options);
  try {
    return await use(db);
  } finally {
    await db.close();
  }
}

test("a session is pinned, named, and says what server it is on", async () => {
  await withDatabase(async (_, address) => {
    await connected(address, async (db) => {
      expect(db.info).toMatchObject({
        user: "postgres",
        superuser: true,
        encoding: "UTF8",
        readOnly: false,
        tls: false,
      });
      expect(db.info.version).toBeGreaterThanOrEqual(140000);
      const [row] = await db.query<{ text: string; name: string; path: string }>(
        `SELECT '2024-01-02 03:04:05+02'::timestamptz::text AS text, current_setting('application_name') AS name,
                current_setting('search_path') AS path`,
      );
      expect(row).toEqual({ text: "2024-01-02 01:04:05+00", name: "dp/test/run-1", path: "pg_catalog" });
    });
  });
});

test.each([
  ["a wrong password", { password: "wrong" }, "POSTGRES_PASSWORD_WRONG", "POSTGRES_PASSWORD"],
  ["a database that is not there", { database: "nowhere" }, "POSTGRES_DATABASE_MISSING", "POSTGRES_DATABASE"],
  ["a port where nothing listens", { port: 1 }, "POSTGRES_UNREACHABLE", "POSTGRES_PORT"],
  ["a host that is not known", { host: "no-such-host.invalid" }, "POSTGRES_UNREACHABLE", "POSTGRES_HOST"],
  ["TLS asked of a server without", { sslmode: "verify-full" as const }, "POSTGRES_TLS", "POSTGRES_SSLMODE"],
  [
    "a root certificate that cannot be read",
    { sslmode: "verify-ca" as const, sslrootcert: "/no/ca.pem" },
    "POSTGRES_TLS",
    "POSTGRES_SSLROOTCERT",
  ],
])("%s is refused with code and next step", async (_, change, code, hint) => {
  await withDatabase(async (_client, address) => {
    const attempt = connectPostgres({ ...settings(address), ...change }, options);
    await expect(attempt).rejects.toMatchObject({ code, hint: expect.stringContaining(hint) });
    await expect(attempt).rejects.not.toThrow(/wrong/);
  });
});

test("a server that accepts and then says nothing is given up", async () => {
  const silent = createServer();
  await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
  const { port } = silent.address() as { port: number };
  const attempt = connectPostgres(
    { host: "127.0.0.1", port, database: "d", user: "u", sslmode: "disable" },
    { ...options, connectTimeoutMs: 300 },
  );
  await expect(attempt).rejects.toMatchObject({ code: "POSTGRES_UNREACHABLE", retryable: true });
  silent.close();
});

test("a server that takes the login and then says nothing is given up, and no statement is without a limit", async () => {
  // AuthenticationOk and ReadyForQuery (manual, "Message Formats"), then silence.
  const ready = Buffer.from([82, 0, 0, 0, 8, 0, 0, 0, 0, 90, 0, 0, 0, 5, 73]);
  const mute = createServer((socket) => socket.once("data", () => socket.write(ready)));
  await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
  const { port } = mute.address() as { port: number };
  const attempt = connectPostgres(
    { host: "127.0.0.1", port, database: "d", user: "u", sslmode: "disable" },
    { ...options, connectTimeoutMs: 300 },
  );
  await expect(attempt).rejects.toMatchObject({ code: "POSTGRES_UNREACHABLE", retryable: true });
  mute.close();
  await withDatabase(async (_, address) => {
    await connected(address, async (db) => {
      const names = ["statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"];
      const rows = await db.query("SELECT current_setting(name) AS value FROM unnest($1::text[]) AS name", [names]);
      expect(rows).toEqual([{ value: "1min" }, { value: "3s" }, { value: "1min" }]);
    });
  });
});

test("sslmode prefer falls back to no TLS", async () => {
  await withDatabase(async (_, address) => {
    const db = await connectPostgres({ ...settings(address), sslmode: "prefer" }, options);
    expect(db.info.tls).toBe(false);
    await db.close();
  });
});

test("a database with another encoding is refused", async () => {
  await withDatabase(async (client, address) => {
    const name = `${address.database}_latin1`;
    await client.query(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'`);
    const attempt = connectPostgres({ ...settings(address), database: name }, options);
    await expect(attempt).rejects.toMatchObject({ code: "POSTGRES_ENCODING" });
    await client.query(`DROP DATABASE ${name}`);
  });
});

test("a transaction that rejects leaves nothing", async () => {
  await withDatabase(async (_, address) => {
    await connected(address, async (db) => {
      const failing = db.transaction(async () => {
        await db.query("CREATE TABLE public.t (a int)");
        throw new Error("stop");
      });
      await expect(failing).rejects.toThrow("stop");
      expect(await db.query("SELECT to_regclass('public.t') AS t")).toEqual([{ t: null }]);
    });
  });
});

test("an error names its SQLSTATE and what to do", async () => {
  await withDatabase(async (client, address) => {
    await client.query("CREATE TABLE t (a int)");
    await client.query("BEGIN; LOCK TABLE t");
    await connected(address, async (db) => {
      await db.query("SET lock_timeout = 100; BEGIN");
      await expect(db.query("LOCK TABLE public.t")).rejects.toMatchObject({
        code: "POSTGRES_LOCK_TIMEOUT",
        sqlState: "55P03",
        retryable: true,
        statement: "LOCK TABLE public.t",
      });
    });
    await client.query("ROLLBACK");
  });
});

test("a connection that the server ends rejects the next statement and nothing else", async () => {
  await withDatabase(async (client, address) => {
    await connected(address, async (db) => {
      const [me] = await db.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      await client.query("SELECT pg_terminate_backend($1, 5000)", [me?.pid]);
      await expect(db.query("SELECT 1")).rejects.toMatchObject({ code: "POSTGRES_CONNECTION_LOST", retryable: true });
    });
  });
});
