import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import { afterEach, expect, jest, test } from "@jest/globals";
import fc from "fast-check";

import { statementType, type StatementResult } from "../contracts.ts";
import { urlSeconds, type ChunkReference, type ChunkSet } from "./chunks.ts";
import { collectResult } from "./collect.ts";

const decompress = promisify(gunzip);
const seed = 20_260_101;

afterEach(() => {
  jest.useRealTimers();
});

function resultOf(batches: readonly (readonly string[])[]): StatementResult {
  return { statementType: statementType.select, columns: [], rows: stream(batches) };
}

async function* stream(batches: readonly (readonly string[])[]): AsyncGenerator<readonly string[]> {
  for (const batch of batches) yield await Promise.resolve(batch);
}

async function open(chunks: ChunkSet | null, reference: ChunkReference | undefined): Promise<Buffer | undefined> {
  if (chunks === null || reference === undefined) throw new Error("There are no chunks.");
  const url = new URL(reference.url);
  const key = chunks.headers()["x-amz-server-side-encryption-customer-key"];
  return chunks.open(Number(url.pathname.split("/").at(-1)), url.searchParams, key);
}

test(`no cut loses, doubles or moves a row (seed ${String(seed)})`, async () => {
  const row = fc.array(fc.option(fc.string({ unit: "binary" }))).map((values) => JSON.stringify(values));
  const limits = fc.record({ inlineRows: fc.nat(8), chunkBytes: fc.integer({ min: 1, max: 200 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(row, { maxLength: 9 }), { maxLength: 6 }), limits, async (batches, limit) => {
      const collected = await collectResult(resultOf(batches), limit);
      const seen = [...collected.inline];
      const { chunks } = collected;
      for (const reference of chunks?.references("http://sim") ?? []) {
        const body = await decompress((await open(chunks, reference)) ?? Buffer.alloc(0));
        const rows = JSON.parse(`[${body.toString("utf8")}]`) as unknown[];
        expect(rows).toHaveLength(reference.rowCount);
        seen.push(...rows.map((values) => JSON.stringify(values)));
      }
      await chunks?.close();
      expect(seen).toEqual(batches.flat());
      expect(collected.total).toBe(batches.flat().length);
    }),
    { seed, numRuns: 40 },
  );
}, 30_000);

test("a URL works until its time has come", async () => {
  const start = Date.now();
  jest.useFakeTimers({ now: start, doNotFake: ["nextTick", "setImmediate", "queueMicrotask", "setTimeout"] });
  const { chunks } = await collectResult(resultOf([["[1]"]]), { inlineRows: 0, chunkBytes: 1 });
  const reference = chunks?.references("http://sim")[0];
  jest.setSystemTime(start + urlSeconds * 1000 - 1);
  await expect(open(chunks, reference)).resolves.toBeInstanceOf(Buffer);
  jest.setSystemTime(start + urlSeconds * 1000);
  await expect(open(chunks, reference)).resolves.toBeUndefined();
  await chunks?.close();
});

test("a result that fails half way is a failure, and its chunks are freed", async () => {
  const rows = (async function* () {
    yield await Promise.resolve(["[1]"]);
    throw new RangeError("half way");
  })();
  const result = { statementType: statementType.select, columns: [], rows };
  await expect(collectResult(result, { inlineRows: 0, chunkBytes: 1 })).rejects.toThrow("half way");
});
