import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, prodTables, startSim, type Stage } from "./stage.ts";

const person = fileURLToPath(new URL("browser.mjs", import.meta.url));

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

/** The same stage, signing in with the browser. */
function sso(stage: Stage, browser: string): Stage {
  return stage.with({ SNOWFLAKE_AUTH_METHOD: "sso", SNOWFLAKE_TOKEN: undefined, BROWSER: browser });
}

test.each([
  ["a command that gets the address as its last word", `${process.execPath} ${person}`],
  ["a command that says where the address goes", `${process.execPath} ${person} %s`],
])("sso: BROWSER is %s, and the page's link signs in", async (_what, browser) => {
  await onStage(sim, prodTables, async (stage) => {
    const { code, stdout, stderr } = await sso(stage, browser).run("ping");
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^user +VERA$/m)]);
    expect(stderr).toMatch(
      new RegExp(`^Sign in on the page that opens; if none does, open it yourself:\n${sim.url}/`, "m"),
    );
  });
});

test("sso: BROWSER=none opens nothing; the address is printed, also with -q and --json, and stdout stays clean", async () => {
  await onStage(sim, prodTables, async (stage) => {
    const { said, ended } = sso(stage, "none").start("extract", "--all", "--json", "-q");
    await promisify(execFile)(process.execPath, [person, (await said(/http:\S+(?=\n)/)) ?? ""]);
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 0, data: { counts: { new: 3 } } });
  });
});

test("sso: nobody signs in, and the wait ends when its time is up", async () => {
  await onStage(sim, prodTables, async (stage) => {
    const { code, stderr, ms } = await sso(stage, "no-such-program-anywhere").run("ping", "--connect-timeout", "1");
    expect(code).toBe(77);
    expect(stderr).toContain("The sign-in in the browser did not finish");
    expect(stderr).toContain("signing in took more than 1 s");
    expect(ms).toBeLessThan(8000);
  });
});
