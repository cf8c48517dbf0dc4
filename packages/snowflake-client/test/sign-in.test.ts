import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connectSnowflake, SnowflakeError, type SnowflakeCredentials } from "../src/index.ts";
import { keyPair, secrets, settingsFor, signInAsPerson, startSim } from "./sim.ts";

let sim: Awaited<ReturnType<typeof startSim>>;
let folder: string;

beforeAll(async () => {
  sim = await startSim();
  folder = await mkdtemp(join(tmpdir(), "dp-keys-"));
});

afterAll(async () => {
  await sim.close();
  await rm(folder, { recursive: true });
});

const options = { tag: "dp/0.0.0/test", connectTimeoutMs: 10_000 };

async function keyFile(name: string, key: typeof keyPair.privateKey, passphrase?: string): Promise<string> {
  const path = join(folder, name);
  const cipher = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase };
  await writeFile(path, key.export({ format: "pem", type: "pkcs8", ...cipher }), { mode: 0o600 });
  return path;
}

async function failure(credentials: SnowflakeCredentials, over: object = {}): Promise<SnowflakeError> {
  try {
    const connection = await connectSnowflake({ ...settingsFor(sim, credentials), ...over }, options);
    await connection.close();
  } catch (error) {
    expect(error).toBeInstanceOf(SnowflakeError);
    const said = JSON.stringify(error, Object.getOwnPropertyNames(error));
    for (const secret of Object.values(secrets)) expect(said).not.toContain(secret);
    return error as SnowflakeError;
  }
  throw new Error("signed in");
}

async function signIn(credentials: SnowflakeCredentials, over: object = {}): Promise<object> {
  const connection = await connectSnowflake({ ...settingsFor(sim, credentials), ...over }, options);
  const { info, statements } = connection;
  await connection.close();
  return { account: info.account, role: info.role, warehouse: info.warehouse, statements, sessionsLeft: sim.sessions };
}

const signedIn = { account: "SIM", role: "DP_METADATA", warehouse: null, statements: 3, sessionsLeft: 0 };

describe("a password", () => {
  const right = { method: "password", password: secrets.password } as const;

  test("signs in, in three statements that need no warehouse", async () => {
    sim.resetStatements();
    expect(await signIn(right)).toEqual(signedIn);
    const texts = sim.statements().map(({ text }) => text);
    expect(texts).toHaveLength(3);
    expect(texts[0]).toContain("ALTER SESSION SET TIMEZONE = 'UTC'");
    expect(texts[0]).toContain("QUOTED_IDENTIFIERS_IGNORE_CASE = FALSE");
    expect(texts[1]).toBe("USE SECONDARY ROLES NONE");
    expect(sim.statements().map(({ tag }) => tag)).toEqual([options.tag, options.tag, options.tag]);
  });

  test("that is wrong is refused, and does not sign in by accident", async () => {
    const error = await failure({ method: "password", password: "another-one" });
    expect(error).toMatchObject({ code: "SNOWFLAKE_LOGIN_REFUSED", snowflakeCode: "390100", category: "auth" });
    expect(error.message).not.toContain("another-one");
    expect(error.message).toContain(sim.url);
  });

  test("with a passcode signs in where a second factor is demanded", async () => {
    expect(await signIn({ ...right, passcode: secrets.passcode }, { user: "careful" })).toEqual(signedIn);
  });

  test("without the second factor says so", async () => {
    expect((await failure(right, { user: "careful" })).code).toBe("SNOWFLAKE_SECOND_FACTOR_NEEDED");
  });

  test("with a role that is not granted names the role", async () => {
    const error = await failure(right, { role: "OTHER" });
    expect(error.code).toBe("SNOWFLAKE_ROLE_NOT_GRANTED");
    expect(error.message).toContain("OTHER");
  });

  test("for an account that is not there says so", async () => {
    expect((await failure(right, { account: "elsewhere" })).code).toBe("SNOWFLAKE_ACCOUNT_UNKNOWN");
  });

  test("for an account name with a blank is refused before anything is sent", async () => {
    expect((await failure(right, { account: "my account" })).code).toBe("SNOWFLAKE_SETTINGS_INVALID");
  });
});

describe("a key", () => {
  test("signs in, encrypted or not", async () => {
    const plain = await keyFile("plain.p8", keyPair.privateKey);
    expect(await signIn({ method: "key_pair", privateKeyPath: plain })).toEqual(signedIn);
    const privateKeyPath = await keyFile("encrypted.p8", keyPair.privateKey, secrets.passphrase);
    const encrypted = { method: "key_pair", privateKeyPath, privateKeyPassphrase: secrets.passphrase } as const;
    expect(await signIn(encrypted)).toEqual(signedIn);
  });

  test("that is not registered is refused with its fingerprint, to compare", async () => {
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    const error = await failure({ method: "key_pair", privateKeyPath: await keyFile("other.p8", other) });
    expect(error).toMatchObject({ code: "SNOWFLAKE_JWT_REFUSED", snowflakeCode: "390144" });
    expect(error.hint).toMatch(/SHA256:[A-Za-z0-9+/]{43}=/);
  });
});

describe("a token", () => {
  test("signs in, personal or of OAuth", async () => {
    expect(await signIn({ method: "pat", token: secrets.pat })).toEqual(signedIn);
    expect(await signIn({ method: "oauth", token: secrets.oauth })).toEqual(signedIn);
  });

  test("that is not known is refused", async () => {
    expect((await failure({ method: "pat", token: "not-a-token" })).code).toBe("SNOWFLAKE_TOKEN_REFUSED");
    expect((await failure({ method: "oauth", token: "not-a-token" })).code).toBe("SNOWFLAKE_TOKEN_REFUSED");
  });
});

describe("the browser", () => {
  const sso = { method: "sso" } as const;

  test("signs in by the page that it is sent to", async () => {
    const opened: string[] = [];
    const openBrowser = (url: string): void => {
      opened.push(url);
      void signInAsPerson(url);
    };
    const connection = await connectSnowflake(settingsFor(sim, sso), { ...options, openBrowser });
    expect(connection.info.user).toBe("EXTRACTOR");
    await connection.close();
    expect(opened).toHaveLength(1);
    expect(opened[0]?.startsWith(`${sim.url}/console/login?`)).toBe(true);
  });

  test("that brings a token of its own is refused", async () => {
    const openBrowser = (url: string): void => {
      const port = new URL(url).searchParams.get("browser_mode_redirect_port");
      void fetch(`http://localhost:${String(port)}/?token=forged`);
    };
    const signingIn = connectSnowflake(settingsFor(sim, sso), { ...options, openBrowser });
    await expect(signingIn).rejects.toMatchObject({ code: "SNOWFLAKE_SSO_FAILED" });
  });

  test("in which nobody signs in is waited for no longer than the deadline", async () => {
    const openBrowser = (): void => undefined;
    const signingIn = connectSnowflake(settingsFor(sim, sso), { ...options, connectTimeoutMs: 300, openBrowser });
    await expect(signingIn).rejects.toMatchObject({ code: "SNOWFLAKE_SSO_FAILED", retryable: true });
  });

  test("is no longer waited for when the run is cancelled", async () => {
    const cancelling = new AbortController();
    const openBrowser = (): void => {
      cancelling.abort();
    };
    const signingIn = connectSnowflake(settingsFor(sim, sso), { ...options, signal: cancelling.signal, openBrowser });
    await expect(signingIn).rejects.toMatchObject({ code: "SNOWFLAKE_CANCELLED" });
  });
});
