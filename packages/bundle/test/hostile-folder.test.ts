import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import {
  bundleName,
  documentBytes,
  folderStore,
  openRowHashes,
  type RowHashes,
  sealRowHashes,
  openBundle,
  openPart,
  signBytes,
  verifyBundle,
  type BundleRef,
  type BundleStore,
  type Manifest,
  type Part,
} from "../src/index.ts";
import { makeKeys, temporaryFolder, writeSample, type Keys } from "./sample.ts";

const folder = temporaryFolder();
let keys: Keys;
let good: string;
let manifest: Manifest;
let name: string;

beforeAll(async () => {
  keys = await makeKeys(folder.path);
  good = join(folder.path, "good");
  mkdirSync(good);
  manifest = await writeSample(good, { keys });
  name = bundleName(manifest.seq, manifest.runId);
  await put(good, manifest);
});
afterAll(folder.remove);

/** Writes and signs a manifest, whatever it says. */
async function put(into: string, document: Manifest | object): Promise<void> {
  const bytes = documentBytes(document as Manifest);
  writeFileSync(join(into, "manifest.json"), bytes);
  writeFileSync(join(into, "manifest.jws"), await signBytes(bytes, "manifest", keys.signingKey));
}

let count = 0;

/** A copy of the good bundle in an exchange of its own. */
function exchange(): { root: string; bundle: string; store: BundleStore; ref: BundleRef } {
  const root = join(folder.path, `exchange-${String((count += 1))}`);
  const bundle = join(root, "orders", name);
  mkdirSync(bundle, { recursive: true });
  for (const file of readdirSync(good)) copyFileSync(join(good, file), join(bundle, file));
  return { root, bundle, store: folderStore(root), ref: { feed: "orders", name, seq: 1 } };
}

function firstPart(): Part {
  const part = manifest.tables[0]?.parts[0];
  if (part === undefined) throw new Error("the sample has no part");
  return part;
}

function codeOf(error: unknown): string {
  return (error as { code: string }).code;
}

async function readFirst(store: BundleStore, ref: BundleRef): Promise<number> {
  let length = 0;
  for await (const chunk of openPart(store, ref, { manifest, part: firstPart(), identities: keys.identities })) {
    length += chunk.length;
  }
  return length;
}

test.each([
  "../part-00000.copy.gz.age",
  "../../../../etc/passwd",
  "/etc/passwd",
  "..\\part-00000.copy.gz.age",
  "C:\\part-00000.copy.gz.age",
  "part-00000.copy.gz.age\0.txt",
  "part-00000.copy.gz.age\n",
  "%2e%2e%2fpart-00000.copy.gz.age",
  "part-00000.copy.gz.age:stream",
  "PART-00000.copy.gz.age",
  "part-00000.COPY.gz.age",
  "part-00000.copy.gz.age ",
  "part-00000.copy.gz.age.",
  `part-00000.copy.gz.age${"e".repeat(256)}`,
  "part-00000.copy.gz",
  "part-0000０.copy.gz.age",
  "manifest.json",
  ".",
  "..",
  "",
  "con",
  "aux.copy.gz.age",
])("a signed manifest that names the file %j is refused", async (file) => {
  const { bundle, store, ref } = exchange();
  const [table] = manifest.tables;
  await put(bundle, { ...manifest, tables: [{ ...table, parts: [{ ...firstPart(), file }], rows: firstPart().rows }] });
  await expect(openBundle(store, ref, keys)).rejects.toMatchObject({
    code: "BUNDLE_DOCUMENT_INVALID",
    where: `orders/${name}/manifest.json`,
  });
});

test.each([
  "../x/head.json",
  "orders/../head.json",
  "orders/head.txt",
  "/head.json",
  "orders//manifest.json",
  "ORDERS/head.json",
  "nul/head.json",
  "orders/.tmp-x/manifest.json",
  `orders/0000000001-r/part-00000.copy/x`,
])("the store opens no %j", async (path) => {
  const { store } = exchange();
  await expect(store.read(path, 100)).rejects.toMatchObject({ code: "BUNDLE_NAME_INVALID" });
  await expect(store.open(path, 1)[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: "BUNDLE_NAME_INVALID",
  });
});

