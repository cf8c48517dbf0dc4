import { execFileSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import {
  findProject,
  postgresSettings,
  readEnvironment,
  settingDefinitions,
  snowflakeSettings,
  type Environment,
  type PostgresSettings,
  type ProxySettings,
  type Side,
  type SnowflakeSettings,
} from "../src/index.ts";
import { withFolder } from "./project-folder.ts";

type Variables = Readonly<Record<string, string | undefined>>;

const ACCOUNT = { SNOWFLAKE_USER: "u", SNOWFLAKE_ACCOUNT: "ORG-ACC" };
const OKTA = { SNOWFLAKE_AUTH_METHOD: "okta", SNOWFLAKE_PASSWORD: "p" };
const SERVER = { POSTGRES_HOST: "db.example.com", POSTGRES_DATABASE: "d", POSTGRES_USER: "u" };

async function snowflake(env: Variables): Promise<SnowflakeSettings> {
  return snowflakeSettings(await readEnvironment("snowflake", { env }));
}

async function postgres(env: Variables): Promise<PostgresSettings> {
  return postgresSettings(await readEnvironment("postgres", { env }));
}

async function inProject(
  { dotenv, env = {}, side = "postgres" }: { readonly dotenv: string; readonly env?: Variables; readonly side?: Side },
  look: (environment: Environment, root: string) => void,
): Promise<void> {
  const files = { "config/tables.yaml": "", ".env": dotenv, "secrets/password": "from a file\n" };
  await withFolder(files, async (root) => {
    look(await readEnvironment(side, { env, project: await findProject(root) }), root);
  });
}

describe("where a value comes from", () => {
  test("the process comes before .env, and .env before the fallback", async () => {
    const dotenv = "POSTGRES_HOST=file\nPOSTGRES_USER=file\nPGDATABASE=file\n";
    const env = { POSTGRES_HOST: "process", PGUSER: "fallback", PGHOST: "fallback", PGPORT: "6543" };
    await inProject({ dotenv, env }, (environment) => {
      expect(environment.value("POSTGRES_HOST")).toEqual({ value: "process", source: "process" });
      expect(environment.value("POSTGRES_USER")).toEqual({ value: "file", source: ".env line 2" });
      expect(environment.value("POSTGRES_DATABASE")).toEqual({ value: "file", source: "fallback PGDATABASE" });
      expect(environment.value("POSTGRES_PORT")).toEqual({ value: "6543", source: "fallback PGPORT" });
      expect(environment.value("POSTGRES_PASSWORD")).toBeUndefined();
    });
  });

  test("an empty value counts as none", async () => {
    await inProject(
      { dotenv: "POSTGRES_USER=file\nPOSTGRES_DATABASE=\n", env: { POSTGRES_USER: "" } },
      (environment) => {
        expect(environment.value("POSTGRES_USER")?.value).toBe("file");
        expect(environment.value("POSTGRES_DATABASE")).toBeUndefined();
      },
    );
  });

  test("NAME_FILE names a file, relative to the project in .env, and its last newline is not part of the value", async () => {
    await inProject({ dotenv: "POSTGRES_PASSWORD_FILE=secrets/password\n" }, (environment) => {
      const source = "POSTGRES_PASSWORD_FILE secrets/password";
      expect(environment.value("POSTGRES_PASSWORD")).toEqual({ value: "from a file", source });
    });
  });

  test("a file from the process comes before a value from .env", async () => {
    await withFolder({ "config/tables.yaml": "", ".env": "POSTGRES_PASSWORD=x\n", p: "y" }, async (root) => {
      const env = { POSTGRES_PASSWORD_FILE: join(root, "p") };
      const environment = await readEnvironment("postgres", { env, project: await findProject(root) });
      expect(environment.value("POSTGRES_PASSWORD")?.value).toBe("y");
      expect(new Set(environment.secrets())).toEqual(new Set(["x", "y"]));
    });
  });

  test("a value and a file in one place are refused", async () => {
    const env = { POSTGRES_USER: "u", POSTGRES_USER_FILE: "/nowhere" };
    await expect(readEnvironment("postgres", { env })).rejects.toThrow("POSTGRES_USER and POSTGRES_USER_FILE");
  });

  test("a file that is not there is refused by name", async () => {
    const env = { POSTGRES_PASSWORD_FILE: "/nowhere/at/all" };
    await expect(readEnvironment("postgres", { env })).rejects.toMatchObject({
      code: "ENV_FILE_INVALID",
      where: "/nowhere/at/all",
    });
  });

  test("no .env is no error", async () => {
    await withFolder({ "config/tables.yaml": "" }, async (root) => {
      const environment = await readEnvironment("postgres", { env: {}, project: await findProject(root) });
      expect(environment.describe()).toEqual([]);
    });
  });

  test("paths from .env begin at the project, and ~/ at home", async () => {
    const dotenv = "SNOWFLAKE_PRIVATE_KEY_PATH=keys/k.p8\nPOSTGRES_SSLROOTCERT=~/ca.pem\n";
    await inProject({ dotenv, side: "snowflake" }, (environment, root) => {
      expect(environment.value("SNOWFLAKE_PRIVATE_KEY_PATH")?.value).toBe(join(root, "keys/k.p8"));
    });
    await inProject({ dotenv }, (environment) => {
      expect(environment.value("POSTGRES_SSLROOTCERT")?.value).toBe(join(homedir(), "ca.pem"));
    });
    expect((await postgres({ ...SERVER, POSTGRES_SSLROOTCERT: "system" })).sslrootcert).toBe("system");
  });
});

describe("a .env file that git tracks", () => {
  const git = (root: string, ...args: readonly string[]): void => {
    execFileSync("git", ["-C", root, ...args], { stdio: "ignore" });
  };
  const read = async (root: string): Promise<Environment> =>
    readEnvironment("postgres", { env: {}, project: await findProject(root) });

  test("is refused when it holds a secret, and says that the secret must be changed", async () => {
    await withFolder({ "config/tables.yaml": "", ".env": "POSTGRES_PASSWORD=x\n" }, async (root) => {
      git(root, "init", "--quiet");
      expect((await read(root)).value("POSTGRES_PASSWORD")?.value).toBe("x");
      git(root, "add", ".env");
      await expect(read(root)).rejects.toMatchObject({
        code: "ENV_FILE_INVALID",
        where: `${root}/.env`,
        hint: expect.stringMatching(/^git rm --cached \.env.*\.gitignore.*then change every secret in it/),
      });
    });
  });

  test("is refused also in a project below the repository's root, and read when it holds no secret", async () => {
    const files = { "a/config/tables.yaml": "", "a/.env": "PGPASSWORD=x\n", "b/config/tables.yaml": "", "b/.env": "" };
    await withFolder(files, async (root) => {
      git(root, "init", "--quiet");
      git(root, "add", "--all");
      await expect(read(join(root, "a"))).rejects.toThrow("git tracks it");
      await expect(read(join(root, "b"))).resolves.toBeDefined();
    });
  });
});

test("a file named by NAME_FILE that holds a secret and that others may read is named", async () => {
  await withFolder({ secret: "x", user: "u" }, async (root) => {
    const env = { POSTGRES_PASSWORD_FILE: join(root, "secret"), POSTGRES_USER_FILE: join(root, "user") };
    expect((await readEnvironment("postgres", { env })).exposedFiles()).toEqual([]);
    for (const file of Object.values(env)) chmodSync(file, 0o640);
    expect((await readEnvironment("postgres", { env })).exposedFiles()).toEqual([join(root, "secret")]);
  });
});

test("variables of libpq that are not honoured are named with what to do, from wherever they come", async () => {
  await withFolder({ "config/tables.yaml": "", ".env": "PGSSLCRL=x.pem\n" }, async (root) => {
    const env = { PGHOSTADDR: "10.0.0.1", PGREQUIREAUTH: "scram-sha-256", PGCHANNELBINDING: "prefer" };
    const project = await findProject(root);
    const unheeded = (await readEnvironment("postgres", { env, project })).unheeded();
    expect(unheeded.map(({ name }) => name)).toEqual(["PGHOSTADDR", "PGREQUIREAUTH", "PGSSLCRL"]);
    expect(unheeded.map(({ source }) => source)).toEqual(["process", "process", expect.stringContaining(".env")]);
    const strict = await readEnvironment("postgres", { env: { PGCHANNELBINDING: "require" } });
    expect(strict.unheeded()).toMatchObject([
      { name: "PGCHANNELBINDING", hint: expect.stringContaining("verify-full") },
    ]);
    expect((await readEnvironment("snowflake", { env })).unheeded()).toEqual([]);
  });
});

describe("a .env file that others may read", () => {
  const read = async (root: string): Promise<Environment> => {
    chmodSync(join(root, ".env"), 0o644);
    return readEnvironment("postgres", { env: {}, project: await findProject(root) });
  };

  test("is refused when it holds a secret", async () => {
    await withFolder({ "config/tables.yaml": "", ".env": "PGPASSWORD=x\n" }, async (root) => {
      await expect(read(root)).rejects.toMatchObject({ code: "ENV_FILE_INVALID", hint: `chmod 600 ${root}/.env` });
    });
  });

  test("is read when it holds none", async () => {
    await withFolder({ "config/tables.yaml": "", ".env": "POSTGRES_PASSWORD=\nPOSTGRES_USER=u\n" }, async (root) => {
      expect((await read(root)).value("POSTGRES_USER")?.value).toBe("u");
    });
  });
});

describe("secrets", () => {
  const markers = Object.fromEntries(
    settingDefinitions.flatMap(({ name, fallback, secret }) =>
      secret === true ? [name, fallback ?? name].map((variable) => [variable, `MARK-${variable}`]) : [],
    ),
  );

  test.each(["snowflake", "postgres"] as const)(
    "are not in what %s describes, and all are known to the filter",
    async (side) => {
      const address = {
        SNOWFLAKE_ACCESS_URL: "https://me:MARK-URL@host/x",
        POSTGRES_HOST: "postgres://me:MARK-URL@h/d",
      };
      const environment = await readEnvironment(side, { env: { ...ACCOUNT, ...markers, ...address } });
      expect(JSON.stringify(environment.describe())).not.toContain("MARK-");
      expect(JSON.stringify(environment.describe())).toContain("[hidden]");
      expect(new Set(environment.secrets())).toEqual(new Set([...Object.values(markers), "MARK-URL"]));
    },
  );

  test("are hidden where they stand in another variable too", async () => {
    const environment = await readEnvironment("postgres", {
      env: { ...SERVER, POSTGRES_PASSWORD: "swordfish", POSTGRES_USER: "app-swordfish" },
    });
    expect(environment.describe()).toContainEqual({ name: "POSTGRES_USER", source: "process", value: "[hidden]" });
  });

  test("are not in errors about a password, a host or a port", async () => {
    const env = { ...SERVER, POSTGRES_HOST: "postgres://u:swordfish@h/d" };
    const error: unknown = await postgres(env).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "SETTING_INVALID", setting: "POSTGRES_HOST", where: "process" });
    expect(JSON.stringify(error) + String(error)).not.toContain("swordfish");
  });
});

