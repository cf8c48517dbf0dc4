import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { completeTableMetadata, type TableMetadata } from "@dp/metadata";

import {
  bundleFormatVersion,
  createIdentity,
  createPart,
  createSigningKey,
  partSuffix,
  readIdentities,
  readSigners,
  readSigningKey,
  type Identity,
  type Manifest,
  type ManifestTable,
  type Outbox,
  type Part,
  type Signer,
  type SigningKey,
} from "../src/index.ts";

/** A folder that a test may fill. */
export function temporaryFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "dp-bundle-"));
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Both sides' keys. */
export interface Keys {
  readonly signingKey: SigningKey;
  readonly signers: readonly Signer[];
  readonly identities: readonly Identity[];
  readonly recipients: readonly string[];
}

export async function makeKeys(folder: string, name = "test"): Promise<Keys> {
  const place = { name, privateFolder: folder, publicFolder: folder };
  const signing = await createSigningKey(place);
  const identity = await createIdentity(place);
  return {
    signingKey: await readSigningKey(signing.privateFile),
    signers: await readSigners([signing.publicFile]),
    identities: await readIdentities([identity.privateFile]),
    recipients: [identity.id],
  };
}

const metadata: TableMetadata = completeTableMetadata({
  edition: 1,
  name: "orders",
  source: {
    system: "snowflake",
    database: "PROD_DB",
    schema: "PUBLIC",
    table: "ORDERS",
    kind: "TABLE",
    columns: [
      { name: "ID", type: "NUMBER(18,0)", nullable: false },
      { name: "NOTE", type: "VARCHAR(200)", nullable: true },
    ],
    primaryKey: { columns: ["ID"], enforced: false },
    uniqueKeys: [],
    foreignKeys: [],
  },
  settings: { keys: { primary: "enforced", unique: "enforced", foreign: "enforced" } },
  target: {
    schema: "public",
    table: "orders",
    requires: { postgres: 14, extensions: [] },
    columns: [
      { name: "id", from: "ID", type: "bigint", nullable: false, fidelity: "exact" },
      { name: "note", from: "NOTE", type: "text", nullable: true, fidelity: "exact" },
    ],
    primaryKey: { name: "orders_pkey", columns: ["id"] },
    uniqueKeys: [],
    foreignKeys: [],
    indexes: [],
  },
  findings: [],
} as unknown as Parameters<typeof completeTableMetadata>[0]);

/** COPY text of `count` rows from `first` on. */
export function copyText(first: number, count: number): Buffer {
  const rows = Array.from({ length: count }, (_, index) => `${String(first + index)}\tnote ${String(first + index)}\n`);
  return Buffer.from(rows.join(""));
}

export interface SampleOptions {
  readonly keys: Keys;
  readonly seq?: number;
  readonly epoch?: number;
  readonly previous?: string;
  readonly runId?: string;
  readonly compression?: "gzip" | "zstd" | "none";
  readonly plain?: boolean;
  readonly parts?: number;
  readonly rowsPerPart?: number;
  readonly mode?: "full" | "incremental";
}

/** Writes the parts of a bundle into a folder and gives its manifest. */
export async function writeSample(folder: string, options: SampleOptions): Promise<Manifest> {
  const { compression = "gzip", plain = false, seq = 1, epoch = 1 } = options;
  const recipients = plain ? undefined : options.keys.recipients;
  const how = recipients === undefined ? { compression } : { compression, recipients };
  const parts: Part[] = [];
  for (let index = 0; index < (options.parts ?? 2); index += 1) {
    const file = `part-${String(index).padStart(5, "0")}${partSuffix(how)}`;
    const rows = options.rowsPerPart ?? 50;
    const writer = await createPart(join(folder, file), how);
    await writer.write(copyText(seq * 1_000_000 + index * rows, rows), rows);
    parts.push({ file, holds: "rows", ...(await writer.close()) });
  }
  const table: ManifestTable = {
    name: "orders",
    metadata,
    mode: options.mode ?? "full",
    ...(options.mode === "incremental" ? { since: "2026-11-22T10:00:00.000Z" } : {}),
    columns: ["id", "note"],
    key: ["id"],
    parts,
    rows: parts.reduce((sum, part) => sum + part.rows, 0),
    deletedKeys: 0,
    losses: [],
    sums: { buckets: 1, outside: [], bundle: [["0", "100", "12345", "67890"]] },
  };
  return {
    $schema: "urn:dp:schema:bundle-manifest:1",
    formatVersion: bundleFormatVersion,
    feed: "orders",
    epoch,
    seq,
    ...(options.previous === undefined ? {} : { previous: options.previous }),
    runId: options.runId ?? `20261123T100000Z-${createHash("sha256").update(String(seq)).digest("hex").slice(0, 6)}`,
    createdAt: "2026-11-23T10:00:01.000Z",
    program: "extractor-cli/0.1.0",
    source: { account: "ORG-ACCOUNT" },
    snapshot: "2026-11-23T10:00:00.123Z",
    compression,
    ...(recipients === undefined ? { unencryptedReason: "public data" } : { recipients }),
    tables: [table],
  };
}

export const times = { issuedAt: "2026-11-23T10:00:02.000Z" };

/** Begins, fills and seals a run of the outbox; the next of its chain. */
export async function sealNext(outbox: Outbox, options: SampleOptions): Promise<Manifest> {
  const state = await outbox.state();
  const seq = (state?.seq ?? 0) + 1;
  const runId = `20261123T100000Z-${seq.toString(16).padStart(6, "0")}`;
  const epoch = state?.epoch ?? 1;
  const chain = state?.manifestSha256 === undefined ? {} : { previous: state.manifestSha256 };
  await outbox.begin({ runId, epoch, seq, snapshot: "2026-11-23T10:00:00.123Z", plan: {} });
  const manifest = await writeSample(outbox.runFolder, { runId, ...options, seq, epoch, ...chain });
  for (const part of manifest.tables[0]?.parts ?? []) await outbox.addPart({ table: "orders", piece: part.file, part });
  await outbox.seal(manifest, options.keys.signingKey, times);
  return manifest;
}
