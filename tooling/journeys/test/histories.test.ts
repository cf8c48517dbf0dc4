import { campaign } from "@dp/chaos";
import { expect, jest, test } from "@jest/globals";

import { History, type Seen } from "./history/history.ts";
import { withWorld } from "./world.ts";

const { cases, seed, tell } = campaign("histories", { cases: 4, seed: 1 });
const firstSeed = Math.round(seed * 100_000);

jest.setTimeout(cases > 4 ? 3_000_000 : 180_000);

test(`in ${String(cases)} random histories the target equals the source as of the last applied bundle, every time`, async () => {
  const total: Partial<Record<keyof Seen, number>> = {};
  await withWorld({ inlineRows: 3, chunkBytes: 2_000, partBytes: 3_000 }, async (world) => {
    const wrong: string[] = [];
    for (let turn = 0; turn < cases && wrong.length < 5; turn++) {
      try {
        const seen = await History.play(world, firstSeed + turn);
        for (const [name, count] of Object.entries(seen) as [keyof Seen, number][]) {
          total[name] = (total[name] ?? 0) + count;
        }
      } catch (error) {
        wrong.push((error as Error).message);
      }
    }
    expect(wrong.join("\n\n")).toBe("");
  });
  expect(total.compared).toBeGreaterThan(cases * 5);
  tell({ histories: cases, ...total });
});
