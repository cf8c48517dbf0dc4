import { expect, test } from "@jest/globals";

import { finding, sortFindings } from "./findings.ts";

test("findings follow the table's columns, then unknown columns, then the table; by code and then by details", () => {
  const sorted = [
    finding("COLUMN_EXCLUDED", { column: "B" }),
    finding("MASKED_COLUMN", { column: "B", details: { policy: "P" } }),
    finding("MASKED_COLUMN", { column: "B", details: { policy: "Q" } }),
    finding("VIRTUAL_COLUMN_MATERIALISED", { column: "A" }),
    finding("COLUMN_SETTING_UNUSED", { column: "AA" }),
    finding("INDEX_REDUNDANT", { details: { columns: ["a"] } }),
    finding("INDEX_REDUNDANT", { details: { columns: ["b"] } }),
    finding("KEY_NAME_CHANGED"),
  ];
  for (const from of [sorted, sorted.toReversed()]) expect(sortFindings(from, ["B", "A"])).toEqual(sorted);
});
