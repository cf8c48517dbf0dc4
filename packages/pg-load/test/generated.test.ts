import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { expect, test } from "@jest/globals";

test("the queries compiled into the package are those of sql/", () => {
  const script = fileURLToPath(new URL("../scripts/build-sql.mjs", import.meta.url));
  const made = execFileSync(process.execPath, [script], { encoding: "utf8" });
  expect(readFileSync(new URL("../src/generated/sql.ts", import.meta.url), "utf8")).toBe(made);
});
