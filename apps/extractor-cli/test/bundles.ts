import { existsSync } from "node:fs";
import { join } from "node:path";

import {
  type BundleStore,
  createIdentity,
  createSigningKey,
  folderStore,
  type Identity,
  type Manifest,
  type ManifestTable,
  openBundle,
  openHead,
  openPart,
  readIdentities,
  readRecipients,
  readSigners,
  readSigningKey,
  type Signer,
  type SigningKey,
} from "@dp/bundle";

/** Keys of both sides, in one place. */
export interface Keys {
  readonly signing: SigningKey;
  readonly signers: readonly Signer[];
  readonly identities: readonly Identity[];
  readonly recipients: readonly string[];
}

/** Makes keys in a folder, or reads those that are there. */
export async function keysIn(folder: string): Promise<Keys> {
  const place = { privateFolder: folder, publicFolder: folder };
  const at = (name: string): string => join(folder, name);
  if (!existsSync(at("inside.signing-key"))) {
    await createSigningKey({ ...place, name: "inside" });
    await createIdentity({ ...place, name: "outside" });
  }
  return {
    signing: await readSigningKey(at("inside.signing-key")),
    signers: await readSigners([at("inside.signer.json")]),
    identities: await readIdentities([at("outside.identity")]),
    recipients: await readRecipients([at("outside.recipient")]),
  };
}

/** Fields of a line of COPY text; PostgreSQL manual, "COPY", text format. */
function copyFields(line: string): readonly (string | null)[] {
  const letters: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v" };
  return line
    .split("\t")
    .map((field) =>
      field === "\\N" ? null : field.replaceAll(/\\(.)/gs, (_all, letter: string) => letters[letter] ?? letter),
    );
}

/** A table of a bundle, decrypted. */
interface SentTable {
  readonly manifest: ManifestTable;
  readonly rows: readonly (readonly (string | null)[])[];
  readonly deleted: readonly (readonly (string | null)[])[];
  readonly bucketKeys: readonly (readonly (string | null)[])[];
}

/** A bundle, decrypted. */
export interface SentBundle {
  readonly name: string;
  readonly manifest: Manifest;
  readonly tables: Readonly<Record<string, SentTable>>;
}

async function readTable(
  store: BundleStore,
  ref: Parameters<typeof openPart>[1],
  { manifest, table, keys }: { manifest: Manifest; table: ManifestTable; keys: Keys },
): Promise<SentTable> {
  const found = { rows: [], "deleted-keys": [], "bucket-keys": [] } as Record<string, (readonly (string | null)[])[]>;
  for (const part of table.parts) {
    const texts: Buffer[] = [];
    for await (const text of openPart(store, ref, { manifest, part, identities: keys.identities })) texts.push(text);
    const lines = Buffer.concat(texts).toString("utf8").split("\n").slice(0, -1);
    if (lines.length !== part.rows) throw new Error(`${part.file} has ${String(lines.length)} rows`);
    found[part.holds]?.push(...lines.map(copyFields));
  }
  const { rows = [], "deleted-keys": deleted = [], "bucket-keys": bucketKeys = [] } = found;
  return { manifest: table, rows, deleted, bucketKeys };
}

/** Every bundle of a feed in order, verified and decrypted. */
export async function bundlesOf(folder: string, feed: string, keys: Keys): Promise<readonly SentBundle[]> {
  const store = folderStore(folder);
  const found: SentBundle[] = [];
  for (const ref of await store.bundles(feed)) {
    const { manifest } = await openBundle(store, ref, { signers: keys.signers });
    const tables: Record<string, SentTable> = {};
    for (const table of manifest.tables) tables[table.name] = await readTable(store, ref, { manifest, table, keys });
    found.push({ name: ref.name, manifest, tables });
  }
  return found;
}

export async function headOf(folder: string, feed: string, keys: Keys): ReturnType<typeof openHead> {
  return openHead(folderStore(folder), feed, { signers: keys.signers });
}

/** What a table comes to on the other side: bundles applied in order, by the rules of the format and nothing else. */
export function applied(bundles: readonly SentBundle[], name: string): readonly (readonly (string | null)[])[] {
  let rows: (readonly (string | null)[])[] = [];
  for (const { manifest, rows: sent, deleted, bucketKeys } of bundles.flatMap(({ tables }) => tables[name] ?? [])) {
    if (manifest.mode === "full") {
      rows = [...sent];
      continue;
    }
    if (manifest.mode === "append") {
      rows = [...rows, ...sent];
      continue;
    }
    const places = (manifest.key ?? []).map((column) => manifest.columns.indexOf(column));
    const keyOf = (row: readonly (string | null)[]): string => JSON.stringify(places.map((place) => row[place]));
    const gone = new Set(deleted.map((key) => JSON.stringify(key)));
    const byKey = new Map(rows.map((row) => [keyOf(row), row]));
    for (const key of gone) byKey.delete(key);
    for (const row of sent) byKey.set(keyOf(row), row);
    if (manifest.bucketsReplaced !== undefined) {
      // Which bucket a key is in only SQL can say; these tests replace all of them, or look at the keys themselves.
      if (manifest.bucketsReplaced.length !== manifest.sums.buckets) throw new Error("some buckets are replaced");
      const kept = new Set(bucketKeys.map((key) => JSON.stringify(key)));
      for (const key of byKey.keys()) if (!kept.has(key)) byKey.delete(key);
    }
    rows = [...byKey.values()];
  }
  return rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}
