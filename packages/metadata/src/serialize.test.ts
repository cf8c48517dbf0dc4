import { expectGolden } from "@dp/golden";
import { expect, test } from "@jest/globals";

import { orders } from "../test/orders.ts";
import { parseTableMetadata } from "./parse.ts";
import { serializeTableMetadata } from "./serialize.ts";

test("the canonical text has one column, key, index or finding a line", () => {
  expectGolden(new URL("../test/golden/valid/orders.json", import.meta.url), serializeTableMetadata(orders));
});

test("the order in which an object was built does not show", () => {
  const backwards = Object.fromEntries(Object.entries(orders).toReversed()) as unknown as typeof orders;
  expect(serializeTableMetadata(backwards)).toBe(serializeTableMetadata(orders));
});

test("fields of a newer minor version keep their place", async () => {
  const text = serializeTableMetadata(orders).replace(
    '"nullable": false, "identity"',
    '"nullable": false, "later": { "z": 1, "a": [null, true] }, "identity"',
  );
  const withoutFingerprint = text.replace(/"source": "v1:sha256:[0-9a-f]+"/, '"source": "v1:sha256:SOURCE"');
  const { fingerprintSource } = await import("./fingerprint.ts");
  const { source } = JSON.parse(withoutFingerprint) as typeof orders;
  const newer = withoutFingerprint.replace("v1:sha256:SOURCE", fingerprintSource(source));
  expect(serializeTableMetadata(await parseTableMetadata(newer, "newer.json"))).toBe(newer);
});
