import { chmodSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { readEnvironment, snowflakeSettings, type Environment } from "../src/index.ts";
import { withFolder } from "./project-folder.ts";

const prod = `
[prod]
account = "MYORG-PROD"
user = "vera"
role = "DP_METADATA"
warehouse = "W"
authenticator = "SNOWFLAKE_JWT"
private_key_file = "/keys/rsa.p8"
private_key_file_pwd = "MARK-phrase"
login_timeout = 10

[dev]
account = "MYORG-DEV"
user = "vera"
password = "MARK-password"
`;

interface Given {
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly connection?: string;
}

/** Reads with SNOWFLAKE_HOME in a folder of its own. */
async function inHome({ files, env = {}, connection }: Given, look: (environment: Environment, home: string) => void) {
  await withFolder(files, async (home) => {
    const sources = { env: { SNOWFLAKE_HOME: home, ...env }, ...(connection !== undefined && { connection }) };
    look(await readEnvironment("snowflake", sources), home);
  });
}

describe("a connection", () => {
  test("fills what is set nowhere else, and each value says where it stands", async () => {
    const given = { files: { "connections.toml": prod }, env: { SNOWFLAKE_ROLE: "OTHER" }, connection: "prod" };
    await inHome(given, (environment, home) => {
      expect(snowflakeSettings(environment)).toEqual({
        account: "MYORG-PROD",
        user: "vera",
        role: "OTHER",
        warehouse: "W",
        credentials: { method: "key_pair", privateKeyPath: "/keys/rsa.p8", privateKeyPassphrase: "MARK-phrase" },
      });
      const source = `${join(home, "connections.toml")} [prod]`;
      expect(environment.describe()).toEqual(
        expect.arrayContaining([
          { name: "SNOWFLAKE_ACCOUNT", value: "MYORG-PROD", source },
          { name: "SNOWFLAKE_AUTH_METHOD", value: "key_pair", source },
          { name: "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE", value: "[hidden]", source },
          { name: "SNOWFLAKE_ROLE", value: "OTHER", source: "process" },
          { name: "SNOWFLAKE_DEFAULT_CONNECTION_NAME", value: "prod", source: "--connection" },
        ]),
      );
      expect(environment.secrets()).toEqual(["MARK-phrase"]);
      expect(environment.unknownNames()).toEqual([]);
    });
  });

  test("is not read when nobody names one", async () => {
    await inHome({ files: { "connections.toml": prod } }, (environment) => {
      expect(environment.value("SNOWFLAKE_ACCOUNT")).toBeUndefined();
    });
  });

  test("is named by SNOWFLAKE_DEFAULT_CONNECTION_NAME, and first by the option", async () => {
    const env = { SNOWFLAKE_DEFAULT_CONNECTION_NAME: "dev" };
    await inHome({ files: { "connections.toml": prod }, env }, (environment) => {
      expect(snowflakeSettings(environment).credentials).toEqual({ method: "password", password: "MARK-password" });
    });
    await inHome({ files: { "connections.toml": prod }, env, connection: "prod" }, (environment) => {
      expect(environment.value("SNOWFLAKE_ACCOUNT")?.value).toBe("MYORG-PROD");
    });
  });

  test("stands as [connections.NAME] in config.toml, which is read where there is no connections.toml", async () => {
    const config = '[connections.prod]\naccount = "FROM_CONFIG"\n';
    await inHome({ files: { "config.toml": config }, connection: "prod" }, (environment, home) => {
      const source = `${join(home, "config.toml")} [prod]`;
      expect(environment.value("SNOWFLAKE_ACCOUNT")).toEqual({ value: "FROM_CONFIG", source });
    });
    await inHome({ files: { "config.toml": config, "connections.toml": prod }, connection: "prod" }, (environment) => {
      expect(environment.value("SNOWFLAKE_ACCOUNT")?.value).toBe("MYORG-PROD");
    });
  });

  test("gives way to SNOWFLAKE_CONNECTIONS_<NAME>_<KEY>", async () => {
    const env = { SNOWFLAKE_CONNECTIONS_PROD_ACCOUNT: "OVER", SNOWFLAKE_CONNECTIONS_PROD_USER: "" };
    await inHome({ files: { "connections.toml": prod }, env, connection: "prod" }, (environment) => {
      const source = "SNOWFLAKE_CONNECTIONS_PROD_ACCOUNT";
      expect(environment.value("SNOWFLAKE_ACCOUNT")).toEqual({ value: "OVER", source });
      expect(environment.value("SNOWFLAKE_USER")?.value).toBe("vera");
    });
  });

  test.each([
    ['authenticator = "externalbrowser"', "SNOWFLAKE_AUTH_METHOD", "sso"],
    ['authenticator = "PROGRAMMATIC_ACCESS_TOKEN"', "SNOWFLAKE_AUTH_METHOD", "pat"],
    ['authenticator = "OAUTH_CLIENT_CREDENTIALS"', "SNOWFLAKE_AUTH_METHOD", "oauth_client_credentials"],
    ['authenticator = "https://x.okta.com"', "SNOWFLAKE_AUTH_METHOD", "okta"],
    ['authenticator = "https://x.okta.com"', "SNOWFLAKE_SSO_URL", "https://x.okta.com"],
    ['account = "loc"\nregion = "eu-central-1"', "SNOWFLAKE_ACCOUNT", "loc.eu-central-1"],
    ['host = "127.0.0.1"\nport = 8084\nprotocol = "http"', "SNOWFLAKE_ACCESS_URL", "http://127.0.0.1:8084"],
    [
      'host = "x.privatelink.snowflakecomputing.com"',
      "SNOWFLAKE_ACCESS_URL",
      "https://x.privatelink.snowflakecomputing.com",
    ],
    ['proxy_host = "p"\nproxy_port = "3128"', "SNOWFLAKE_PROXY", "http://p:3128"],
    ["client_store_temporary_credential = false", "SNOWFLAKE_TOKEN_CACHE", "off"],
  ])("%j is %s=%s", async (lines, variable, value) => {
    await inHome({ files: { "connections.toml": `[x]\n${lines}\n` }, connection: "x" }, (environment) => {
      expect(environment.value(variable)?.value).toBe(value);
    });
  });

  test("may name a file that holds the token", async () => {
    await withFolder({ token: "MARK-token\n" }, async (folder) => {
      const lines = `[x]\ntoken_file_path = ${JSON.stringify(join(folder, "token"))}\n`;
      await inHome({ files: { "connections.toml": lines }, connection: "x" }, (environment) => {
        expect(environment.value("SNOWFLAKE_TOKEN")?.value).toBe("MARK-token");
        expect(environment.secrets()).toContain("MARK-token");
      });
    });
  });
});

describe("is refused with the file and what to do:", () => {
  test.each<[what: string, text: string, fault: string, where: string, hint: string]>([
    [
      "a name that is not there",
      prod.replace("[prod]", "[prodd]"),
      "UNKNOWN",
      "connections.toml",
      'Did you mean "prodd"?',
    ],
    ["an empty file", "", "UNKNOWN", "connections.toml", "holds no connection"],
    ["no TOML", '[prod]\npassword = MARK-x"\n', "INVALID", "connections.toml:2:", "in quotes"],
    ["a key as text", '[prod]\nprivate_key_raw = "MARK-x"\n', "INVALID", "connections.toml [prod]", "private_key_file"],
  ])("%s", async (_what, text, fault, where, hint) => {
    const reading = inHome({ files: { "connections.toml": text }, connection: "prod" }, () => undefined);
    const error: unknown = await reading.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: `SETTING_CONNECTION_${fault}`,
      where: expect.stringContaining(where),
      hint: expect.stringContaining(hint),
    });
    expect(JSON.stringify(error) + String(error)).not.toContain("MARK");
  });

  test("a file that others may read", async () => {
    await withFolder({ "connections.toml": prod }, async (home) => {
      const file = join(home, "connections.toml");
      chmodSync(file, 0o640);
      const reading = readEnvironment("snowflake", { env: { SNOWFLAKE_HOME: home }, connection: "prod" });
      const hint = `chmod 600 ${file}`;
      await expect(reading).rejects.toMatchObject({ code: "SETTING_CONNECTION_EXPOSED", where: file, hint });
    });
  });

  test("no file at all", async () => {
    const reading = inHome({ files: {}, connection: "prod" }, () => undefined);
    await expect(reading).rejects.toMatchObject({
      code: "SETTING_CONNECTION_UNKNOWN",
      hint: expect.stringContaining("SNOWFLAKE_HOME"),
    });
  });
});
