import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  createIdentity,
  createSigningKey,
  readIdentities,
  readRecipients,
  readSigners,
  readSigningKey,
} from "@dp/bundle";
import { withDatabase } from "@dp/embedded-postgres";
import { connectPostgres } from "@dp/pg-client";
import { connectSnowflake } from "@dp/snowflake-client";
import { type SimOptions, startSnowflakeSim } from "@dp/snowflake-sim";
import { openReaders } from "@dp/snowflake-unload";

import type { Office } from "./history/inside.ts";
import type { Reader } from "./history/outside.ts";

/** Both sides, and a clock that can be moved on. */
export interface World {
  readonly office: Office;
  readonly reader: Reader;
  /** Moves the account's clock on. */
  readonly jump: (milliseconds: number) => void;
}

/** How large the pieces are that results come in. */
export interface Pieces extends Pick<SimOptions, "inlineRows" | "chunkBytes"> {
  readonly partBytes?: number;
}

async function keysIn(
  folder: string,
): Promise<Pick<Office, "key" | "recipients"> & Pick<Reader, "signers" | "identities">> {
  const place = { privateFolder: folder, publicFolder: folder };
  await createSigningKey({ ...place, name: "inside" });
  await createIdentity({ ...place, name: "outside" });
  return {
    key: await readSigningKey(join(folder, "inside.signing-key")),
    recipients: await readRecipients([join(folder, "outside.recipient")]),
    signers: await readSigners([join(folder, "inside.signer.json")]),
    identities: await readIdentities([join(folder, "outside.identity")]),
  };
}

/** A Snowflake with database H, a PostgreSQL, keys, and sessions on both sides; all gone afterwards. */
export async function withWorld(pieces: Pieces, use: (world: World) => Promise<void>): Promise<void> {
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const folder = await mkdtemp(join(tmpdir(), "dp-world-"));
  const { key, recipients, signers, identities } = await keysIn(folder);
  const { partBytes, ...sizes } = pieces;
  const user = { name: "EXTRACTOR", password: "of-the-test", roles: ["ACCOUNTADMIN"] };
  const sql = ["CREATE WAREHOUSE IF NOT EXISTS W; CREATE DATABASE H;"];
  const sim = await startSnowflakeSim({ users: [user], sql, now, ...sizes });
  const credentials = { method: "password", password: user.password } as const;
  const who = { account: "SIM", user: "extractor", role: "ACCOUNTADMIN", warehouse: "W", credentials };
  const snowflake = await connectSnowflake({ ...who, accessUrl: sim.url }, { tag: "dp/test" });
  const readers = openReaders(snowflake, { workers: 1, ...(partBytes !== undefined && { partBytes }) });
  try {
    await withDatabase(async (client, address) => {
      await client.query("SET TimeZone = 'UTC'");
      const db = await connectPostgres({ ...address, sslmode: "disable" }, { applicationName: "dp/test" });
      try {
        await use({
          office: { db: snowflake, readers, key, recipients, load: (text) => sim.load(text), now },
          reader: { address, client, db, signers, identities },
          jump: (milliseconds) => (ahead += milliseconds),
        });
      } finally {
        await db.close();
      }
    });
  } finally {
    await readers.close();
    await snowflake.close();
    await sim.close();
    await rm(folder, { recursive: true, force: true });
  }
}
