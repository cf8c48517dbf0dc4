import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, expect, jest, test } from "@jest/globals";

import { runAll } from "./pool.mjs";

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), "mutation-"));
const source = "export const twice = (n: number): number => n * 2;\n";

mkdirSync(join(folder, "src"));
writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", sideEffects: false }));
writeFileSync(join(folder, "src/twice.ts"), source);
writeFileSync(
  join(folder, "src/twice.test.ts"),
  `import { expect, test } from "@jest/globals";
   import { twice } from "./twice.ts";
   test.each([[2, 4]])("%s twice is %s", (n, doubled) => { expect(twice(n)).toBe(doubled); });`,
);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a change is noticed or survives; what does not parse is told apart, and what never ends or ends all is survived", async () => {
  const texts = {
    unchanged: source,
    noticed: source.replace("*", "/"),
    unnoticed: source.replace("n * 2", "n + 2"),
    unreadable: "export const = 1;",
    endless: source.replace("n * 2", "{ for (;;) {} }"),
    deadly: source.replace("n * 2", "process.abort()"),
    after: source,
  };
  const found = {};
  await runAll(folder, {
    workers: 1,
    patience: 10_000,
    tasks: Object.entries(texts).map(([name, text]) => ({
      name,
      text,
      path: join(folder, "src/twice.ts"),
      testFiles: ["src/twice.test.ts"],
    })),
    onResult: ({ name }, { verdict, by }) => {
      found[name] = by ?? verdict;
    },
  });
  expect(found).toEqual({
    unchanged: "survived",
    noticed: "2 twice is 4",
    unnoticed: "survived",
    unreadable: "does not compile",
    endless: "no end",
    deadly: "worker ended: SIGABRT",
    after: "survived",
  });
});
