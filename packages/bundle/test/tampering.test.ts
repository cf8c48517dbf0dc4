import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

import { campaign, randomFrom } from "@dp/chaos";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import {
  documentBytes,
  folderStore,
  openBundle,
  openHead,
  openOutbox,
  openPart,
  signBytes,
  verifyBundle,
  type BundleRef,
  type BundleStore,
  type Manifest,
} from "../src/index.ts";
import { readToEnd } from "../src/part/open.ts";
import { makeKeys, sealNext, temporaryFolder, writeSample, type Keys } from "./sample.ts";

const { cases, seed, tell } = campaign("tampering", { cases: 100, seed: 1 });
const folder = temporaryFolder();
let keys: Keys;
let foreign: Keys;
let root: string;
let pristine: string;
let store: BundleStore;

/** Bundles in the chain; the first is in full. */
const length = 4;

beforeAll(async () => {
  keys = await makeKeys(folder.path);
  foreign = await makeKeys(folder.path, "foreign");
  root = join(folder.path, "exchange");
  pristine = join(folder.path, "pristine");
  store = folderStore(root);
  const outbox = await openOutbox(join(folder.path, "outbox"), "orders");
  for (let at = 0; at < length; at += 1) {
    // Parts over 64 KiB hold several chunks of age.
    await sealNext(outbox, { keys, rowsPerPart: at === 1 ? 15_000 : 30, mode: at === 0 ? "full" : "incremental" });
    await outbox.deliver(store);
  }
  await outbox.close();
  cpSync(root, pristine, { recursive: true });
}, 60_000);
afterAll(folder.remove);

/** What reading a feed as the applier does gave: rows' bytes by bundle, in the order of the chain, and the first refusal. */
interface Reading {
  readonly accepted: readonly string[];
  readonly refusal?: { readonly code: string; readonly file: string };
}

/** Opens what stands in the exchange from the first bundle on, as far as the chain holds. */
async function readFeed(from = store, only?: string): Promise<Reading> {
  const accepted: string[] = [];
  let last: { seq: number; sha256: string } | undefined;
  for (const ref of await store.bundles("orders")) {
    if (only?.includes(ref.name) === false) continue;
    let opened;
    try {
      opened = await openBundle(from, ref, keys);
      const { seq, previous } = opened.manifest;
      const follows = seq === (last?.seq ?? 0) + 1 && previous === last?.sha256;
      if (only === undefined && !follows) throw gap(ref);
      for (const part of opened.manifest.tables.flatMap((table) => table.parts)) {
        await readToEnd(openPart(from, ref, { ...opened, part, identities: keys.identities }));
      }
    } catch (error) {
      const { code = "", where, path } = error as { code?: string; where?: string; path?: string };
      return { accepted, refusal: { code, file: (where ?? path ?? "").replace(`${root}/`, "") } };
    }
    accepted.push(ref.name);
    last = { seq: opened.manifest.seq, sha256: opened.manifestSha256 };
  }
  return { accepted };
}

/** The same folder as if it were far away: parts are not hashed before they are opened. */
function remote(): BundleStore {
  return Object.create(store, { local: { value: false } }) as BundleStore;
}

function gap(ref: BundleRef): Error {
  return Object.assign(new Error("gap"), { code: "GAP", where: `orders/${ref.name}` });
}

function restore(bundle?: string): void {
  if (bundle !== undefined) rmSync(join(root, "orders", bundle), { recursive: true, force: true });
  rmSync(join(root, "orders"), { recursive: true, force: true });
  cpSync(pristine, root, { recursive: true });
}

/** Every file of the exchange: path, bundle, size. Small ones are as likely as large ones. */
function files(): readonly string[] {
  const orders = join(root, "orders");
  return readdirSync(orders, { recursive: true, encoding: "utf8" })
    .map((name) => `orders/${name}`)
    .filter((path) => statSync(join(root, path)).isFile())
    .toSorted();
}

type Random = () => number;
const below = (random: Random, limit: number): number => Math.floor(random() * limit);
const one = <T>(random: Random, list: readonly T[]): T => list[below(random, list.length)] as T;

const ways: Readonly<Record<string, (bytes: Buffer, random: Random) => Buffer>> = {
  bit: (bytes, random) => {
    const at = below(random, bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << below(random, 8)), at);
    return bytes;
  },
  cut: (bytes, random) => bytes.subarray(0, below(random, bytes.length)),
  appended: (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + below(random, 64), below(random, 256))]),
};

