import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type SnowflakeSim, startSnowflakeSim } from "@dp/snowflake-sim";

import { canary } from "./harness.ts";
import { onStage, password, prodSql, prodTables, startSim, tablesYaml, withSim } from "./stage.ts";

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
    expect(stdout).toMatch(/^clock +\d\.\d s (?:ahead of|behind) Snowflake's$/m);
    expect(stdout).toMatch(/^certificate +none: plain http$/m);
    expect(stdout).toMatch(/^ {2}seen +company_info +PROD_DB\.PUBLIC\.COMPANY_INFO \(TABLE\)$/m);
    expect(stdout).toContain("  SNOWFLAKE_USER = VERA  (process)\n");
    expect(stdout).toContain("  SNOWFLAKE_TOKEN = [hidden]  (process)\n");
    expect(stdout).toMatch(/^Snowflake answers; 3 of 3 tables seen in .* Next: extractor-cli extract --all$/m);
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
        settings: expect.arrayContaining([{ name: "SNOWFLAKE_TOKEN", source: "process", value: "[hidden]" }]),
        clockAheadMs: expect.any(Number),
        route: { address: sim.url, proxy: null, certificate: null, clockAheadMs: expect.any(Number) },
        tables: expect.arrayContaining([
          { name: "company_info", table: "PROD_DB.PUBLIC.COMPANY_INFO", status: "seen", kind: "TABLE" },
        ]),
      },
    });
  });
});

