import { randomBytes } from "node:crypto";

import pg from "pg";

/** Where a database is; what `pg` and both `POSTGRES_*` and `PG*` variables need. */
export interface DatabaseAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** Variable in which a test run's global set-up leaves the address of its server. */
export const addressVariable = "DP_TEST_POSTGRES";

function serverAddress(): DatabaseAddress {
  const text = process.env[addressVariable];
  if (text === undefined) throw new Error(`${addressVariable} is not set: the jest config lacks the global set-up`);
  return JSON.parse(text) as DatabaseAddress;
}

async function connected<T>(address: DatabaseAddress, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(address);
  // A test may terminate its own backend; the failure shows where it is awaited.
  client.on("error", () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Gives the callback a client on a fresh database of its own, and its address; drops the database afterwards. */
export async function withDatabase<T>(use: (client: pg.Client, address: DatabaseAddress) => Promise<T>): Promise<T> {
  const server = serverAddress();
  const database = `t_${randomBytes(8).toString("hex")}`;
  return connected(server, async (admin) => {
    await admin.query(`CREATE DATABASE ${database} TEMPLATE template0`);
    try {
      const address = { ...server, database };
      return await connected(address, (client) => use(client, address));
    } finally {
      await admin.query(`DROP DATABASE ${database} WITH (FORCE)`);
    }
  });
}
