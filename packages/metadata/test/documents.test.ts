import { readdirSync, readFileSync } from "node:fs";

import { expectGolden } from "@dp/golden";
import { describe, expect, test } from "@jest/globals";

import { InvalidMetadataError, parseTableMetadata, serializeTableMetadata } from "../src/index.ts";

function documents(folder: "valid" | "invalid"): readonly { readonly name: string; readonly text: string }[] {
  const url = new URL(`./golden/${folder}/`, import.meta.url);
  return readdirSync(url)
    .toSorted()
    .map((name) => ({ name, text: readFileSync(new URL(name, url), "utf8") }));
}

describe("valid documents", () => {
  test.each(documents("valid"))("$name is read, and printed again as it was", async ({ name, text }) => {
    const printed = serializeTableMetadata(await parseTableMetadata(text, name));
    const canonical = name === "spaced-another-way.json" ? serializeTableMetadata(JSON.parse(text) as never) : text;
    expect(printed).toBe(canonical);
  });
});

describe("invalid documents", () => {
  test.each(documents("invalid"))("$name is refused", async ({ name, text }) => {
    await expect(parseTableMetadata(text, name)).rejects.toMatchObject({ file: name, hint: expect.any(String) });
  });

  test("each refusal says what is wrong and where", async () => {
    const refusals: string[] = [];
    for (const { name, text } of documents("invalid")) {
      const error: unknown = await parseTableMetadata(text, name).catch((reason: unknown) => reason);
      const { code, message } = error as InvalidMetadataError;
      refusals.push(`${code} ${message}`);
    }
    expectGolden(new URL("./golden/refusals.txt", import.meta.url), `${refusals.join("\n")}\n`);
  });
});