test("one bit changed, a cut, bytes added, at any place of any file: refused, and the file is named", async () => {
  const random = randomFrom(seed);
  const seen: Record<string, number> = { bit: 0, cut: 0, appended: 0, head: 0, parts: 0 };
  const names = files();
  const faults: unknown[] = [];
  for (let at = 0; at < cases; at += 1) {
    const way = at % 27 < 20 ? "bit" : at % 27 < 25 ? "cut" : "appended";
    const path = one(random, names);
    const original = readFileSync(join(root, path));
    writeFileSync(join(root, path), ways[way]?.(Buffer.from(original), random) ?? original);
    seen[way] = (seen[way] ?? 0) + 1;
    const isHead = path.includes("/head.");
    const refusal = isHead ? await headRefusal() : (await readFeed(at % 2 === 0 ? store : remote(), path)).refusal;
    const isPart = path.includes("part-");
    seen.head = (seen.head ?? 0) + Number(isHead);
    seen.parts = (seen.parts ?? 0) + Number(isPart);
    const named = isPart ? refusal?.file === path : refusal?.file === path.replace(/\.jws$/, ".json");
    if (refusal === undefined || !named) faults.push({ seed, at, way, path, refusal });
    writeFileSync(join(root, path), original);
  }
  expect(faults).toEqual([]);
  expect(await readFeed()).toEqual({ accepted: expect.any(Array) });
  tell(seen);
}, 3_000_000);

async function headRefusal(): Promise<Reading["refusal"]> {
  try {
    await openHead(store, "orders", keys);
    return undefined;
  } catch (error) {
    const { code = "", where = "" } = error as { code?: string; where?: string };
    return { code, file: where };
  }
}

const bundleNames = (): readonly string[] =>
  readdirSync(join(pristine, "orders"))
    .filter((name) => !name.startsWith("head"))
    .toSorted();
const inside = (bundle: string, file: string): string => join(root, "orders", bundle, file);
const part = (index: number): string => `part-0000${String(index)}.copy.gz.age`;

test("parts swapped within a bundle or between two are refused by their hashes", async () => {
  const names = bundleNames();
  const random = randomFrom(seed);
  for (let at = 0; at < 20; at += 1) {
    const [a, b] = [one(random, names), one(random, names)];
    const [i, j] = a === b ? [0, 1] : [below(random, 2), below(random, 2)];
    const [left, right] = [inside(a, part(i)), inside(b, part(j))];
    const [first, second] = [readFileSync(left), readFileSync(right)];
    writeFileSync(left, second);
    writeFileSync(right, first);
    const { refusal } = await readFeed();
    const earliest = [a, b].toSorted()[0] ?? "";
    expect({ seed, at, file: refusal?.file.startsWith(`orders/${earliest}/part-`) }).toEqual({ seed, at, file: true });
    expect(refusal?.code).toMatch(/^BUNDLE_(PART_DAMAGED|INCOMPLETE)$/);
    writeFileSync(left, first);
    writeFileSync(right, second);
  }
});

/** A manifest of the chain, changed, signed by a key, in a folder of its right name. */
async function forge(index: number, change: Partial<Manifest>, by = keys): Promise<void> {
  const name = bundleNames()[index] ?? "";
  const manifest = JSON.parse(readFileSync(inside(name, "manifest.json"), "utf8")) as Manifest;
  const forged = { ...manifest, ...change };
  const bytes = documentBytes(forged);
  writeFileSync(inside(name, "manifest.json"), bytes);
  writeFileSync(inside(name, "manifest.jws"), await signBytes(bytes, "manifest", by.signingKey));
}