const changes: readonly [string, (document: Manifest) => object][] = [
  ["one file twice", (m) => ({ ...m, tables: m.tables.map((t) => ({ ...t, parts: [t.parts[0], t.parts[0]] })) })],
  ["a table twice", (m) => ({ ...m, tables: [...m.tables, { ...m.tables[0], parts: [], rows: 0 }] })],
  ["rows that do not add up", (m) => ({ ...m, tables: m.tables.map((t) => ({ ...t, rows: t.rows + 1 })) })],
  ["a count beyond 2^53", (m) => ({ ...m, tables: m.tables.map((t) => ({ ...t, rows: 2 ** 53 })) })],
  ["a sequence beyond 2^53", (m) => ({ ...m, seq: 2 ** 53 })],
  ["a sequence with eleven digits", (m) => ({ ...m, seq: 10 ** 10 })],
  ["sequence zero", (m) => ({ ...m, seq: 0 })],
  [
    "a column the metadata does not have",
    (m) => ({ ...m, tables: m.tables.map((t) => ({ ...t, columns: ["id", "salary"] })) }),
  ],
  ["a column twice", (m) => ({ ...m, tables: m.tables.map((t) => ({ ...t, columns: ["id", "id"] })) })],
  ["a key that is no column", (m) => ({ ...m, tables: m.tables.map((t) => ({ ...t, key: ["x"] })) })],
  ["metadata of another table", (m) => ({ ...m, tables: m.tables.map((t) => ({ ...t, name: "prices" })) })],
  [
    "metadata edited by hand",
    (m) => ({
      ...m,
      tables: m.tables.map((t) => ({
        ...t,
        metadata: { ...t.metadata, target: { ...t.metadata.target, schema: "pg_catalog" } },
      })),
    }),
  ],
  ["no recipients and no reason", ({ recipients, ...m }) => ({ ...m, x: recipients })],
  ["a previous one for the first", (m) => ({ ...m, previous: "0".repeat(64) })],
  ["no previous one for the second", (m) => ({ ...m, seq: 2 })],
  ["another feed", (m) => ({ ...m, feed: "prices" })],
  ["another run", (m) => ({ ...m, runId: "20261123T100000Z-ffffff" })],
  ["a newer format", (m) => ({ ...m, formatVersion: "2.0" })],
  ["another schema", (m) => ({ ...m, $schema: "urn:dp:schema:bundle-head:1" })],
  ["sums of a bucket too many", (m) => ({ ...m, tables: m.tables.map((t) => ({ ...t, bucketsReplaced: [1] })) })],
  [
    "incremental without a key",
    (m) => ({
      ...m,
      tables: m.tables.map(({ key, ...t }) => ({ ...t, x: key, mode: "incremental", since: m.snapshot })),
    }),
  ],
];

test.each(changes)("a signed manifest with %s is refused", async (_, change) => {
  const { bundle, store, ref } = exchange();
  await put(bundle, change(manifest));
  const wanted = openBundle(store, ref, keys);
  await expect(wanted).rejects.toMatchObject({
    code: expect.stringMatching(/^(BUNDLE_(DOCUMENT|FORMAT)|INVALID_METADATA|FINGERPRINT)/),
  });
});

test.each([
  ["a name twice", (text: string) => text.replace('"seq": 1', '"seq": 1, "seq": 1')],
  ["a prototype", (text: string) => text.replace('"seq": 1', '"seq": 1, "__proto__": {}')],
  ["a byte order mark", (text: string) => `\uFEFF${text}`],
  ["more behind it", (text: string) => `${text}{}`],
  ["nesting without end", () => "[".repeat(100_000)],
])("a signed manifest with %s is refused", async (_, change) => {
  const { bundle, store, ref } = exchange();
  const bytes = Buffer.from(change(readFileSync(join(good, "manifest.json"), "utf8")));
  writeFileSync(join(bundle, "manifest.json"), bytes);
  writeFileSync(join(bundle, "manifest.jws"), await signBytes(bytes, "manifest", keys.signingKey));
  await expect(openBundle(store, ref, keys)).rejects.toMatchObject({ code: "BUNDLE_DOCUMENT_INVALID" });
});

