import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";

import type { BundleStore } from "@dp/bundle";
import { type Fault, type ObjectStore, startObjectStore } from "@dp/object-store";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";

import { s3Store } from "../src/index.ts";

const bucket = "dp-exchange";
const part = "part-00000.copy.gz.age";
const name = "0000000001-20261123t100000z-abc";
// Larger than one packet, so that it can be cut in the middle.
const bytes = Buffer.alloc(700_000, "row\t1\n");

let objects: ObjectStore;
let folder: string;
let counter = 0;

beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = "S3RVER";
  process.env.AWS_SECRET_ACCESS_KEY = "S3RVER";
  objects = await startObjectStore(bucket);
  folder = await mkdtemp(join(tmpdir(), "dp-s3-files-"));
});

afterAll(async () => {
  await objects.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => {
  objects.conditional = true;
  objects.fault = () => undefined;
  objects.requests.length = 0;
});

/** Each test has a prefix of its own. */
function open(options = "", maxAttempts = 3): BundleStore {
  const prefix = encodeURIComponent(`exchange ${String(++counter)}/ü`);
  const query = `?endpoint=${encodeURIComponent(objects.endpoint)}${options}`;
  return s3Store(`s3://${bucket}/${prefix}${query}`, { maxAttempts, idleTimeoutMs: 5000 });
}

async function localBundle(files: Readonly<Record<string, Buffer | string>> = {}): Promise<string> {
  const path = await mkdtemp(join(folder, "bundle-"));
  const all = { [part]: bytes, "manifest.json": "{}", "manifest.jws": "a..b", ...files };
  for (const [file, content] of Object.entries(all)) await writeFile(join(path, file), content);
  return path;
}

async function readAll(store: BundleStore, path: string, size: number): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const some of store.open(path, size)) all.push(some);
  return Buffer.concat(all);
}

const sha = (of: Buffer): string => createHash("sha256").update(of).digest("hex");

/** Faults one after the other, for requests of a method whose address holds a text. */
function inTurn(method: string, text: string, faults: Fault[]): (request: IncomingMessage) => Fault | undefined {
  return (request) => (request.method === method && (request.url ?? "").includes(text) ? faults.shift() : undefined);
}

test("a bundle crosses: listed, sized and read; its signature is put last", async () => {
  const store = open();
  expect(await store.publish("orders", name, await localBundle())).toBe("published");
  const puts = objects.requests.filter((request) => request.startsWith("PUT") && request.includes("/orders/"));
  expect(puts.map((request) => request.split("/").pop())).toEqual([part, "manifest.json", "manifest.jws"]);
  // s3rver lists a folder only once something lies right in it.
  await store.putHead("orders", Buffer.from("{}"), "x..y");
  expect(await store.feeds()).toEqual(["orders"]);
  const refs = await store.bundles("orders");
  expect(refs).toEqual([{ feed: "orders", name, seq: 1 }]);
  const sizes = await Promise.all(refs.map((ref) => store.sizes(ref)));
  expect(sizes.map((one) => [...one])).toEqual([
    [
      ["manifest.json", 2],
      ["manifest.jws", 4],
      [part, bytes.length],
    ],
  ]);
  expect((await store.read(`orders/${name}/manifest.json`, 100)).toString()).toBe("{}");
  expect(sha(await readAll(store, `orders/${name}/${part}`, bytes.length))).toBe(sha(bytes));
});

test("publishing the same again does nothing; other bytes are refused and nothing is overwritten", async () => {
  const store = open();
  await store.publish("orders", name, await localBundle());
  expect(await store.publish("orders", name, await localBundle())).toBe("present");
  const other = await localBundle({ "manifest.json": "[]" });
  await expect(store.publish("orders", name, other)).rejects.toMatchObject({ code: "BUNDLE_NAME_TAKEN" });
  const longer = await localBundle({ [part]: Buffer.concat([bytes, bytes]) });
  await expect(store.publish("orders", name, longer)).rejects.toMatchObject({ code: "BUNDLE_NAME_TAKEN" });
  const shorter = await localBundle({ [part]: bytes.subarray(0, 10) });
  await expect(store.publish("orders", name, shorter)).rejects.toMatchObject({ code: "BUNDLE_NAME_TAKEN" });
  expect((await store.read(`orders/${name}/manifest.json`, 100)).toString()).toBe("{}");
  expect(sha(await readAll(store, `orders/${name}/${part}`, bytes.length))).toBe(sha(bytes));
});