const attacks: readonly [string, string, () => Promise<void> | void][] = [
  [
    "an old bundle under the next number",
    "BUNDLE_DOCUMENT_INVALID",
    () => {
      const names = bundleNames();
      cpSync(inside(names[1] ?? "", ""), join(root, "orders", `0000000005-${(names[1] ?? "").slice(11)}`), {
        recursive: true,
      });
    },
  ],
  [
    "an old bundle in the place of another",
    "BUNDLE_DOCUMENT_INVALID",
    () => {
      const names = bundleNames();
      rmSync(inside(names[2] ?? "", ""), { recursive: true });
      cpSync(inside(names[1] ?? "", ""), inside(names[2] ?? "", ""), { recursive: true });
    },
  ],
  [
    "a manifest under another manifest's signature",
    "BUNDLE_SIGNATURE_INVALID",
    () => {
      const names = bundleNames();
      cpSync(inside(names[1] ?? "", "manifest.jws"), inside(names[2] ?? "", "manifest.jws"));
    },
  ],
  [
    "the head's signature on a manifest",
    "BUNDLE_SIGNATURE_INVALID",
    () => {
      cpSync(join(root, "orders", "head.jws"), inside(bundleNames()[0] ?? "", "manifest.jws"));
    },
  ],
  [
    "a bundle under the name of another run",
    "BUNDLE_DOCUMENT_INVALID",
    () => {
      renameSync(inside(bundleNames()[0] ?? "", ""), join(root, "orders", "0000000001-a"));
    },
  ],
  ["signed again by a stranger", "BUNDLE_SIGNATURE_UNKNOWN_SIGNER", () => forge(1, {}, foreign)],
  [
    "changed and signed by a stranger",
    "BUNDLE_SIGNATURE_UNKNOWN_SIGNER",
    () => forge(1, { snapshot: "2026-11-24T00:00:00.000Z" }, foreign),
  ],
  ["with another previous one", "GAP", () => forge(2, { previous: "0".repeat(64) })],
  [
    "signed again with our key, the next one hanging in the air",
    "GAP",
    () => forge(1, { createdAt: "2026-11-23T10:00:01.001Z" }),
  ],
  [
    "one missing",
    "GAP",
    () => {
      rmSync(inside(bundleNames()[1] ?? "", ""), { recursive: true });
    },
  ],
  [
    "a number jumped over",
    "GAP",
    async () => {
      await forge(3, { seq: 9_999_999_999 });
      const name = bundleNames()[3] ?? "";
      renameSync(inside(name, ""), join(root, "orders", `9999999999${name.slice(10)}`));
    },
  ],
];

test.each(attacks)("%s is refused: %s", async (_, code, attack) => {
  await attack();
  try {
    const { refusal, accepted } = await readFeed();
    expect(refusal).toEqual({ code, file: expect.stringMatching(/^orders\/[0-9]{10}-/) });
    expect(accepted.length).toBeLessThanOrEqual(length);
  } finally {
    restore();
    rmSync(join(root, "prices"), { recursive: true, force: true });
  }
});

test("a feed's bundle moved to another feed is refused by its name", async () => {
  cpSync(join(root, "orders"), join(root, "prices"), { recursive: true });
  const [ref] = await store.bundles("prices");
  const report = ref === undefined ? undefined : await verifyBundle(store, ref, { trust: keys, level: "quick" });
  rmSync(join(root, "prices"), { recursive: true });
  expect(report?.problems).toMatchObject([
    { code: "BUNDLE_DOCUMENT_INVALID", message: expect.stringContaining("is of feed orders") },
  ]);
});

test("the head of another feed, and an old head put back, are refused or say an older number", async () => {
  mkdirSync(join(root, "prices"));
  for (const file of ["head.json", "head.jws"]) cpSync(join(root, "orders", file), join(root, "prices", file));
  await expect(openHead(store, "prices", keys)).rejects.toMatchObject({
    code: "BUNDLE_DOCUMENT_INVALID",
    where: "prices/head.json",
  });
  rmSync(join(root, "prices"), { recursive: true });
  expect(await openHead(store, "orders", keys)).toMatchObject({ seq: length });
});

test("compressed text that opens to more than was signed stops at the first byte too many", async () => {
  const name = bundleNames()[1] ?? "";
  const ref = { feed: "orders", name, seq: 2 };
  const { manifest } = await openBundle(store, ref, keys);
  const [first] = manifest.tables[0]?.parts ?? [];
  if (first === undefined) throw new Error("no part");
  let given = 0;
  const read = async (plainBytes: number): Promise<void> => {
    given = 0;
    const options = { manifest, part: { ...first, plainBytes }, identities: keys.identities };
    for await (const chunk of openPart(store, ref, options)) given += chunk.length;
  };
  await expect(read(first.plainBytes - 1)).rejects.toMatchObject({ code: "BUNDLE_PART_DAMAGED" });
  expect(given).toBeLessThan(first.plainBytes);
  await expect(read(1000)).rejects.toMatchObject({ code: "BUNDLE_PART_DAMAGED" });
  expect(given).toBeLessThanOrEqual(1000);
  await expect(read(first.plainBytes + 1)).rejects.toMatchObject({ code: "BUNDLE_PART_DAMAGED" });
});

