import { chmodSync, chownSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type DatabaseAddress, type PostgresServer, startPostgres } from "@dp/embedded-postgres";
import { connectPostgres, type PostgresSettings, type ServerInfo, type SslMode } from "@dp/pg-client";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import pg from "pg";

import { type Certificates, makeCertificates } from "./certificates.ts";
import { startForger, startPooler, type InBetween, type PoolerOptions } from "./pooler.ts";
import { startStandby } from "./standby.ts";

let server: PostgresServer;
let address: DatabaseAddress;
let admin: pg.Client;
let certificates: Certificates;
let folder: string;

beforeAll(async () => {
  server = await startPostgres();
  const { host, port, user, password } = server;
  address = { host, port, user, password, database: "postgres" };
  admin = new pg.Client(address);
  await admin.connect();
  folder = mkdtempSync(join(tmpdir(), "dp-way-"));
  chmodSync(folder, 0o755);
  certificates = makeCertificates(folder);
}, 60_000);

afterAll(async () => {
  await admin.end();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Connects, and gives what the server said of itself. */
async function told(change: Partial<PostgresSettings> = {}): Promise<ServerInfo> {
  const settings: PostgresSettings = { ...address, sslmode: "disable", connectTimeoutMs: 10_000, ...change };
  const db = await connectPostgres(settings, { applicationName: "dp/test/run" });
  await db.close();
  return db.info;
}

async function through<T>(between: Promise<InBetween>, use: (port: number) => Promise<T>): Promise<T> {
  const { port, ...rest } = await between;
  try {
    return await use(port);
  } finally {
    await rest.close();
  }
}

async function serveWith(name: Parameters<Certificates["server"]>[0]): Promise<void> {
  const { cert, key } = certificates.server(name);
  const { rows } = await admin.query<{ data: string }>("SELECT current_setting('data_directory') AS data");
  const { uid, gid } = statSync(rows[0]?.data ?? "");
  chmodSync(key, 0o600);
  if (process.getuid?.() === 0) chownSync(key, uid, gid);
  await admin.query(`ALTER SYSTEM SET ssl_cert_file = '${cert}'`);
  await admin.query(`ALTER SYSTEM SET ssl_key_file = '${key}'`);
  await admin.query("ALTER SYSTEM SET ssl = on");
  await admin.query("SELECT pg_reload_conf()");
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await admin.query<{ file: string }>("SELECT current_setting('ssl_cert_file') AS file");
    if (answer.rows[0]?.file === cert) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

type Outcome = "tls" | "plain" | RegExp;

/** What connecting must come to. */
function wanted(outcome: Outcome): object {
  if (!(outcome instanceof RegExp)) return { tls: outcome === "tls" };
  return { code: "POSTGRES_TLS", retryable: false, hint: expect.stringMatching(outcome) };
}

const untrusted = /POSTGRES_SSLROOTCERT/;
const cases: readonly (readonly [
  certificate: Parameters<Certificates["server"]>[0],
  sslmode: SslMode,
  trust: "authority" | "otherAuthority" | undefined,
  host: string,
  outcome: Outcome,
])[] = [
  ["right", "disable", undefined, "127.0.0.1", "plain"],
  ["right", "allow", undefined, "127.0.0.1", "plain"],
  ["right", "prefer", undefined, "127.0.0.1", "tls"],
  ["right", "require", undefined, "127.0.0.1", "tls"],
  ["right", "require", "otherAuthority", "127.0.0.1", untrusted],
  ["right", "verify-ca", "authority", "127.0.0.1", "tls"],
  ["right", "verify-full", "authority", "127.0.0.1", "tls"],
  ["right", "verify-full", "authority", "localhost", "tls"],
  ["right", "verify-full", "otherAuthority", "127.0.0.1", untrusted],
  ["right", "verify-full", undefined, "127.0.0.1", untrusted],
  ["elsewhere", "verify-ca", "authority", "127.0.0.1", "tls"],
  ["elsewhere", "verify-full", "authority", "127.0.0.1", /another name/],
  ["elsewhere", "verify-full", "authority", "localhost", /another name/],
  ["alone", "require", undefined, "127.0.0.1", "tls"],
  ["alone", "verify-ca", "authority", "127.0.0.1", /signed by itself/],
  ["past", "verify-ca", "authority", "127.0.0.1", /not valid now/],
];

describe("TLS, by a server with certificates of its own", () => {
  test("each sslmode proves what libpq says it proves, and a refusal says what to do", async () => {
    for (const [certificate, sslmode, trust, host, outcome] of cases) {
      await serveWith(certificate);
      const root = trust === undefined ? {} : { sslrootcert: certificates[trust] };
      const seen = await told({ host, sslmode, ...root }).catch((error: unknown) => error);
      const line = { certificate, sslmode, trust, host };
      expect({ ...line, seen }).toMatchObject({ ...line, seen: wanted(outcome) });
    }
  }, 60_000);

  test("a certificate of our own is shown; its key must be ours alone", async () => {
    await serveWith("right");
    const { cert, key } = certificates.server("past");
    const settings = { sslmode: "verify-full", sslrootcert: certificates.authority, sslcert: cert } as const;
    chmodSync(key, 0o644);
    await expect(told({ ...settings, sslkey: key })).rejects.toMatchObject({ hint: `chmod 600 ${key}` });
    await expect(told(settings)).rejects.toMatchObject({ hint: "set POSTGRES_SSLKEY" });
    chmodSync(key, 0o600);
    await expect(told({ ...settings, sslkey: key })).resolves.toMatchObject({ tls: true });
  });
});

describe("what cannot be worked with is refused", () => {
  test.each([
    ["transaction", 2, "last"],
    ["transaction", 2, "longest"],
    ["transaction", 1, "last"],
  ] as const)("a pooler in %s mode with %d connections, the one used %s first", async (mode, size, next) => {
    await through(startPooler(address, { mode, size, next }), async (port) => {
      await expect(told({ port })).rejects.toMatchObject({
        code: "POSTGRES_POOLER",
        hint: expect.stringContaining("session mode"),
      });
    });
    const { rows } = await admin.query(
      "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%search_path%' AND pid <> pg_backend_pid()",
    );
    expect(rows).toEqual([]);
  });

  test.each<[PoolerOptions]>([
    [{ mode: "session", size: 2, next: "last" }],
    [{ mode: "session", size: 1, next: "last" }],
  ])(
    "but not a pooler of %j, which is told",
    async (options) => {
      await through(startPooler(address, options), async (port) => {
        await expect(told({ port })).resolves.toMatchObject({ pooled: true });
      });
      await expect(told()).resolves.toMatchObject({ pooled: false });
    },
    20_000,
  );

  test("a standby, also through its socket, where sslmode means nothing", async () => {
    const own = mkdtempSync(join(tmpdir(), "dp-standby-"));
    const standby = await startStandby(address, own);
    try {
      const attempt = told({ host: own, port: 5432, sslmode: "verify-full" });
      await expect(attempt).rejects.toMatchObject({
        code: "POSTGRES_STANDBY",
        hint: expect.stringContaining("primary"),
      });
    } finally {
      await standby.stop();
      rmSync(own, { recursive: true, force: true });
    }
  }, 60_000);

  test.each(["SQL_ASCII", "LATIN1"])("a database of encoding %s", async (encoding) => {
    const database = `of_${encoding.toLowerCase()}`;
    await admin.query(`CREATE DATABASE ${database} TEMPLATE template0 ENCODING '${encoding}' LOCALE 'C'`);
    await expect(told({ database })).rejects.toMatchObject({
      code: "POSTGRES_ENCODING",
      message: `database ${database} has encoding ${encoding}`,
    });
  });

  test("a server before 14; one after 18 is told", async () => {
    const { version } = await told();
    await through(startForger(address, [String(version), "130015"]), async (port) => {
      await expect(told({ port })).rejects.toMatchObject({
        code: "POSTGRES_TOO_OLD",
        hint: expect.stringContaining("14"),
      });
    });
    await through(startForger(address, [String(version), "190001"]), async (port) => {
      await expect(told({ port })).resolves.toMatchObject({ untried: true });
    });
    await expect(told()).resolves.toMatchObject({ untried: false });
  });

  test("a server that asks for a password where none is set; the driver looks for none by itself", async () => {
    const { host, port, database, user } = address;
    const settings: PostgresSettings = { host, port, database, user, sslmode: "disable" };
    await expect(connectPostgres(settings, { applicationName: "dp" })).rejects.toMatchObject({
      code: "POSTGRES_PASSWORD_MISSING",
      hint: expect.stringContaining("~/.pgpass"),
    });
  });
});

test("options and a name of the session arrive", async () => {
  const db = await connectPostgres(
    { ...address, sslmode: "disable", options: "-c work_mem=7MB", applicationName: "nightly" },
    { applicationName: "dp/test/run" },
  );
  const [row] = await db.query(
    "SELECT current_setting('work_mem') AS mem, current_setting('application_name') AS name",
  );
  await db.close();
  expect(row).toEqual({ mem: "7MB", name: "dp/test/run nightly" });
});