test("links, folders, pipes and devices in place of a file are refused, and nothing waits for them", async () => {
  const secret = join(folder.path, "secret");
  writeFileSync(secret, "secret");
  const replace: Readonly<Record<string, (path: string) => void>> = {
    "a link to a file outside": (path) => {
      symlinkSync(secret, path);
    },
    "a link to a bundle's own file": (path) => {
      symlinkSync(join(good, firstPart().file), path);
    },
    "a folder": (path) => {
      mkdirSync(path);
    },
    "a pipe": (path) => {
      spawnSync("mkfifo", [path]);
    },
    "a device": (path) => {
      symlinkSync("/dev/zero", path);
    },
  };
  for (const make of Object.values(replace)) {
    for (const file of ["manifest.json", "manifest.jws", firstPart().file]) {
      const { bundle, store, ref } = exchange();
      rmSync(join(bundle, file));
      make(join(bundle, file));
      const wanted = file === firstPart().file ? readFirst(store, ref) : openBundle(store, ref, keys);
      await expect(wanted).rejects.toMatchObject({ code: "FILE_NOT_REGULAR" });
    }
  }
});

test("a folder that is a link is no bundle and no feed, and nothing behind it is read", async () => {
  const { root, bundle, store, ref } = exchange();
  const elsewhere = join(folder.path, `elsewhere-${String(count)}`);
  renameSync(bundle, elsewhere);
  symlinkSync(elsewhere, bundle);
  expect(await store.bundles("orders")).toEqual([]);
  await expect(openBundle(store, ref, keys)).rejects.toMatchObject({ code: "FILE_NOT_REGULAR" });
  symlinkSync(join(root, "orders"), join(root, "prices"));
  expect(await store.feeds()).toEqual(["orders"]);
  await expect(readFirst(store, ref)).rejects.toMatchObject({ code: "FILE_NOT_REGULAR" });
});

test("a folder exchanged for a link while it is read gives no byte from outside", async () => {
  const { root, bundle, store, ref } = exchange();
  const outside = join(folder.path, `outside-${String(count)}`);
  mkdirSync(outside);
  writeFileSync(join(outside, "manifest.json"), "outside");
  const script = `const fs = require("fs"); const [b, o] = process.argv.slice(1);
    for (;;) { try { fs.renameSync(b, b + "x"); fs.symlinkSync(o, b); fs.unlinkSync(b); fs.renameSync(b + "x", b); } catch {} }`;
  const swapper = spawn(process.execPath, ["-e", script, bundle, outside]);
  try {
    const seen = new Set<string>();
    for (let at = 0; at < 400; at += 1) {
      const text = await store.read(`orders/${name}/manifest.json`, 1 << 20).then(String, codeOf);
      seen.add(text.startsWith("{") ? "ours" : text);
    }
    expect([...seen].filter((what) => !["ours", "FILE_NOT_REGULAR", "FILE_NOT_FOUND"].includes(what))).toEqual([]);
    expect(ref.name).toBe(name);
    expect(root).toBeDefined();
  } finally {
    swapper.kill("SIGKILL");
    await once(swapper, "exit");
  }
});

test("a thousand decoys are named and never opened", async () => {
  const { bundle, store, ref } = exchange();
  for (let at = 0; at < 1000; at += 1) spawnless(join(bundle, `part-${String(at).padStart(5, "0")}.copy.zst`));
  writeFileSync(join(bundle, "MANIFEST.JSON"), "{}");
  const times = (): string =>
    spawnSync("find", [bundle, "-name", "*.zst", "-printf", "%A@ %T@ %s\n"], { encoding: "utf8" }).stdout;
  const before = times();
  const report = await verifyBundle(store, ref, { trust: keys, level: "full", identities: keys.identities });
  expect(report.problems).toEqual([]);
  expect(report.strangers).toHaveLength(1001);
  expect(times()).toBe(before);
});

/** A file of 1 TB that takes no room: whoever reads it whole is noticed. */
function spawnless(path: string): void {
  writeFileSync(path, "");
  truncateSync(path, 1024 ** 4);
}

test("manifests, signatures and heads over their cap are refused unread", async () => {
  const { root, bundle, store, ref } = exchange();
  for (const [path, file] of [
    [join(bundle, "manifest.json"), "manifest.json"],
    [join(bundle, "manifest.jws"), "manifest.jws"],
  ] as const) {
    const kept = readFileSync(path);
    spawnless(path);
    await expect(openBundle(store, ref, keys)).rejects.toMatchObject({ code: "BUNDLE_TOO_LARGE" });
    writeFileSync(path, kept);
    expect(file).toBeDefined();
  }
  spawnless(join(root, "orders", "head.json"));
  await expect(store.read("orders/head.json", 64 * 1024)).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
});

