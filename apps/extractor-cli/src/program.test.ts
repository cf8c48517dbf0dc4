import { expect, test } from "@jest/globals";
import { printReference } from "@dp/cli-kit";
import { expectGolden } from "@dp/golden";

import { program } from "./program.ts";

test("docs/cli/extractor-cli.md is what the table of commands prints", () => {
  expectGolden(new URL("../../../docs/cli/extractor-cli.md", import.meta.url), printReference(program));
});

test("every command has an example, and its work can be loaded", async () => {
  for (const { name, examples, load } of program.commands) {
    expect([name, examples.length]).toEqual([name, expect.any(Number)]);
    expect(examples.length).toBeGreaterThan(0);
    expect(typeof (await load())).toBe("function");
  }
});