test("of a file that lies here not a byte is given before all of it was hashed; each hash counts by itself", async () => {
  const exchange = join(folder.path, "plain");
  const ref = { feed: "orders", name: "0000000001-a", seq: 1 };
  const into = join(exchange, "orders", ref.name);
  mkdirSync(into, { recursive: true });
  const manifest = await writeSample(into, { keys, plain: true, compression: "none", parts: 1, rowsPerPart: 30_000 });
  const [first] = manifest.tables[0]?.parts ?? [];
  if (first === undefined) throw new Error("no part");
  const here = folderStore(exchange);
  const far = Object.create(here, { local: { value: false } }) as BundleStore;
  /** Bytes given before the refusal; -1 when there was none. */
  const given = async (from: BundleStore, change: Partial<typeof first> = {}): Promise<number> => {
    let length = 0;
    try {
      const options = { manifest, part: { ...first, ...change }, identities: [] };
      for await (const chunk of openPart(from, ref, options)) length += chunk.length;
    } catch (error) {
      return (error as { code?: string }).code === "BUNDLE_PART_DAMAGED" ? length : Number.NaN;
    }
    return -1;
  };
  const other = "0".repeat(64);
  expect([await given(here), await given(far)]).toEqual([-1, -1]);
  expect([await given(here, { sha256: other }), await given(far, { sha256: other })]).toEqual([0, first.bytes]);
  expect([await given(here, { plainSha256: other }), await given(far, { plainSha256: other })]).toEqual([
    first.bytes,
    first.bytes,
  ]);
});

test("a bomb that opens to a gigabyte ends at the size that was signed, whatever its hashes say", async () => {
  const exchange = join(folder.path, "bomb");
  const ref = { feed: "orders", name: "0000000001-a", seq: 1 };
  mkdirSync(join(exchange, "orders", ref.name), { recursive: true });
  // gzip members one after the other are one text to whoever opens them.
  const member = gzipSync(Buffer.alloc(64 * 1024 * 1024));
  const bomb = Buffer.concat(Array<Buffer>(16).fill(member));
  const file = "part-00000.copy.gz";
  writeFileSync(join(exchange, "orders", ref.name, file), bomb);
  const sha256 = createHash("sha256").update(bomb).digest("hex");
  const signed = {
    file,
    holds: "rows",
    rows: 1,
    bytes: bomb.length,
    sha256,
    plainBytes: 1000,
    plainSha256: sha256,
  } as const;
  const before = process.memoryUsage().rss;
  let given = 0;
  const read = async (): Promise<void> => {
    const options = { manifest: { compression: "gzip" as const }, part: signed, identities: [] };
    for await (const chunk of openPart(folderStore(exchange), ref, options)) given += chunk.length;
  };
  await expect(read()).rejects.toMatchObject({
    code: "BUNDLE_PART_DAMAGED",
    message: expect.stringContaining("more than the 1000 bytes"),
  });
  expect(given).toBe(0);
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
});

test("a key that was not asked for opens nothing, and the message says for whom it is", async () => {
  const ref = { feed: "orders", name: bundleNames()[0] ?? "", seq: 1 };
  const { manifest } = await openBundle(store, ref, keys);
  const [first] = manifest.tables[0]?.parts ?? [];
  if (first === undefined) throw new Error("no part");
  const read = async (identities: Keys["identities"]): Promise<unknown> =>
    openPart(store, ref, { manifest, part: first, identities }).next();
  await expect(read([...foreign.identities, ...foreign.identities])).rejects.toMatchObject({
    code: "BUNDLE_KEY_MATCHES_NOT",
    message: expect.stringMatching(/none of your 2 keys opens this; it is for age1[0-9a-z]{12}…$/),
  });
  await expect(read([])).rejects.toMatchObject({
    code: "BUNDLE_KEY_MATCHES_NOT",
    message: expect.stringContaining("no identity is configured"),
  });
  await expect(read([...foreign.identities, ...keys.identities])).resolves.toMatchObject({ done: false });
});
