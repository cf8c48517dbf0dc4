import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { campaign } from "@dp/chaos";
import { expect, jest, test } from "@jest/globals";

const { cases: rows, tell } = campaign("rows-in-bounded-memory", { cases: 1_000_000, seed: 1 });

jest.setTimeout(rows > 1_000_000 ? 3_000_000 : 180_000);

const bench = (file: string): string => fileURLToPath(new URL(`../../../bench/data/${file}`, import.meta.url));

interface Measured {
  /** Peak of the resident set, in MB. */
  readonly rss: number;
}

/** A result of so many rows, read into compressed and encrypted parts by a process of its own. */
async function unloaded(size: number): Promise<Measured> {
  const server = spawn(process.execPath, [bench("replay.js"), "narrow", String(size)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(server.stdout, "data")) as [Buffer];
    const address = line.toString();
    expect(JSON.parse(address)).toMatchObject({ rows: size });
    const reader = spawn(process.execPath, [bench("unload.js"), "--run", "result, gzip + age", address], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [told, ended] = await Promise.all([text(reader.stdout), once(reader, "close")]);
    expect(ended).toEqual([0, null]);
    return JSON.parse(told) as Measured;
  } finally {
    server.stdin.end();
    await once(server, "close");
  }
}

test(`${String(rows)} rows need no more memory than a quarter of them`, async () => {
  const few = await unloaded(rows / 4);
  const many = await unloaded(rows);
  expect(many.rss).toBeLessThan(300);
  expect(many.rss).toBeLessThan(few.rss * 1.2);
  tell({ rows, megabytesAtPeak: Math.round(many.rss), megabytesAtPeakOfAQuarter: Math.round(few.rss) });
});
