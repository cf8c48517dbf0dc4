import { expectGolden } from "@dp/golden";
import { test } from "@jest/globals";

import { printTypeMapDocs } from "../scripts/print-docs.ts";

test("docs/type-map.md is what the table prints", () => {
  expectGolden(new URL("../../../docs/type-map.md", import.meta.url), printTypeMapDocs());
});
