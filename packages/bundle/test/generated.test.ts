import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "@jest/globals";

test("the types under git are what the schemas give", () => {
  const path = fileURLToPath(new URL("../scripts/generate-types.mjs", import.meta.url));
  const made = execFileSync(process.execPath, [path, "--print"], { encoding: "utf8" });
  const files = ["manifest", "head", "receipt", "row-hashes"].map(
    (kind) => new URL(`../src/generated/${kind}.ts`, import.meta.url),
  );
  expect(made).toBe(files.map((file) => readFileSync(file, "utf8")).join(""));
});