test("a file that grows while it is read ends at the size it had", async () => {
  const { bundle, store } = exchange();
  const path = join(bundle, "manifest.json");
  const grower = spawn("sh", ["-c", `while :; do printf xxxxxxxx >> "$0"; done`, path]);
  try {
    for (let at = 0; at < 50; at += 1) {
      const read = await store.read(`orders/${name}/manifest.json`, 1 << 20).catch(codeOf);
      expect(typeof read === "string" ? read : read.length <= 1 << 20).toEqual(
        typeof read === "string" ? "FILE_TOO_LARGE" : true,
      );
    }
  } finally {
    grower.kill("SIGKILL");
    await once(grower, "exit");
  }
});

test("a part that is missing, short, long, or gone between listing and reading is told apart", async () => {
  const { bundle, store, ref } = exchange();
  const path = join(bundle, firstPart().file);
  const whole = readFileSync(path);
  const outcome = async (): Promise<unknown> => readFirst(store, ref).catch(codeOf);
  expect(await outcome()).toBe(firstPart().plainBytes);
  writeFileSync(path, whole.subarray(0, -1));
  expect(await outcome()).toBe("BUNDLE_INCOMPLETE");
  writeFileSync(path, Buffer.concat([whole, Buffer.from("x")]));
  expect(await outcome()).toBe("BUNDLE_PART_DAMAGED");
  unlinkSync(path);
  expect(await outcome()).toBe("BUNDLE_INCOMPLETE");
  const report = await verifyBundle(store, ref, { trust: keys, level: "quick" });
  expect(report.problems).toEqual([
    { file: `orders/${name}/${firstPart().file}`, code: "BUNDLE_INCOMPLETE", message: expect.any(String) },
  ]);
});

test("case twins of the signed files change nothing", async () => {
  const { root, bundle, store, ref } = exchange();
  for (const twin of ["Manifest.json", "MANIFEST.JWS", "Part-00000.copy.gz.age"])
    writeFileSync(join(bundle, twin), "x");
  mkdirSync(join(root, "Orders"));
  mkdirSync(join(root, "orders", name.replace("t", "T")));
  expect(await store.feeds()).toEqual(["orders"]);
  expect(await store.bundles("orders")).toEqual([ref]);
  await expect(openBundle(store, ref, keys)).resolves.toMatchObject({ manifest: { seq: 1 } });
});

/** The first part, as a row-hash file names one. */
function hashesPart(): RowHashes["parts"][number] {
  const { file, rows, bytes, sha256, plainBytes, plainSha256 } = firstPart();
  return { file, rows, bytes, sha256, plainBytes, plainSha256 };
}

/** A row-hash file beside the good bundle, whatever it says. */
async function besideWith(change: (manifest: RowHashes) => object, at = "rows-orders-run-1"): Promise<string> {
  const { root, store } = exchange();
  const part = hashesPart();
  const { feed, epoch, seq, snapshot, createdAt, program, compression, recipients = [] } = manifest;
  const sound: RowHashes = {
    ...{
      $schema: "urn:dp:schema:bundle-row-hashes:1",
      formatVersion: "1.0",
      feed,
      table: "orders",
      epoch,
      seq,
      snapshot,
    },
    ...{ manifestSha256: "0".repeat(64), runId: "run-1", createdAt, program, account: "A", compression, recipients },
    ...{
      columns: ["id", "note"],
      key: ["id"],
      outside: [],
      buckets: 4,
      chosen: [0, 3],
      lines: part.rows,
      parts: [part],
    },
  };
  const into = join(root, "orders", at);
  mkdirSync(into);
  const bytes = documentBytes(change(sound) as RowHashes);
  writeFileSync(join(into, "manifest.json"), bytes);
  writeFileSync(join(into, "manifest.jws"), await signBytes(bytes, "row-hashes", keys.signingKey));
  const [ref] = await store.rowHashes("orders");
  expect((await store.bundles("orders")).map((bundle) => bundle.name)).toEqual([name]);
  if (ref === undefined) return "no row-hash file";
  return openRowHashes(store, ref, { signers: keys.signers }).then(() => "fine", codeOf);
}

