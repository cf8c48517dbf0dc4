import { cpSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";

import { randomFrom } from "@dp/chaos";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import {
  classifyBundles,
  folderStore,
  openHead,
  openOutbox,
  verifyBundles,
  type BundleReport,
  type BundleStanding,
  type Head,
} from "../src/index.ts";
import { makeKeys, sealNext, temporaryFolder, type Keys } from "./sample.ts";

const folder = temporaryFolder();
let keys: Keys;
let head: Head;
const chain = 24;
const now = new Date("2026-11-23T10:30:00.000Z");
const grace = 3600;

beforeAll(async () => {
  keys = await makeKeys(folder.path);
  const store = folderStore(join(folder.path, "all"));
  const outbox = await openOutbox(join(folder.path, "outbox"), "orders");
  for (let at = 0; at < chain; at += 1) {
    await sealNext(outbox, { keys, parts: 1, rowsPerPart: 1, plain: true, mode: at === 0 ? "full" : "incremental" });
    await outbox.deliver(store);
  }
  await outbox.close();
  head = await openHead(store, "orders", keys);
}, 60_000);
afterAll(folder.remove);

async function reportsOf(root: string): Promise<readonly BundleReport[]> {
  const store = folderStore(root);
  const refs = await store.bundles("orders");
  const reports = await verifyBundles(store, refs, { trust: keys, level: "quick" });
  expect(reports.map(({ ref }) => ref)).toEqual(refs);
  return reports;
}

test("chains with bundles missing, half written, late or changed: every number is told for what it is", async () => {
  const random = randomFrom(11);
  const names = readdirSync(join(folder.path, "all", "orders"))
    .filter((name) => !name.startsWith("head"))
    .toSorted();
  for (let round = 0; round < 6; round += 1) {
    const root = join(folder.path, `round-${String(round)}`);
    cpSync(join(folder.path, "all"), root, { recursive: true });
    const applied = Math.floor(random() * 10);
    const late = round % 2 === 0;
    const expected: BundleStanding[] = names.map((_, at) => (at < applied ? "applied" : "present"));
    for (let at = 0; at < 5; at += 1) {
      const seq = applied + 1 + Math.floor(random() * (chain - applied));
      const bundle = join(root, "orders", names[seq - 1] ?? "");
      if (expected[seq - 1] !== "present") continue;
      if (at % 3 === 0) {
        rmSync(bundle, { recursive: true });
        expected[seq - 1] = late ? "lost" : "delayed";
      } else if (at % 3 === 1) {
        truncateSync(join(bundle, "part-00000.copy.gz"), 3);
        expected[seq - 1] = late ? "lost" : "uploading";
      } else {
        truncateSync(join(bundle, "manifest.json"), 100);
        expected[seq - 1] = "refused";
      }
    }
    const sighting = { epoch: 1, applied, reports: await reportsOf(root), head, graceSeconds: grace };
    const found = classifyBundles({ ...sighting, now: late ? new Date("2026-11-23T12:00:00.000Z") : now });
    expect({ round, found: found.map(({ standing }) => standing) }).toEqual({ round, found: expected });
    expect(found.map(({ seq }) => seq)).toEqual(names.map((_, at) => at + 1));
    for (const { standing, problems } of found) {
      expect(problems.length > 0).toBe(
        standing === "uploading" || standing === "refused" || (standing === "lost" && problems.length > 0),
      );
    }
    rmSync(root, { recursive: true });
  }
});

test("what the head speaks of and nobody has seen is delayed, then lost", () => {
  const sighting = { epoch: 1, applied: chain - 2, reports: [], head, graceSeconds: grace };
  expect(classifyBundles({ ...sighting, now }).map(({ seq, standing }) => [seq, standing])).toEqual([
    [chain - 1, "delayed"],
    [chain, "delayed"],
  ]);
  const later = new Date("2026-11-23T11:00:01.001Z");
  expect(classifyBundles({ ...sighting, now: later }).map(({ standing }) => standing)).toEqual(["lost", "lost"]);
});

test("a later bundle in full makes those before it needless; a jump of the sequence costs nothing", async () => {
  const reports = await reportsOf(join(folder.path, "all"));
  const asFull = (report: BundleReport): BundleReport => {
    if (report.bundle === undefined) return report;
    const { manifest } = report.bundle;
    return {
      ...report,
      bundle: {
        ...report.bundle,
        manifest: { ...manifest, tables: manifest.tables.map((table) => ({ ...table, mode: "full" as const })) },
      },
    };
  };
  const some = reports
    .filter(({ ref }) => ref.seq !== 5)
    .map((report) => (report.ref.seq === 8 ? asFull(report) : report));
  const found = classifyBundles({ epoch: 1, applied: 3, reports: some, now, graceSeconds: grace });
  expect(found.slice(3, 9).map(({ standing }) => standing)).toEqual([
    "superseded",
    "superseded",
    "superseded",
    "superseded",
    "present",
    "present",
  ]);
  const jumped = classifyBundles({
    epoch: 1,
    applied: chain,
    reports: [],
    head: { ...head, seq: 9_999_999_999 },
    now,
    graceSeconds: grace,
  });
  expect(jumped).toHaveLength(10_000);
});
