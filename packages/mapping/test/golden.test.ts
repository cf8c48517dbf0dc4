import { expectGolden } from "@dp/golden";
import { parseTableMetadata, serializeTableMetadata } from "@dp/metadata";
import { expect, test } from "@jest/globals";

import { richSet } from "./rich-set.ts";
import { mapAll } from "./tables.ts";

const mapped = mapAll(...richSet);

test.each(richSet.map(({ name }) => name))("the metadata of %s is as reviewed, and valid", async (name) => {
  const metadata = mapped.get(name);
  const text = metadata === undefined ? "" : serializeTableMetadata(metadata);
  expectGolden(new URL(`./golden/${name}_metadata.json`, import.meta.url), text);
  expect(await parseTableMetadata(text, name)).toEqual(metadata);
});