test("a store that overwrites in spite of If-None-Match is refused, unless there is one sender for ever", async () => {
  objects.conditional = false;
  const store = open();
  const refused = store.publish("orders", name, await localBundle());
  await expect(refused).rejects.toMatchObject({ code: "S3_NOT_CONDITIONAL" });
  expect(await store.feeds()).toEqual([]);
  const alone = open("&conditional_writes=false");
  expect(await alone.publish("orders", name, await localBundle())).toBe("published");
  expect(await alone.publish("orders", name, await localBundle())).toBe("present");
  const other = await localBundle({ "manifest.json": "[]" });
  await expect(alone.publish("orders", name, other)).rejects.toMatchObject({ code: "BUNDLE_NAME_TAKEN" });
});

test.each<readonly [string, Fault[]]>([
  ["a lost answer", [{ cutAfter: 0 }]],
  ["a conflict", [{ status: 409, code: "ConditionalRequestConflict" }]],
  [
    "a busy store",
    [
      { status: 503, code: "SlowDown" },
      { status: 503, code: "SlowDown" },
    ],
  ],
])("%s is tried again, and ends as if nothing had been", async (_what, faults) => {
  const store = open();
  objects.fault = inTurn("PUT", part, faults);
  await store.publish("orders", name, await localBundle());
  expect(faults).toEqual([]);
  expect(sha(await readAll(store, `orders/${name}/${part}`, bytes.length))).toBe(sha(bytes));
});

test("a read that breaks off goes on where it was; one that always breaks off is given up", async () => {
  const store = open();
  await store.publish("orders", name, await localBundle());
  const cuts = [{ cutAfter: 100_000 }, { cutAfter: 1 }, { cutAfter: 250_000 }];
  objects.fault = inTurn("GET", part, cuts);
  expect(sha(await readAll(store, `orders/${name}/${part}`, bytes.length))).toBe(sha(bytes));
  expect(cuts).toEqual([]);
  objects.fault = ({ method }) => (method === "GET" ? { cutAfter: 0 } : undefined);
  await expect(readAll(store, `orders/${name}/${part}`, bytes.length)).rejects.toMatchObject({
    code: "S3_UNREACHABLE",
  });
});

test("a read that slows down to a byte at a time goes on anew; one that always does is given up", async () => {
  await open().publish("orders", name, await localBundle());
  const address = `s3://${bucket}/${encodeURIComponent(`exchange ${String(counter)}/ü`)}?endpoint=${encodeURIComponent(objects.endpoint)}`;
  const store = s3Store(address, { maxAttempts: 3, idleTimeoutMs: 1500 });
  const slow = [{ trickleAfter: 300_000 }];
  objects.fault = inTurn("GET", part, slow);
  expect(sha(await readAll(store, `orders/${name}/${part}`, bytes.length))).toBe(sha(bytes));
  expect(slow).toEqual([]);
  objects.fault = ({ method }) => (method === "GET" ? { trickleAfter: 1 } : undefined);
  const endless = readAll(store, `orders/${name}/${part}`, bytes.length);
  await expect(endless).rejects.toMatchObject({ code: "S3_UNREACHABLE", retryable: true });
});

test.each([
  [403, "ExpiredToken", "S3_CREDENTIALS_EXPIRED"],
  [403, "RequestTimeTooSkewed", "S3_CREDENTIALS_EXPIRED"],
  [403, "AccessDenied", "S3_ACCESS_DENIED"],
  [403, "SignatureDoesNotMatch", "S3_ACCESS_DENIED"],
  [404, "NoSuchBucket", "S3_BUCKET_NOT_FOUND"],
  [503, "SlowDown", "S3_BUSY"],
  [500, "InternalError", "S3_FAILED"],
])("%d %s is told as %s, with what to do next", async (status, code, expected) => {
  const store = open("", 2);
  objects.fault = () => ({ status, code });
  const failure = await store.feeds().catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: expected, where: expect.stringContaining(`s3://${bucket}/`) });
  expect(failure).toHaveProperty("hint", expect.stringMatching(/\w/));
  await expect(store.publish("orders", name, await localBundle())).rejects.toMatchObject({ code: expected });
});

test("what is not there, too large or of another size is told as in a folder", async () => {
  const store = open();
  await store.publish("orders", name, await localBundle());
  const path = `orders/${name}/${part}`;
  await expect(store.read(`orders/${name}/part-00001.copy`, 10)).rejects.toMatchObject({ code: "FILE_NOT_FOUND" });
  await expect(store.read(path, 1000)).rejects.toMatchObject({ code: "FILE_TOO_LARGE" });
  await expect(readAll(store, path, bytes.length - 1)).rejects.toMatchObject({ code: "BUNDLE_PART_DAMAGED" });
  await expect(readAll(store, path, bytes.length + 1)).rejects.toMatchObject({ code: "BUNDLE_INCOMPLETE" });
  await expect(store.read("orders/../../secret", 10)).rejects.toMatchObject({ code: "BUNDLE_NAME_INVALID" });
  const decoy = await localBundle({ "notes.txt": "x" });
  await expect(store.publish("orders", name, decoy)).rejects.toMatchObject({ code: "BUNDLE_NAME_INVALID" });
});