test("settings come from .env, from NAME_FILE, and first from the process; the session is tagged with the run", async () => {
  await onStage(sim, prodTables, async ({ with: withEnv, project }) => {
    project.write(".env", `SNOWFLAKE_USER=VERA\nSNOWFLAKE_ROLE=NOBODY\nSNOWFLAKE_TOKEN_FILE=../secret\n`, 0o600);
    project.write("../secret", `${password}\n`, 0o600);
    sim.resetStatements();
    const env = { SNOWFLAKE_USER: undefined, SNOWFLAKE_TOKEN: undefined };
    const { data, runId } = await withEnv(env).json("ping");
    expect(data?.settings).toEqual(
      expect.arrayContaining([
        { name: "SNOWFLAKE_USER", source: ".env line 1", value: "VERA" },
        { name: "SNOWFLAKE_ROLE", source: "process", value: "DP_METADATA" },
        { name: "SNOWFLAKE_TOKEN", source: "SNOWFLAKE_TOKEN_FILE ../secret", value: "[hidden]" },
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

describe("tables that the role does not see", () => {
  const yaml = tablesYaml([
    "{ name: company_info }",
    "{ name: compny_info }",
    "{ name: secret, snowflake: { schema: PRIVATE } }",
    "{ name: theirs, snowflake: { database: Other-DB, schema: S, table: t } }",
    "{ name: nowhere, snowflake: { database: PRD_DB } }",
  ]);
  const more = `CREATE SCHEMA PROD_DB.PRIVATE; CREATE TABLE PROD_DB.PRIVATE.SECRET (A INT);
    CREATE DATABASE "Other-DB"; CREATE SCHEMA "Other-DB".S; CREATE TABLE "Other-DB".S."t" (A INT);
    CREATE ROLE INHERITED; GRANT ROLE INHERITED TO ROLE DP_METADATA; GRANT REFERENCES ON TABLE "Other-DB".S."t" TO ROLE INHERITED;`;

  test("each is told with exactly the grants that are missing, inherited ones counted, and with what was meant: 3", async () => {
    await withSim([prodSql, more], (there) =>
      onStage(there, yaml, async ({ run, json }) => {
        const { data, exitCode } = await json("ping");
        expect([exitCode, data?.tables]).toEqual([
          3,
          [
            expect.objectContaining({ name: "company_info", status: "seen" }),
            expect.objectContaining({
              name: "compny_info",
              didYouMean: ["COMPANY_INFO"],
              missing: ['GRANT REFERENCES ON TABLE "PROD_DB"."PUBLIC"."COMPNY_INFO" TO ROLE "DP_METADATA";'],
            }),
            expect.objectContaining({
              name: "secret",
              missing: [
                'GRANT USAGE ON SCHEMA "PROD_DB"."PRIVATE" TO ROLE "DP_METADATA";',
                'GRANT REFERENCES ON TABLE "PROD_DB"."PRIVATE"."SECRET" TO ROLE "DP_METADATA";',
              ],
            }),
            expect.objectContaining({
              name: "theirs",
              missing: [
                'GRANT USAGE ON DATABASE "Other-DB" TO ROLE "DP_METADATA";',
                'GRANT USAGE ON SCHEMA "Other-DB"."S" TO ROLE "DP_METADATA";',
              ],
            }),
            expect.objectContaining({ name: "nowhere", didYouMean: ["PROD_DB"] }),
          ],
        ]);
        const { stdout } = await run("ping");
        const grants = stdout.split("\n").filter((line) => line.startsWith("  GRANT "));
        expect(new Set(grants).size).toBe(grants.length);
        await there.load(grants.filter((line) => !/COMPNY|PRD_DB/.test(line)).join("\n"));
        const after = (await json("ping")).data?.tables as readonly {
          readonly name: string;
          readonly status: string;
        }[];
        expect(after.filter(({ status }) => status === "seen").map(({ name }) => name)).toEqual([
          "company_info",
          "secret",
          "theirs",
        ]);
      }),
    );
  });
});

describe("the way there", () => {
  let folder: string;
  let inspected: SnowflakeSim;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dp-ping-"));
    const tls = makeCertificate(folder);
    // Ten minutes behind: this machine's clock is ahead.
    inspected = await startSnowflakeSim({
      account: "DEMO",
      sql: [prodSql],
      users: [{ name: "VERA", pat: password, roles: ["DP_METADATA"] }],
      tls,
      now: () => Date.now() - 600_000,
    });
  });

  afterAll(async () => {
    await inspected.close();
    rmSync(folder, { recursive: true });
  });

  test("a certificate of an authority that only this company knows is named, trusted or not, with what to do", async () => {
    await onStage({ url: inspected.tlsUrl ?? "", account: "DEMO" }, prodTables, async ({ json }) => {
      const { error, warnings } = await json("ping", "--connect-timeout", "8");
      expect(error?.code).toBe("SNOWFLAKE_TLS");
      expect(warnings).toMatchObject([
        {
          code: "TLS_INTERCEPTED",
          text: expect.stringMatching(
            /is signed by Example Inspection, .*does not trust it \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
          ),
          hint: expect.stringContaining("NODE_EXTRA_CA_CERTS"),
        },
      ]);
    });
  });

  test("a clock that is off is told, also by how much", async () => {
    await onStage(inspected, prodTables, async ({ json, run }) => {
      const { data, warnings } = await json("ping");
      expect(Number(data?.clockAheadMs)).toBeGreaterThan(590_000);
      expect(warnings).toMatchObject([
        { code: "CLOCK_SKEW", text: expect.stringMatching(/clock is 600\.\d s ahead of the server's/) },
      ]);
      expect((await run("ping")).stdout).toMatch(/^clock +600\.\d s ahead of Snowflake's$/m);
    });
  });

  test("when signing in fails, what was tried is told: settings, proxy, address; no secret", async () => {
    const dead = { HTTPS_PROXY: `http://me:${canary}@127.0.0.1:9`, HTTP_PROXY: undefined };
    await onStage({ url: "https://demo.example.invalid", account: "DEMO" }, prodTables, async ({ with: withEnv }) => {
      const { code, stderr } = await withEnv(dead).run("ping", "--connect-timeout", "3");
      expect(code).toBe(69);
      expect(stderr).toContain("What was tried\n  SNOWFLAKE_USER = VERA  (process)\n");
      expect(stderr).toMatch(/^ {2}proxy = 127\.0\.0\.1:9 \(HTTPS_PROXY\)$/m);
      expect(stderr).toMatch(/^ {2}certificate = ECONNREFUSED$/m);
    });
  });
});

/** A certificate for localhost, signed by itself in the name of a company that inspects TLS. */
function makeCertificate(folder: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const about = [
    "-subj",
    "/O=Example Inspection/CN=localhost",
    "-addext",
    "subjectAltName=DNS:localhost",
    "-days",
    "2",
  ];
  const made = ["-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert];
  execFileSync("openssl", ["req", "-x509", ...made, ...about], { stdio: "ignore" });
  return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
}