describe("Snowflake", () => {
  test("everything that is set arrives", async () => {
    const more = {
      SNOWFLAKE_WAREHOUSE: "W",
      SNOWFLAKE_DATABASE: "D",
      SNOWFLAKE_SCHEMA: "S",
      SNOWFLAKE_ROLE: "R",
      SNOWFLAKE_ACCESS_URL: "http://127.0.0.1:8084",
    };
    expect(await snowflake({ ...ACCOUNT, ...more })).toEqual({
      account: "ORG-ACC",
      user: "u",
      credentials: { method: "sso" },
      warehouse: "W",
      database: "D",
      schema: "S",
      role: "R",
      accessUrl: "http://127.0.0.1:8084",
      tokenCacheFolder: expect.stringMatching(/\Wdp$/),
    });
  });

  test.each([
    ["sso", {}, { method: "sso" }],
    ["sso", { SNOWFLAKE_SSO_URL: "https://sso.example.com" }, { method: "sso", ssoUrl: "https://sso.example.com" }],
    ["password", { SNOWFLAKE_PASSWORD: "p" }, { method: "password", password: "p" }],
    [
      "password",
      { SNOWFLAKE_PASSWORD: "p", SNOWFLAKE_PASSCODE: "1" },
      { method: "password", password: "p", passcode: "1" },
    ],
    ["key_pair", { SNOWFLAKE_PRIVATE_KEY_PATH: "/k" }, { method: "key_pair", privateKeyPath: "/k" }],
    [
      "KEY-PAIR",
      { SNOWFLAKE_PRIVATE_KEY_PATH: "/k", SNOWFLAKE_PRIVATE_KEY_PASSPHRASE: "x" },
      { method: "key_pair", privateKeyPath: "/k", privateKeyPassphrase: "x" },
    ],
    ["pat", { SNOWFLAKE_TOKEN: "t" }, { method: "pat", token: "t" }],
    ["oauth", { SNOWFLAKE_TOKEN: "t\n" }, { method: "oauth", token: "t" }],
    ["sso", { SNOWFLAKE_BROWSER_PORT: "8765" }, { method: "sso", browserPort: 8765 }],
    [
      "okta",
      { SNOWFLAKE_SSO_URL: "https://x.okta.com/", SNOWFLAKE_PASSWORD: "p" },
      { method: "okta", ssoUrl: "https://x.okta.com", password: "p" },
    ],
    [
      "oauth_client_credentials",
      { SNOWFLAKE_OAUTH_CLIENT_ID: "i", SNOWFLAKE_OAUTH_CLIENT_SECRET: "s", SNOWFLAKE_OAUTH_SCOPE: "x" },
      { method: "oauth_client_credentials", clientId: "i", clientSecret: "s", scope: "x" },
    ],
    [
      "workload_identity",
      {
        SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "aws",
        SNOWFLAKE_WORKLOAD_IDENTITY_IMPERSONATION_PATH: "arn:a, arn:b",
      },
      { method: "workload_identity", provider: "AWS", impersonationPath: ["arn:a", "arn:b"] },
    ],
  ])("method %s with %j", async (method, variables, credentials) => {
    const settings = await snowflake({ ...ACCOUNT, SNOWFLAKE_AUTH_METHOD: method, ...variables });
    expect(settings.credentials).toEqual(credentials);
  });

  test.each<[Variables, ProxySettings, string]>([
    [
      { SNOWFLAKE_PROXY: "http://p:3128", SNOWFLAKE_NO_PROXY: "a,b" },
      { host: "p", port: 3128, protocol: "http", noProxy: "a,b" },
      "process",
    ],
    [
      { https_proxy: "https://vera:sw%40rd@p", NO_PROXY: "c" },
      { host: "p", port: 443, protocol: "https", user: "vera", password: "sw@rd", noProxy: "c" },
      "fallback https_proxy",
    ],
    [
      { HTTPS_PROXY: "p:8080", SNOWFLAKE_PROXY_USER: "u", SNOWFLAKE_PROXY_PASSWORD: "w" },
      { host: "p", port: 8080, protocol: "http", user: "u", password: "w" },
      "fallback HTTPS_PROXY",
    ],
  ])("the proxy of %j is read, and its password is a secret", async (variables, proxy, source) => {
    const environment = await readEnvironment("snowflake", { env: { ...ACCOUNT, ...variables } });
    expect(snowflakeSettings(environment).proxy).toEqual(proxy);
    const line = environment.describe().find(({ name }) => name === "SNOWFLAKE_PROXY");
    expect(line?.source).toBe(source);
    if (proxy.password === undefined) return;
    expect(environment.secrets()).toContain(proxy.password);
    expect(JSON.stringify(environment.describe())).not.toContain("rd@p");
  });

  test("a user is not needed where the method proves who it is", async () => {
    const { user, credentials } = await snowflake({
      SNOWFLAKE_ACCOUNT: "A",
      SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "AZURE",
    });
    expect([user, credentials]).toEqual([undefined, { method: "workload_identity", provider: "AZURE" }]);
  });

  test.each([
    [{}, "sso", "default"],
    [{ SNOWFLAKE_PASSWORD: "p" }, "password", "default, because SNOWFLAKE_PASSWORD is set"],
    [{ SNOWFLAKE_PASSWORD: "p", SNOWFLAKE_TOKEN: "t" }, "pat", "default, because SNOWFLAKE_TOKEN is set"],
    [
      { SNOWFLAKE_PASSWORD: "p", SNOWFLAKE_TOKEN: "t", SNOWFLAKE_PRIVATE_KEY_PATH: "/k" },
      "key_pair",
      "default, because SNOWFLAKE_PRIVATE_KEY_PATH is set",
    ],
  ])("without a method, %j means %s and says why", async (variables, method, source) => {
    const environment = await readEnvironment("snowflake", { env: { ...ACCOUNT, ...variables } });
    expect(snowflakeSettings(environment).credentials.method).toBe(method);
    expect(environment.describe()).toContainEqual({ name: "SNOWFLAKE_AUTH_METHOD", value: method, source });
  });

  test("everything that is missing is named at once", async () => {
    await expect(snowflake({ SNOWFLAKE_AUTH_METHOD: "key_pair" })).rejects.toMatchObject({
      code: "SETTING_MISSING",
      names: ["SNOWFLAKE_USER", "SNOWFLAKE_ACCOUNT", "SNOWFLAKE_PRIVATE_KEY_PATH"],
      message: "SNOWFLAKE_USER, SNOWFLAKE_ACCOUNT, SNOWFLAKE_PRIVATE_KEY_PATH are not set (the method is key_pair)",
    });
  });

  test("a misspelt variable is found", async () => {
    await expect(snowflake({ SNOWFLAKE_USER: "u", SNOWFLAKE_ACOUNT: "x" })).rejects.toMatchObject({
      names: ["SNOWFLAKE_ACCOUNT"],
      hint:
        "SNOWFLAKE_ACOUNT is set: did you mean SNOWFLAKE_ACCOUNT? " +
        "Set it in the environment; .env.example shows how.",
    });
  });

  test.each([
    [{ SNOWFLAKE_AUTH_METHOD: "passwort" }, "SNOWFLAKE_AUTH_METHOD", 'Did you mean "password"?'],
    [{ SNOWFLAKE_AUTH_METHOD: "externalbrowser" }, "SNOWFLAKE_AUTH_METHOD", 'Here it is called "sso".'],
    [{ SNOWFLAKE_AUTH_METHOD: "oauth_authorization_code" }, "SNOWFLAKE_AUTH_METHOD", "Use sso"],
    [{ SNOWFLAKE_AUTH_METHOD: "https://x.okta.com" }, "SNOWFLAKE_AUTH_METHOD", "Use okta"],
    [{ ...OKTA, SNOWFLAKE_SSO_URL: "http://x.okta.com" }, "SNOWFLAKE_SSO_URL", "https://mycompany.okta.com"],
    [{ SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "ibm" }, "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER", "AWS, AZURE"],
    [{ SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER: "OIDC" }, "SNOWFLAKE_TOKEN", "SNOWFLAKE_TOKEN_FILE"],
    [{ SNOWFLAKE_TOKEN_CACHE: "yes" }, "SNOWFLAKE_TOKEN_CACHE", "off signs in every time"],
    [{ SNOWFLAKE_BROWSER_PORT: "http" }, "SNOWFLAKE_BROWSER_PORT", "free port"],
    [{ SNOWFLAKE_PROXY: "socks5://p:1080" }, "SNOWFLAKE_PROXY", "http://proxy"],
    [{ SNOWFLAKE_PROXY: "http://u@p:1080" }, "SNOWFLAKE_PROXY", "SNOWFLAKE_PROXY_PASSWORD"],
    [{ SNOWFLAKE_REVOCATION_CHECK: "oscp" }, "SNOWFLAKE_REVOCATION_CHECK", "ocsp_strict"],
    [{ SNOWFLAKE_ACCOUNT: "https://org-acc.snowflakecomputing.com/" }, "SNOWFLAKE_ACCOUNT", "For example org-acc."],
    [{ SNOWFLAKE_ACCOUNT: "a/b" }, "SNOWFLAKE_ACCOUNT", "MYORG-MYACCOUNT"],
    [{ SNOWFLAKE_ACCESS_URL: "localhost:8084" }, "SNOWFLAKE_ACCESS_URL", "https://"],
    [{ SNOWFLAKE_ACCESS_URL: "https://me:pw@host" }, "SNOWFLAKE_ACCESS_URL", "https://"],
  ])("%j is refused", async (variables, setting, hint) => {
    await expect(snowflake({ ...ACCOUNT, ...variables })).rejects.toMatchObject({
      code: "SETTING_INVALID",
      setting,
      where: "process",
      hint: expect.stringContaining(hint),
    });
  });
});