test("a row-hash file that is signed and says what cannot be is refused; one that is sound is no bundle", async () => {
  expect(await besideWith((manifest) => manifest)).toBe("fine");
  const cases: readonly ((manifest: RowHashes) => object)[] = [
    (manifest) => ({ ...manifest, feed: "other" }),
    (manifest) => ({ ...manifest, table: "other" }),
    (manifest) => ({ ...manifest, runId: "run-2" }),
    (manifest) => ({ ...manifest, lines: 1 }),
    (manifest) => ({ ...manifest, chosen: [3, 0] }),
    (manifest) => ({ ...manifest, chosen: [4] }),
    (manifest) => ({ ...manifest, chosen: [] }),
    (manifest) => ({ ...manifest, key: ["amount"] }),
    (manifest) => ({ ...manifest, outside: ["id"] }),
    (manifest) => ({ ...manifest, columns: ["id", "id"] }),
    (manifest) => ({ ...manifest, compression: "none" }),
    (manifest) => ({ ...manifest, recipients: undefined }),
    (manifest) => ({ ...manifest, unencryptedReason: "both" }),
    (manifest) => ({ ...manifest, parts: [...manifest.parts, ...manifest.parts], lines: manifest.lines * 2 }),
    (manifest) => ({ ...manifest, parts: manifest.parts.map((part) => ({ ...part, file: "../../etc/passwd" })) }),
    (manifest) => ({ ...manifest, seq: 0 }),
  ];
  for (const change of cases)
    expect([String(change), await besideWith(change)]).toEqual([String(change), "BUNDLE_DOCUMENT_INVALID"]);
  expect(await besideWith((manifest) => ({ ...manifest, formatVersion: "2.0" }))).toBe("BUNDLE_FORMAT_NEWER");
  expect(await besideWith((manifest) => ({ ...manifest, program: "x".repeat(9 * 1024 * 1024) }))).toBe(
    "BUNDLE_TOO_LARGE",
  );
  for (const at of [
    "rows-orders",
    "rows-Orders-run-1",
    "rows-orders-..",
    "ROWS-orders-run-1",
    ".tmp-rows-orders-run-1",
  ]) {
    expect([at, await besideWith((manifest) => manifest, at)]).toEqual([at, "no row-hash file"]);
  }
});

test("a row-hash file is published at once and once, and neither signature stands in for the other", async () => {
  const { root, store, bundle } = exchange();
  const part = hashesPart();
  const { feed, epoch, seq, snapshot, createdAt, program, compression, recipients = [] } = manifest;
  const work = join(folder.path, "row-hashes");
  mkdirSync(work);
  copyFileSync(join(bundle, part.file), join(work, part.file));
  const document: RowHashes = {
    ...{
      $schema: "urn:dp:schema:bundle-row-hashes:1",
      formatVersion: "1.0",
      feed,
      table: "orders",
      epoch,
      seq,
      snapshot,
    },
    ...{ manifestSha256: "0".repeat(64), runId: "RUN-1", createdAt, program, account: "A", compression, recipients },
    ...{ columns: ["id", "note"], key: ["id"], outside: [], buckets: 4, lines: part.rows, parts: [part] },
  };
  await sealRowHashes(work, document, keys.signingKey);
  expect(await store.publish("orders", "rows-orders-run-1", work)).toBe("published");
  expect(await store.publish("orders", "rows-orders-run-1", work)).toBe("present");
  const [beside] = await store.rowHashes("orders");
  if (beside === undefined) throw new Error("it is not there");
  const opened = await openRowHashes(store, beside, { signers: keys.signers });
  let bytes = 0;
  for await (const chunk of openPart(store, beside, { manifest: opened.manifest, part, identities: keys.identities })) {
    bytes += chunk.length;
  }
  expect(bytes).toBe(part.plainBytes);
  copyFileSync(join(root, "orders/rows-orders-run-1/manifest.json"), join(bundle, "manifest.json"));
  copyFileSync(join(root, "orders/rows-orders-run-1/manifest.jws"), join(bundle, "manifest.jws"));
  const taken = await openBundle(store, { feed: "orders", name, seq: 1 }, { signers: keys.signers }).catch(codeOf);
  expect(taken).toBe("BUNDLE_SIGNATURE_INVALID");
  await store.remove("orders", "rows-orders-run-1");
  expect(await store.rowHashes("orders")).toEqual([]);
});