test("heads are replaced; a bundle that is removed is gone, also one that was not there", async () => {
  const store = open();
  await store.publish("orders", name, await localBundle());
  await store.putHead("orders", Buffer.from('{"seq":1}'), "x..y");
  await store.putHead("orders", Buffer.from('{"seq":2}'), "x..z");
  expect((await store.read("orders/head.json", 100)).toString()).toBe('{"seq":2}');
  expect((await store.read("orders/head.jws", 100)).toString()).toBe("x..z");
  expect(await store.bundles("orders")).toHaveLength(1);
  await store.remove("orders", name);
  await store.remove("orders", name);
  expect(await store.bundles("orders")).toEqual([]);
});

test("more bundles than one page of a listing holds are all listed", async () => {
  const store = open();
  const local = await mkdtemp(join(folder, "small-"));
  await writeFile(join(local, "manifest.json"), "{}");
  const names = Array.from({ length: 1003 }, (_, index) => `${String(index + 1).padStart(10, "0")}-run`);
  const sending = [...names];
  const send = async (): Promise<void> => {
    for (let one = sending.pop(); one !== undefined; one = sending.pop()) await store.publish("many", one, local);
  };
  await Promise.all(Array.from({ length: 20 }, send));
  const refs = await store.bundles("many");
  expect(refs.map((ref) => ref.name)).toEqual(names);
});

test("wrong credentials are told without showing them", async () => {
  process.env.AWS_ACCESS_KEY_ID = "nobody";
  process.env.AWS_SECRET_ACCESS_KEY = "not-the-key-5e1f";
  const wrong = await open()
    .feeds()
    .catch((error: unknown) => error as Error);
  process.env.AWS_ACCESS_KEY_ID = "S3RVER";
  process.env.AWS_SECRET_ACCESS_KEY = "S3RVER";
  expect(wrong).toMatchObject({ code: "S3_ACCESS_DENIED" });
  expect(inspect(wrong)).not.toContain("5e1f");
});

test.each([
  ["s3://", "bucket missing"],
  ["s3:bucket", "no s3:// address"],
  ["s3://Bucket_1/x", "bucket"],
  ["s3://user:pass@bucket/x", "no credentials"],
  ["s3://bucket/a%2f..%2fb", "prefix"],
  ["s3://bucket/x?regoin=eu", "unknown option regoin"],
  ["s3://bucket/x?endpoint=http://10.0.0.1", "endpoint"],
  ["s3://bucket/x?path_style=yes", "path_style"],
  ["s3://bucket/x#y", "#"],
])("the location %s is refused, saying why", (location, detail) => {
  expect(() => s3Store(location)).toThrow(
    expect.objectContaining({ code: "S3_LOCATION_INVALID", message: expect.stringContaining(detail) }),
  );
});

test("a store that nobody answers for is told as such", async () => {
  const store = s3Store(`s3://${bucket}/x?endpoint=http://127.0.0.1:9`, { maxAttempts: 1 });
  await expect(store.feeds()).rejects.toMatchObject({ code: "S3_UNREACHABLE", retryable: true });
});

test("a row-hash file crosses beside the bundles, and is none of them", async () => {
  const store = open();
  const beside = "rows-orders-20261124t080000z-71fa29";
  expect(await store.publish("orders", name, await localBundle())).toBe("published");
  expect(await store.publish("orders", beside, await localBundle())).toBe("published");
  const puts = objects.requests.filter((request) => request.startsWith("PUT") && request.includes("/rows-orders-"));
  expect(puts.map((request) => request.split("/").pop())).toEqual([part, "manifest.json", "manifest.jws"]);
  expect((await store.bundles("orders")).map((ref) => ref.name)).toEqual([name]);
  expect(await store.rowHashes("orders")).toEqual([{ feed: "orders", name: beside, table: "orders" }]);
  expect(sha(await readAll(store, `orders/${beside}/${part}`, bytes.length))).toBe(sha(bytes));
  await store.remove("orders", beside);
  expect(await store.rowHashes("orders")).toEqual([]);
  expect((await store.bundles("orders")).length).toBe(1);
});