describe("PostgreSQL", () => {
  test("a server elsewhere must prove itself, this machine need not", async () => {
    const modes = [
      "db.example.com",
      "localhost",
      "127.0.0.1",
      "127.9.8.7",
      "::1",
      "/var/run/postgresql",
      "localhost.evil.com",
    ];
    const chosen = await Promise.all(
      modes.map(async (host) => (await postgres({ ...SERVER, POSTGRES_HOST: host })).sslmode),
    );
    const [elsewhere, here] = ["verify-full", "disable"];
    expect(chosen).toEqual([elsewhere, here, here, here, here, here, elsewhere]);
  });

  test("everything that is set arrives", async () => {
    const env = {
      ...SERVER,
      POSTGRES_PORT: "6543",
      POSTGRES_PASSWORD: "p",
      POSTGRES_SSLMODE: "require",
      PGSSLROOTCERT: "/ca",
    };
    expect(await postgres(env)).toEqual({
      host: "db.example.com",
      port: 6543,
      database: "d",
      user: "u",
      password: "p",
      sslmode: "require",
      sslrootcert: "/ca",
    });
  });

  test("PGHOST and its kin are enough", async () => {
    const env = { PGHOST: "h.example.com", PGDATABASE: "d", PGUSER: "u", PGPASSWORD: "p" };
    expect(await postgres(env)).toMatchObject({ host: "h.example.com", port: 5432, user: "u", password: "p" });
  });

  test("the chosen mode is described", async () => {
    const environment = await readEnvironment("postgres", { env: { ...SERVER, POSTGRES_HOST: "localhost" } });
    const report = { name: "POSTGRES_SSLMODE", value: "disable", source: "default for this machine" };
    expect(environment.describe()).toContainEqual(report);
  });

  test("everything that is missing is named at once", async () => {
    await expect(postgres({})).rejects.toMatchObject({
      names: ["POSTGRES_HOST", "POSTGRES_DATABASE", "POSTGRES_USER"],
    });
  });

  test.each([
    [{ POSTGRES_SSLMODE: "verify_full" }, "POSTGRES_SSLMODE", 'Did you mean "verify-full"?'],
    [{ POSTGRES_SSLMODE: "true" }, "POSTGRES_SSLMODE", "Possible: disable"],
    [{ POSTGRES_PORT: "5432x" }, "POSTGRES_PORT", "5432"],
    [{ POSTGRES_PORT: "0" }, "POSTGRES_PORT", "5432"],
    [{ POSTGRES_PORT: "65536" }, "POSTGRES_PORT", "5432"],
    [{ POSTGRES_HOST: "a,b" }, "POSTGRES_HOST", "db.example.com"],
  ])("%j is refused", async (variables, setting, hint) => {
    await expect(postgres({ ...SERVER, ...variables })).rejects.toMatchObject({
      code: "SETTING_INVALID",
      setting,
      hint: expect.stringContaining(hint),
    });
  });
});
