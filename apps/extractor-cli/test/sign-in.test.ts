import { generateKeyPairSync } from "node:crypto";
import { chmodSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { canary } from "./harness.ts";
import { onStage, password, prodTables, type Stage, startSim } from "./stage.ts";

const passphrase = `${canary} phrase`;
const pat = `${canary}-access-token`;
const spki = { type: "spki", format: "pem" } as const;
const pkcs8 = { type: "pkcs8", format: "pem" } as const;
const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const otherKeys = generateKeyPairSync("rsa", { modulusLength: 2048 });

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim(undefined, { publicKey: keys.publicKey.export(spki).toString(), pat });
  await sim.load("CREATE ROLE SOMEBODY_ELSE");
});

afterAll(() => sim.close());

type Variables = Readonly<Record<string, string | undefined>>;

/** Runs `ping` with other variables; a key that is given stands in a file. */
async function ping(
  env: Variables,
  { key, args = [] }: { key?: string; args?: readonly string[] } = {},
): ReturnType<Stage["run"]> {
  return onStage(sim, prodTables, async (stage) => {
    const path = stage.project.outside("key.pem");
    if (key !== undefined) {
      writeFileSync(path, key);
      chmodSync(path, 0o600);
    }
    const noToken = "SNOWFLAKE_TOKEN" in env ? {} : { SNOWFLAKE_TOKEN: undefined };
    const ran = await stage.with({ ...noToken, SNOWFLAKE_PRIVATE_KEY_PATH: path, ...env }).run("ping", ...args);
    expect(ran.stdout + ran.stderr).not.toContain("PRIVATE KEY---");
    return ran;
  });
}

const plain = keys.privateKey.export(pkcs8).toString();
const encrypted = keys.privateKey.export({ ...pkcs8, cipher: "aes-256-cbc", passphrase }).toString();
const byPassword = { SNOWFLAKE_AUTH_METHOD: "password" };
const keyPair = { SNOWFLAKE_AUTH_METHOD: "key_pair" };

describe("signs in", () => {
  test("with a key in PKCS#8", async () => {
    expect(await ping(keyPair, { key: plain })).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^user +VERA$/m),
    });
  });

  test("with an encrypted key", async () => {
    const env = { ...keyPair, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: passphrase };
    const { code, stdout } = await ping(env, { key: encrypted });
    expect([code, stdout]).toEqual([0, expect.stringContaining("SNOWFLAKE_PRIVATE_KEY_PASSPHRASE = [hidden]")]);
  });

  test("with a connection of connections.toml; what the environment sets comes first", async () => {
    await onStage(sim, prodTables, async (stage) => {
      const lines = [
        "[vpn]",
        'account = "ELSEWHERE"',
        'user = "VERA"',
        'authenticator = "PROGRAMMATIC_ACCESS_TOKEN"',
        `token = "${pat}"`,
      ];
      stage.project.write("../snowflake/connections.toml", `${lines.join("\n")}\n`, 0o600);
      const unset = { SNOWFLAKE_USER: undefined, SNOWFLAKE_TOKEN: undefined };
      const bare = stage.with({ ...unset, SNOWFLAKE_HOME: stage.project.outside("snowflake") });
      const { data } = await bare.json("ping", "--connection", "vpn");
      const source = expect.stringMatching(/snowflake\/connections\.toml \[vpn\]$/);
      expect(data?.settings).toEqual(
        expect.arrayContaining([
          { name: "SNOWFLAKE_ACCOUNT", source: "process", value: "DEMO" },
          { name: "SNOWFLAKE_USER", source, value: "VERA" },
          { name: "SNOWFLAKE_AUTH_METHOD", source, value: "pat" },
          { name: "SNOWFLAKE_TOKEN", source, value: "[hidden]" },
        ]),
      );
      expect(await bare.run("ping", "--connection", "vpm")).toMatchObject({
        code: 78,
        stderr: expect.stringMatching(/no connection "vpm".*\n {2}next: Did you mean "vpn"\?/),
      });
    });
  });

  test("with a password alone, and is warned", async () => {
    const { code, stderr } = await ping({ ...byPassword, SNOWFLAKE_PASSWORD: password });
    expect(code).toBe(0);
    expect(stderr).toMatch(/password alone.*\n {2}People: sso/);
  });

  test("with a programmatic access token", async () => {
    expect(await ping({ SNOWFLAKE_AUTH_METHOD: "pat", SNOWFLAKE_TOKEN: pat })).toMatchObject({ code: 0 });
  });
});

