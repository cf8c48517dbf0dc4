import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

import { campaign, randomFrom } from "@dp/chaos";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import {
  bundleName,
  createPart,
  documentBytes,
  folderStore,
  openBundle,
  openHead,
  openPart,
  signBytes,
  verifyBundle,
  type Manifest,
} from "../src/index.ts";
import { makeKeys, temporaryFolder, writeSample, type Keys } from "./sample.ts";

const folder = temporaryFolder();
const worker = fileURLToPath(new URL("send-worker.mjs", import.meta.url));
const hook = ["--import", new URL("file-moments.mjs", import.meta.url).href];
let keys: Keys;
let manifest: Manifest;
let from: string;
let name: string;
let count = 0;

beforeAll(async () => {
  keys = await makeKeys(folder.path);
  from = join(folder.path, "from");
  mkdirSync(from);
  manifest = await writeSample(from, { keys });
  name = bundleName(manifest.seq, manifest.runId);
  const bytes = documentBytes(manifest);
  writeFileSync(join(from, "manifest.json"), bytes);
  writeFileSync(join(from, "manifest.jws"), await signBytes(bytes, "manifest", keys.signingKey));
});
afterAll(folder.remove);

const place = (what: string): string => join(folder.path, `${what}-${String((count += 1))}`);

function send(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  before: readonly string[] = [],
): { stdout: string; killed: boolean } {
  const [program = process.execPath, ...rest] = [...before, process.execPath, ...hook, worker, ...args];
  const { stdout, signal } = spawnSync(program, rest, { encoding: "utf8", env: { PATH: process.env.PATH, ...env } });
  return { stdout, killed: signal === "SIGKILL" };
}

type Call = readonly [call: string, ...paths: readonly string[]];

function callsIn(log: string): readonly Call[] {
  return readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Call);
}

test("the same again is no deed; the same name with other bytes is an error, and nothing is overwritten", async () => {
  const store = folderStore(place("exchange"));
  expect(await store.publish("orders", name, from)).toBe("published");
  const before = readdirSync(join(store.place, "orders", name)).map(
    (file) => statSync(join(store.place, "orders", name, file)).ino,
  );
  expect(await store.publish("orders", name, from)).toBe("present");
  const { random, seed } = seeded();
  for (let at = 0; at < 30; at += 1) {
    const other = place("other");
    cpSync(from, other, { recursive: true });
    const files = readdirSync(other);
    const file = join(other, files[Math.floor(random() * files.length)] ?? "");
    const bytes = readFileSync(file);
    const change = at % 3;
    if (change === 0) bytes.writeUInt8(bytes.readUInt8(at % bytes.length) ^ 1, at % bytes.length);
    writeFileSync(file, change === 1 ? bytes.subarray(0, -1) : bytes);
    if (change === 2) rmSync(file);
    const error: unknown = await store.publish("orders", name, other).catch((thrown: unknown) => thrown);
    expect({
      seed,
      file,
      error,
    }).toMatchObject({ error: { code: "BUNDLE_NAME_TAKEN" } });
  }
  const after = readdirSync(join(store.place, "orders", name)).map(
    (file) => statSync(join(store.place, "orders", name, file)).ino,
  );
  expect(after).toEqual(before);
  expect(readdirSync(join(store.place, "orders"))).toEqual([name]);
});

function seeded(): { random: () => number; seed: number } {
  return { random: randomFrom(7), seed: 7 };
}

test("two that publish one name at once: one does, the other sees the same or says so", async () => {
  const store = folderStore(place("exchange"));
  const other = place("other");
  cpSync(from, other, { recursive: true });
  appendFileSync(join(other, "manifest.json"), " ");
  const [a, b, c] = await Promise.allSettled(
    [from, from, other].map((source) => store.publish("orders", name, source)),
  );
  const outcomes = [a, b, c].map((one) =>
    one?.status === "fulfilled" ? one.value : (one?.reason as { code: string }).code,
  );
  expect(outcomes.filter((outcome) => outcome === "published")).toHaveLength(1);
  expect(outcomes.filter((outcome) => outcome === "BUNDLE_NAME_TAKEN").length).toBeGreaterThanOrEqual(1);
  expect(readdirSync(join(store.place, "orders"))).toEqual([name]);
});

