import { existsSync } from "node:fs";
import { afterEach, beforeEach, expect, jest, test } from "@jest/globals";
import { connectSnowflake } from "../src/index.ts";
import { settingsFor, startSim } from "./sim.ts";

const said: string[] = [];

beforeEach(() => {
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, "write").mockImplementation((text) => said.push(String(text)) > 0);
  }
  for (const method of ["debug", "error", "info", "log", "warn"] as const) {
    jest.spyOn(console, method).mockImplementation((...text) => said.push(text.join(" ")));
  }
});

afterEach(() => {
  jest.restoreAllMocks();
});

test("nothing is printed and no log file is written, in success and in failure", async () => {
  const sim = await startSim();
  const settings = settingsFor(sim);
  const db = await connectSnowflake(settings, { tag: "dp/0.0.0/test" });
  await db.query("SELECT 'NULL' AS A");
  await db.query('SHOW TABLES IN SCHEMA "DB"."NO_SUCH"').catch(() => undefined);
  await db.close();
  const wrong = { method: "password", password: "another-one" } as const;
  await connectSnowflake({ ...settings, credentials: wrong }, { tag: "t" }).catch(() => undefined);
  await sim.close();
  expect(said).toEqual([]);
  expect(existsSync("snowflake.log")).toBe(false);
});