describe("is refused with 77, and says what to do", () => {
  test.each<[what: string, env: Variables, key: string | undefined, code: string, hint: RegExp]>([
    [
      "wrong password",
      { ...byPassword, SNOWFLAKE_PASSWORD: `${canary} other` },
      undefined,
      "LOGIN_REFUSED",
      /Check SNOWFLAKE_USER/,
    ],
    [
      "wrong token",
      { SNOWFLAKE_AUTH_METHOD: "pat", SNOWFLAKE_TOKEN: `${canary} x` },
      undefined,
      "TOKEN_REFUSED",
      /A new one: ALTER USER VERA/,
    ],
    ["key of another user", keyPair, otherKeys.privateKey.export(pkcs8).toString(), "JWT_REFUSED", /RSA_PUBLIC_KEY_FP/],
    ["no key file", keyPair, undefined, "KEY_NOT_FOUND", /SNOWFLAKE_PRIVATE_KEY_PATH/],
    ["no key in the file", keyPair, "hello\n", "KEY_INVALID", /openssl/],
    ["no passphrase", keyPair, encrypted, "KEY_PASSPHRASE_MISSING", /SNOWFLAKE_PRIVATE_KEY_PASSPHRASE/],
    [
      "wrong passphrase",
      { ...keyPair, SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: `${canary} other` },
      encrypted,
      "KEY_PASSPHRASE_WRONG",
      /SNOWFLAKE_PRIVATE_KEY_PASSPHRASE/,
    ],
    ["role not granted", { ...keyPair, SNOWFLAKE_ROLE: "SOMEBODY_ELSE" }, plain, "ROLE_NOT_GRANTED", /GRANT ROLE/],
  ])("%s", async (_what, env, key, code, hint) => {
    const ran = await ping(env, key === undefined ? {} : { key });
    expect(ran).toMatchObject({ code: 77, stdout: "" });
    expect(ran.stderr).toContain(`[SNOWFLAKE_${code}]`);
    expect(ran.stderr).toMatch(hint);
  });
});

describe("is not there", () => {
  let silent: Server;
  let port = 0;

  beforeAll(async () => {
    // Takes connections and never says a word, as a firewall that swallows packets does.
    silent = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    port = (silent.address() as { port: number }).port;
  });

  afterAll(() => {
    silent.close();
  });

  test("an account that is unknown is a matter of configuration: 78", async () => {
    const ran = await ping({ ...keyPair, SNOWFLAKE_ACCOUNT: "ELSEWHERE" }, { key: plain });
    expect(ran).toMatchObject({ code: 78, stderr: expect.stringContaining("[SNOWFLAKE_ACCOUNT_UNKNOWN]") });
  });

  test("a host that refuses is told at once: 69", async () => {
    const ran = await ping({ ...keyPair, SNOWFLAKE_ACCESS_URL: "http://127.0.0.1:9" }, { key: plain });
    expect(ran).toMatchObject({ code: 69, stderr: expect.stringContaining("[SNOWFLAKE_UNREACHABLE]") });
    expect(ran.stderr).toMatch(/127\.0\.0\.1:9.*\n {2}next: Check SNOWFLAKE_ACCOUNT, the VPN/);
    expect(ran.ms).toBeLessThan(20_000);
  });

  test("a host that never answers is given up when the time is up, and the process ends: 69", async () => {
    const env = { ...keyPair, SNOWFLAKE_ACCESS_URL: `http://127.0.0.1:${String(port)}` };
    const ran = await ping(env, { key: plain, args: ["--connect-timeout", "0.5"] });
    expect(ran).toMatchObject({ code: 69, stderr: expect.stringContaining("signing in took more than 0.5 s") });
    expect(ran.ms).toBeLessThan(8000);
  });
});

describe("settings", () => {
  test("everything that is missing is named at once, with what was probably meant: 78", async () => {
    await onStage(sim, prodTables, async (stage) => {
      const bare = stage.with({
        SNOWFLAKE_USER: undefined,
        SNOWFLAKE_ACCOUNT: undefined,
        SNOWFLAKE_TOKEN: undefined,
      });
      const { code, stderr } = await bare.with({ ...byPassword, SNOWFLAKE_PASWORD: canary }).run("extract", "--all");
      expect(code).toBe(78);
      for (const name of ["SNOWFLAKE_USER", "SNOWFLAKE_ACCOUNT", "SNOWFLAKE_PASSWORD"]) expect(stderr).toContain(name);
      expect(stderr).toContain("SNOWFLAKE_PASWORD is set: did you mean SNOWFLAKE_PASSWORD?");
      expect(await bare.json("ping")).toMatchObject({ exitCode: 78, error: { code: "SETTING_MISSING" } });
    });
  });

  test("an .env with a secret that others may read is refused: 78", async () => {
    await onStage(sim, prodTables, async ({ project, run }) => {
      project.write(".env", `SNOWFLAKE_PASSWORD='${canary}'\n`, 0o644);
      const { code, stderr } = await run("ping");
      expect([code, stderr]).toEqual([
        78,
        expect.stringMatching(/others on this machine may read it.*\n {2}next: chmod 600 .*\.env\n/),
      ]);
    });
  });

  test("an unquoted # in .env is refused by its line: 78", async () => {
    await onStage(sim, prodTables, async ({ project, run }) => {
      project.write(".env", `# ours\nSNOWFLAKE_PASSWORD=${canary}#tail\n`, 0o600);
      expect(await run("ping")).toMatchObject({ code: 78, stderr: expect.stringContaining(".env:2") });
    });
  });
});