test("files that are no bundle's are not published", async () => {
  const store = folderStore(place("exchange"));
  const other = place("other");
  cpSync(from, other, { recursive: true });
  writeFileSync(join(other, "notes.txt"), "x");
  await expect(store.publish("orders", name, other)).rejects.toMatchObject({ code: "BUNDLE_NAME_INVALID" });
  await expect(store.publish("orders", "../x", from)).rejects.toMatchObject({ code: "BUNDLE_NAME_INVALID" });
  await expect(store.publish("..", name, from)).rejects.toMatchObject({ code: "BUNDLE_NAME_INVALID" });
  expect(existsSync(join(store.place, "orders", name))).toBe(false);
});

test("every file is synced, then their folder, then it is renamed, then the feed's folder is synced", () => {
  const root = place("exchange");
  const log = place("calls");
  expect(send(["publish", root, name, from], { FILE_CALLS: log })).toEqual({ stdout: "published", killed: false });
  const calls = callsIn(log);
  const renamed = calls.findIndex(([call, , to]) => call === "rename" && to?.endsWith(`/orders/${name}`) === true);
  const neighbour = calls[renamed]?.[1] ?? "";
  const synced = calls
    .slice(0, renamed)
    .filter(([call]) => call === "sync")
    .map(([, path]) => path);
  const inside = readdirSync(from).map((file) => join(neighbour, file));
  expect(synced.filter((path) => path?.startsWith(neighbour)).toSorted()).toEqual([neighbour, ...inside].toSorted());
  expect(synced.at(-1)).toBe(neighbour);
  expect(calls.slice(renamed + 1).map(([call, path]) => [call, path])).toContainEqual(["sync", join(root, "orders")]);
  // The signature is what makes a folder a bundle: it comes last.
  const brought = calls
    .filter(([call]) => call === "link" || call === "copyFile")
    .map(([, path]) => basename(path ?? ""));
  expect(brought.slice(-2)).toEqual(["manifest.json", "manifest.jws"]);
});

test("the kernel sees the same order, where strace is there to ask it", () => {
  const root = place("exchange");
  const log = place("strace");
  const watched =
    spawnSync("strace", ["-V"]).status === 0
      ? ["strace", "-f", "-y", "-qq", "-o", log, "-e", "trace=fsync,rename,renameat,renameat2"]
      : [];
  expect(send(["publish", root, name, from], {}, watched).stdout).toBe("published");
  const lines =
    watched.length === 0 ? ["fsync(.tmp-", `rename(${name}`, "fsync(/orders>"] : readFileSync(log, "utf8").split("\n");
  const rename = lines.findIndex((line) => line.includes("rename") && line.includes(name));
  const filesBefore = lines.slice(0, rename).filter((line) => line.includes("fsync(") && line.includes(".tmp-"));
  expect(filesBefore.length).toBe(watched.length === 0 ? 1 : readdirSync(from).length + 1);
  expect(lines.slice(rename).some((line) => line.includes("fsync(") && line.includes("/orders>"))).toBe(true);
});

test("killed before any of its calls, a publisher leaves all or nothing, and the next one finishes and sweeps", async () => {
  const log = place("calls");
  send(["publish", place("exchange"), name, from], { FILE_CALLS: log });
  const total = callsIn(log).length;
  expect(total).toBeGreaterThan(8);
  let visible = 0;
  for (let moment = 1; moment <= total; moment += 1) {
    const store = folderStore(place("exchange"));
    expect(send(["publish", store.place, name, from], { KILL_BEFORE: String(moment) }).killed).toBe(true);
    const refs = await store.bundles("orders");
    visible += refs.length;
    for (const ref of refs)
      expect(await verifyBundle(store, ref, { trust: keys, level: "full" })).toMatchObject({ problems: [] });
    await store.publish("orders", name, from);
    expect({ moment, left: readdirSync(join(store.place, "orders")) }).toEqual({ moment, left: [name] });
  }
  expect(visible).toBeGreaterThan(0);
  expect(visible).toBeLessThan(total);
});

const { cases, seed, tell } = campaign("sender-kills", { cases: 6, seed: 1 });

