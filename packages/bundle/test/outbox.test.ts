import { appendFileSync, cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import {
  bundleName,
  checkChain,
  documentBytes,
  folderStore,
  openBundle,
  openHead,
  openOutbox,
  ownSigner,
  rebuildState,
  signBytes,
  type BundleStore,
  type Outbox,
} from "../src/index.ts";
import { makeKeys, sealNext, temporaryFolder, times, writeSample, type Keys } from "./sample.ts";

const folder = temporaryFolder();
let keys: Keys;
let count = 0;

beforeAll(async () => {
  keys = await makeKeys(folder.path);
});
afterAll(folder.remove);

interface Sender {
  readonly store: BundleStore;
  readonly root: string;
  /** Sends bundles; tells their names. */
  readonly send: (howMany: number) => Promise<readonly string[]>;
  readonly with: <T>(work: (outbox: Outbox) => Promise<T>) => Promise<T>;
}

function sender(exchange?: string): Sender {
  count += 1;
  const root = join(folder.path, `outbox-${String(count)}`);
  const store = folderStore(exchange ?? join(folder.path, `exchange-${String(count)}`));
  const withOutbox: Sender["with"] = async (work) => {
    const outbox = await openOutbox(root, "orders");
    try {
      return await work(outbox);
    } finally {
      await outbox.close();
    }
  };
  return {
    store,
    root,
    with: withOutbox,
    send: (howMany) =>
      withOutbox(async (outbox) => {
        const names: string[] = [];
        for (let at = 0; at < howMany; at += 1) {
          await sealNext(outbox, { keys, parts: 1, rowsPerPart: 3 });
          names.push((await outbox.deliver(store)) ?? "");
        }
        return names;
      }),
  };
}

const trust = (): { signers: ReturnType<typeof ownSigner>[]; account: string } => ({
  signers: [ownSigner(keys.signingKey)],
  account: "ORG-ACCOUNT",
});

test("one run at a time: a second is told which process holds the feed, and a dead one's lock is taken over", async () => {
  const { with: using, root } = sender();
  await using(async () => {
    await expect(openOutbox(root, "orders")).rejects.toMatchObject({ code: "OUTBOX_BUSY", retryable: true });
    await (await openOutbox(root, "prices")).close();
  });
  // A process that is gone; this process's own number from before; a number that another process has by now; half a line.
  const left = ["999999999 1", `${String(process.pid)} 1`, `${String(process.ppid)} 1`, ""];
  for (const holder of left) {
    writeFileSync(join(root, "orders", "lock"), `${holder}\n`);
    expect(await using((outbox) => outbox.state())).toBeUndefined();
  }
});

test("the state holds what the next run needs, readable by its owner alone", async () => {
  const { send, with: using, root } = sender();
  await send(2);
  expect(statSync(join(root, "orders", "state.json")).mode & 0o777).toBe(0o600);
  expect(await using((outbox) => outbox.state())).toMatchObject({
    account: "ORG-ACCOUNT",
    epoch: 1,
    seq: 2,
    createdAt: "2026-11-23T10:00:01.000Z",
    tables: { orders: { snapshot: "2026-11-23T10:00:00.123Z", buckets: 1, sums: [["0", "100", "12345", "67890"]] } },
  });
});

test("a lost state is rebuilt from the newest own bundle, and the chain goes on", async () => {
  const { send, with: using, root, store } = sender();
  await send(3);
  const before = readFileSync(join(root, "orders", "state.json"), "utf8");
  rmSync(root, { recursive: true });
  await using(async (outbox) => {
    const state = await rebuildState(store, "orders", trust());
    expect(JSON.parse(before)).toEqual(state);
    if (state !== undefined) await outbox.adopt(state);
  });
  const [name] = await send(1);
  expect(await openBundle(store, { feed: "orders", name: name ?? "", seq: 4 }, keys)).toMatchObject({
    manifest: { seq: 4, previous: (JSON.parse(before) as { manifestSha256: string }).manifestSha256 },
  });
});

test("where only the head is left, the number goes on and every table is to be sent in full", async () => {
  const { send, store } = sender();
  const names = await send(2);
  for (const name of names) await store.remove("orders", name);
  expect(await rebuildState(store, "orders", trust())).toMatchObject({
    epoch: 1,
    seq: 2,
    account: "ORG-ACCOUNT",
    tables: {},
  });
  expect(await rebuildState(folderStore(join(folder.path, "nowhere")), "orders", trust())).toBeUndefined();
});

test("nothing that another signed is taken for the own state", async () => {
  const { send, store } = sender();
  await send(1);
  const other = await makeKeys(folder.path, "rebuilt");
  const options = { signers: [ownSigner(other.signingKey)], account: "ORG-ACCOUNT" };
  expect(await rebuildState(store, "orders", options)).toBeUndefined();
});

test("a state that was put back from an old copy is noticed before anything is sent", async () => {
  const { send, with: using, root, store } = sender();
  await send(1);
  const old = `${root}-old`;
  cpSync(root, old, { recursive: true });
  await send(1);
  const own = await using((outbox) => outbox.state());
  if (own === undefined) throw new Error("no state");
  await expect(checkChain(store, own, trust())).resolves.toBeUndefined();
  const stale = await openOutbox(old, "orders");
  const state = await stale.state();
  await stale.close();
  if (state === undefined) throw new Error("no state");
  await expect(checkChain(store, state, trust())).rejects.toMatchObject({
    code: "OUTBOX_FORKED",
    message: expect.stringContaining("bundle 2 of epoch 1, this project remembers 1 of epoch 1"),
  });
});

test("two extractors of one feed: the second to publish a number is refused, whichever key it signs with", async () => {
  const first = sender();
  const second = sender(first.store.place);
  await first.send(1);
  await second.with(async (outbox) => {
    const manifest = await sealNextAs(outbox, "20261123T100000Z-ffffff");
    await expect(outbox.deliver(first.store)).rejects.toMatchObject({
      code: "OUTBOX_FORKED",
      message: expect.stringContaining("has the place of"),
    });
    expect(await first.store.bundles("orders")).toHaveLength(1);
    expect(manifest).toBeDefined();
  });
  const state = await first.with((outbox) => outbox.state());
  const foreign = await makeKeys(folder.path, "second");
  const ours = await first.store.bundles("orders");
  await publishForeign(first.store, foreign, 2);
  if (state === undefined) throw new Error("no state");
  await expect(checkChain(first.store, state, trust())).rejects.toMatchObject({ code: "OUTBOX_FORKED" });
  expect(ours).toHaveLength(1);
});

async function sealNextAs(outbox: Outbox, runId: string): Promise<string> {
  await outbox.begin({ runId, epoch: 1, seq: 1, snapshot: "2026-11-23T10:00:00.123Z", plan: {} });
  const manifest = await writeSample(outbox.runFolder, { keys, runId, parts: 1, rowsPerPart: 2 });
  await outbox.seal(manifest, keys.signingKey, times);
  return bundleName(1, runId);
}

async function publishForeign(store: BundleStore, by: Keys, seq: number): Promise<void> {
  const from = join(folder.path, "foreign-bundle");
  const { mkdirSync } = await import("node:fs");
  mkdirSync(from);
  const manifest = await writeSample(from, { keys: by, seq, previous: "0".repeat(64), parts: 1 });
  const bytes = documentBytes(manifest);
  writeFileSync(join(from, "manifest.json"), bytes);
  writeFileSync(join(from, "manifest.jws"), await signBytes(bytes, "manifest", by.signingKey));
  await store.publish("orders", bundleName(seq, manifest.runId), from);
}

test("an own key that was changed is no fork: the last bundle is known by its hash", async () => {
  const { send, with: using, store } = sender();
  await send(2);
  const rotated = await makeKeys(folder.path, "rotated");
  const state = await using((outbox) => outbox.state());
  if (state === undefined) throw new Error("no state");
  await expect(checkChain(store, state, { signers: [ownSigner(rotated.signingKey)] })).resolves.toBeUndefined();
});

test("a new epoch begins at one, in full, and the old epoch's numbers are no twins", async () => {
  const { send, with: using, store } = sender();
  await send(3);
  expect(await using((outbox) => outbox.restart("ORG-ACCOUNT"))).toMatchObject({ epoch: 2, seq: 0, tables: {} });
  const [name] = await using(async (outbox) => {
    const runId = "20261124T100000Z-abcdef";
    await outbox.begin({ runId, epoch: 2, seq: 1, snapshot: "2026-11-23T10:00:00.123Z", plan: {} });
    const manifest = await writeSample(outbox.runFolder, { keys, runId, epoch: 2, seq: 1 });
    await outbox.seal(manifest, keys.signingKey, times);
    return [await outbox.deliver(store)];
  });
  expect(name).toBe("0000000001-20261124t100000z-abcdef");
  expect(await openHead(store, "orders", keys)).toMatchObject({ epoch: 2, seq: 1 });
  expect(await rebuildState(store, "orders", trust())).toMatchObject({ epoch: 2, seq: 1 });
});

test("a head that says the run found nothing new is issued again over the same bundle", async () => {
  const { send, with: using, store } = sender();
  await send(1);
  const unchangedAt = "2026-11-24T10:00:00.000Z";
  await using((outbox) =>
    outbox.refreshHead(store, keys.signingKey, {
      issuedAt: unchangedAt,
      unchangedAt,
      nextDue: "2026-11-25T10:00:00.000Z",
    }),
  );
  expect(await openHead(store, "orders", keys)).toMatchObject({
    seq: 1,
    unchangedAt,
    createdAt: "2026-11-23T10:00:01.000Z",
  });
});

test("of a run that was cut, finished parts are kept: damaged ones, strays and a torn last line are not", async () => {
  const { with: using, root } = sender();
  const runId = "20261123T100000Z-000001";
  await using(async (outbox) => {
    await outbox.begin({ runId, epoch: 1, seq: 1, snapshot: "2026-11-23T10:00:00.123Z", plan: { query: "q" } });
    const manifest = await writeSample(outbox.runFolder, { keys, runId, parts: 3 });
    for (const part of manifest.tables[0]?.parts ?? [])
      await outbox.addPart({ table: "orders", piece: part.file, part, notes: { n: 1 } });
  });
  const run = join(root, "orders", "run");
  appendFileSync(join(run, "part-00001.copy.gz.age"), "x");
  writeFileSync(join(run, "stray"), "x");
  const flipped = readFileSync(join(run, "part-00002.copy.gz.age"));
  flipped.writeUInt8(flipped.readUInt8(300) ^ 1, 300);
  writeFileSync(join(run, "part-00002.copy.gz.age"), flipped);
  appendFileSync(join(root, "orders", "journal.jsonl"), '{"table":"orders","piece":"3","pa');
  await using(async (outbox) => {
    const left = await outbox.unfinished();
    expect(left?.run).toMatchObject({ runId, plan: { query: "q" } });
    expect(left?.parts.map(({ piece }) => piece)).toEqual(["part-00000.copy.gz.age"]);
    expect(left?.parts[0]?.notes).toEqual({ n: 1 });
    expect(readdirSync(run)).toEqual(["part-00000.copy.gz.age"]);
  });
});

test("the journal of a run that has another place than the next one is forgotten", async () => {
  const { send, with: using, root } = sender();
  await send(2);
  await using(async (outbox) => {
    for (const [epoch, seq] of [
      [1, 2],
      [1, 4],
      [2, 3],
    ] as const) {
      await outbox.begin({ runId: "r", epoch, seq, snapshot: "2026-11-23T10:00:00.123Z", plan: {} });
      expect(await outbox.unfinished()).toBeUndefined();
    }
    await outbox.begin({ runId: "r", epoch: 1, seq: 3, snapshot: "2026-11-23T10:00:00.123Z", plan: {} });
    expect(await outbox.unfinished()).toMatchObject({ run: { seq: 3 }, parts: [] });
  });
  expect(readdirSync(join(root, "orders")).toSorted()).toEqual(["journal.jsonl", "run", "state.json"]);
});

test("a state file that cannot be read is told, never overwritten", async () => {
  const { send, with: using, root } = sender();
  await send(1);
  const path = join(root, "orders", "state.json");
  for (const text of ["", "{", '{"formatVersion":"9.0"}', "[]"]) {
    writeFileSync(path, text);
    await expect(using((outbox) => outbox.state())).rejects.toMatchObject({ code: "OUTBOX_DAMAGED", where: path });
    expect(readFileSync(path, "utf8")).toBe(text);
  }
});
