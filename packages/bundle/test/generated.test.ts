import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";

const kinds = ["manifest", "head", "receipt", "row-hashes"];

test.each(kinds)("the schema of %s is one: the validator takes our word for it", async (kind) => {
  const file = new URL(`../schema/bundle-${kind}.v1.schema.json`, import.meta.url);
  expect(await new Ajv2020().validateSchema(JSON.parse(readFileSync(file, "utf8")) as object)).toBe(true);
});

test("the types under git are what the schemas give", () => {
  const path = fileURLToPath(new URL("../scripts/generate-types.mjs", import.meta.url));
  const made = execFileSync(process.execPath, [path, "--print"], { encoding: "utf8" });
  const files = kinds.map((kind) => new URL(`../src/generated/${kind}.ts`, import.meta.url));
  expect(made).toBe(files.map((file) => readFileSync(file, "utf8")).join(""));
});
