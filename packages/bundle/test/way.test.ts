import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { folderStore, hasZstd, openBundle, openHead, openOutbox, openPart, verifyBundle } from "../src/index.ts";
import { copyText, makeKeys, sealNext, temporaryFolder, type Keys } from "./sample.ts";

const folder = temporaryFolder();
let keys: Keys;

beforeAll(async () => {
  keys = await makeKeys(folder.path);
});
afterAll(folder.remove);

const ways = [
  { compression: "gzip", plain: false },
  { compression: "gzip", plain: true },
  { compression: "none", plain: false },
  { compression: "none", plain: true },
  ...(hasZstd() ? [{ compression: "zstd", plain: false } as const] : []),
] as const;

test.each(ways)("what was put in comes out: %j", async (way) => {
  const place = join(folder.path, `${way.compression}-${String(way.plain)}`);
  const store = folderStore(join(place, "exchange"));
  const outbox = await openOutbox(join(place, "outbox"), "orders");
  const sealed = await sealNext(outbox, { keys, ...way });
  const name = await outbox.deliver(store);
  await outbox.close();
  const refs = await store.bundles("orders");
  expect(refs).toEqual([{ feed: "orders", name, seq: 1 }]);
  const ref = refs[0];
  if (ref === undefined) throw new Error("no bundle");
  const { manifest } = await openBundle(store, ref, keys);
  expect(manifest).toEqual(sealed);
  const texts: Buffer[] = [];
  for (const part of manifest.tables[0]?.parts ?? []) {
    for await (const chunk of openPart(store, ref, { manifest, part, identities: keys.identities })) texts.push(chunk);
  }
  expect(Buffer.concat(texts)).toEqual(copyText(1_000_000, 100));
  expect(await openHead(store, "orders", keys)).toMatchObject({ seq: 1, epoch: 1 });
  const report = await verifyBundle(store, ref, { trust: keys, level: "full", identities: keys.identities });
  expect(report).toMatchObject({ problems: [], strangers: [] });
});