test("a sender killed at a random moment loses and doubles nothing: the next one goes on with the parts that were finished", async () => {
  const log = place("calls");
  const text = JSON.stringify(manifest);
  const first = folderStore(place("exchange"));
  send(["send", first.place, place("outbox"), folder.path, text, "2"], { FILE_CALLS: log });
  const total = callsIn(log).length;
  const random = randomFrom(seed);
  let reused = 0;
  for (let at = 0; at < cases; at += 1) {
    const store = folderStore(place("exchange"));
    const outbox = place("outbox");
    const args = ["send", store.place, outbox, folder.path, text, "2"];
    const moment = 1 + Math.floor(random() * total);
    const about = { seed, moment };
    expect({ ...about, killed: send(args, { KILL_BEFORE: String(moment) }).killed }).toEqual({
      ...about,
      killed: true,
    });
    for (const ref of await store.bundles("orders"))
      expect({ ...about, ...(await verifyBundle(store, ref, { trust: keys, level: "full" })) }).toMatchObject({
        problems: [],
      });
    const again = send(args);
    expect({ ...about, again: again.stdout }).toMatchObject({ again: expect.stringMatching(/^reused [0-4]$/) });
    reused += Number(again.stdout.slice(-1));
    expect({ ...about, rows: await rowsOf(store) }).toEqual({ ...about, rows: ["10\tx", "11\tx", "20\tx", "21\tx"] });
    expect(await openHead(store, "orders", keys)).toMatchObject({ seq: 2 });
    expect(readdirSync(join(outbox, "orders"))).toEqual(["state.json"]);
    for (const left of [store.place, outbox]) rmSync(left, { recursive: true });
  }
  tell({ kills: cases, partsReused: reused });
}, 3_000_000);

/** What the chain of bundles brings, in its order; each bundle names the one before. */
async function rowsOf(store: ReturnType<typeof folderStore>): Promise<readonly string[]> {
  const rows: string[] = [];
  let previous: string | undefined;
  for (const ref of await store.bundles("orders")) {
    const bundle = await openBundle(store, ref, keys);
    expect(bundle.manifest.previous).toBe(previous);
    previous = bundle.manifestSha256;
    for (const part of bundle.manifest.tables[0]?.parts ?? []) {
      const texts: Buffer[] = [];
      for await (const chunk of openPart(store, ref, { ...bundle, part, identities: keys.identities }))
        texts.push(chunk);
      rows.push(...Buffer.concat(texts).toString().trim().split("\n"));
    }
  }
  return rows;
}

test("on a full disk a part, a bundle and a head end in an error that says so, and nothing is half there", async () => {
  const disk = place("disk");
  mkdirSync(disk);
  // Root mounts a disk of 4 MiB; everybody else asks the kernel for one that takes no more.
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4m", "tmpfs", disk]).status === 0;
  try {
    const path = mounted ? join(disk, "part") : "/dev/full";
    const filling = async (): Promise<void> => {
      const part = await createPart(path, { compression: "none", recipients: keys.recipients });
      try {
        for (let at = 0; at < 64; at += 1) await part.write(Buffer.alloc(1 << 20, "x\n"), 1 << 19);
        await part.close();
      } catch (error) {
        await part.abort();
        throw error;
      }
    };
    await expect(filling()).rejects.toMatchObject({ code: mounted ? "DISK_FULL" : "FILE_EXISTS" });
    expect(readdirSync(disk)).toEqual([]);
    const store = folderStore(mounted ? disk : "/dev/full");
    if (mounted) fill(join(disk, "ballast"));
    await expect(store.publish("orders", name, from)).rejects.toMatchObject({
      code: mounted ? "DISK_FULL" : "FILE_EXISTS",
    });
    expect(await folderStore(disk).bundles("orders")).toEqual([]);
    if (mounted) rmSync(join(disk, "ballast"));
    const after = folderStore(disk);
    expect(await after.publish("orders", name, from)).toBe("published");
    expect(readdirSync(join(disk, "orders"))).toEqual([name]);
  } finally {
    if (mounted) spawnSync("umount", [disk]);
  }
});

function fill(path: string): void {
  try {
    for (;;) appendFileSync(path, Buffer.alloc(4096));
  } catch (error) {
    if ((error as { code: string }).code !== "ENOSPC") throw error;
  }
}
