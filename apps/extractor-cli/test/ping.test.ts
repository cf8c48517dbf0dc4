import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { onStage, password, prodTables, startSim } from "./stage.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

test("says as whom and where, and where each setting came from, but no secret", async () => {
  await onStage(sim, prodTables, async ({ run, project }) => {
    const { code, stdout, stderr } = await run("ping");
    expect(code).toBe(0);
    expect(stderr).toBe("Connecting to Snowflake account DEMO as VERA\n");
    expect(stdout).toMatch(/^account +DEMO$/m);
    expect(stdout).toMatch(/^role +DP_METADATA$/m);
    expect(stdout).toMatch(/^warehouse +none$/m);
    expect(stdout).toMatch(/^round trip +\d+ ms$/m);
    expect(stdout).toContain("  SNOWFLAKE_USER = VERA  (process)\n");
    expect(stdout).toContain("  SNOWFLAKE_PASSWORD = [hidden]  (process)\n");
    expect(stdout).toMatch(/^Snowflake answers; 3 tables configured in .* Next: extractor-cli extract --all$/m);
    expect(sim.sessions).toBe(0);
    expect(project.records()).toMatchObject([{ command: "ping", state: "ended", exitCode: 0 }]);
  });
});

test("--json is one valid document with the same facts", async () => {
  await onStage(sim, prodTables, async ({ json }) => {
    expect(await json("ping")).toMatchObject({
      command: "ping",
      exitCode: 0,
      warnings: [],
      data: {
        session: { account: "DEMO", user: "VERA", role: "DP_METADATA", warehouse: null },
        roundTripMs: expect.any(Number),
        settings: expect.arrayContaining([{ name: "SNOWFLAKE_PASSWORD", source: "process", value: "[hidden]" }]),
        tables: 3,
      },
    });
  });
});

test("settings come from .env, from NAME_FILE, and first from the process; the session is tagged with the run", async () => {
  await onStage(sim, prodTables, async ({ with: withEnv, project }) => {
    project.write(".env", `SNOWFLAKE_USER=VERA\nSNOWFLAKE_ROLE=NOBODY\nSNOWFLAKE_PASSWORD_FILE=../secret\n`, 0o600);
    project.write("../secret", `${password}\n`, 0o600);
    sim.resetStatements();
    const env = { SNOWFLAKE_USER: undefined, SNOWFLAKE_PASSWORD: undefined };
    const { data, runId } = await withEnv(env).json("ping");
    expect(data?.settings).toEqual(
      expect.arrayContaining([
        { name: "SNOWFLAKE_USER", source: ".env line 1", value: "VERA" },
        { name: "SNOWFLAKE_ROLE", source: "process", value: "DP_METADATA" },
        { name: "SNOWFLAKE_PASSWORD", source: "SNOWFLAKE_PASSWORD_FILE ../secret", value: "[hidden]" },
      ]),
    );
    expect(new Set(sim.statements().map(({ tag }) => tag))).toEqual(new Set([`dp/0.1.0/${String(runId)}`]));
  });
});

test("-q says nothing but what was asked for", async () => {
  await onStage(sim, prodTables, async ({ run }) => {
    const { code, stdout, stderr } = await run("ping", "-q");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^account +DEMO\n/);
    expect(stdout).not.toContain("Next:");
  });
});
