import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "@jest/globals";
import { Ajv2020 } from "ajv/dist/2020.js";

import { tableMetadataSchema } from "../src/schema.ts";

test("the schema is one: the validator takes our word for it", async () => {
  expect(await new Ajv2020().validateSchema(tableMetadataSchema)).toBe(true);
});

test.each([
  ["the types", "generate-types.mjs", "../src/generated/table-metadata.ts"],
  ["the page about the format", "print-format.mjs", "../../../docs/metadata-format.md"],
])("%s under git are what the schema gives", (_, script, file) => {
  const path = fileURLToPath(new URL(`../scripts/${script}`, import.meta.url));
  const made = execFileSync(process.execPath, [path, "--print"], { encoding: "utf8" });
  expect(made).toBe(readFileSync(new URL(file, import.meta.url), "utf8"));
});
