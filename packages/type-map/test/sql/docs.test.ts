import { expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";

import { canonicalSnowflake, isFingerprinted, snowflakeTextSettings, valueExpression } from "../../src/sql/index.ts";
import { insert, sourceOf } from "./move.ts";
import { StandIn } from "./stand-in.ts";

const page = readFileSync(new URL("../../../../docs/values.md", import.meta.url), "utf8");
const rows = [
  ...page.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\| `([^`]+)` +\| (?:`([^`]+)`|(the same|none: .*?)) +\|$/gm),
];

test("what docs/values.md says of each type is so", async () => {
  const standIn = await StandIn.open(snowflakeTextSettings);
  try {
    expect(rows.length).toBe(page.split("\n").filter((line) => line.startsWith("| `")).length);
    expect(rows.length).toBeGreaterThan(20);
    for (const [, type = "", value = "", travels = "", canonical, words = ""] of rows) {
      const group = { type, rows: [[value, null]] as const };
      const source = sourceOf(group);
      const table = await insert(standIn, group);
      const [found] = await standIn.rows(
        `SELECT ${valueExpression(source, "V")}, ${canonicalSnowflake(source, "V")} FROM ${table}`,
      );
      const outside = words.startsWith("none");
      expect([type, isFingerprinted(source), ...(found ?? [])]).toEqual([
        type,
        !outside,
        travels,
        canonical ?? travels,
      ]);
    }
  } finally {
    await standIn.close();
  }
});
