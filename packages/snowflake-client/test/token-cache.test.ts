import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SnowflakeSim } from "@dp/snowflake-sim";
import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import { connectSnowflake, type SignInFacts, type SnowflakeSettings } from "../src/index.ts";
import { secrets, settingsFor, signInAsPerson, startSim } from "./sim.ts";

let sim: SnowflakeSim;
let base: string;
let folder: string;
let windows = 0;

beforeAll(async () => {
  sim = await startSim({ tokenCaching: true });
  base = await mkdtemp(join(tmpdir(), "dp-tokens-"));
});

afterAll(async () => {
  await sim.close();
  await rm(base, { recursive: true });
});

beforeEach(() => {
  folder = join(base, String(Math.random()).slice(2));
});

async function signIn(over: Partial<SnowflakeSettings> = {}): Promise<SignInFacts> {
  windows = 0;
  const settings = { ...settingsFor(sim, { method: "sso" }), tokenCacheFolder: folder, ...over };
  const openBrowser = (url: string): void => {
    windows += 1;
    void signInAsPerson(url);
  };
  const connection = await connectSnowflake(settings, { tag: "dp/0.0.0/test", connectTimeoutMs: 10_000, openBrowser });
  await connection.close();
  return connection.signIn;
}

test("the first sign-in opens one window and keeps a token, the second opens none", async () => {
  expect([await signIn(), windows]).toEqual([{ method: "sso", browser: true, tokenCache: "kept", warnings: [] }, 1]);
  const [file = ""] = await readdir(folder);
  const modes = [folder, join(folder, file)].map(async (path) => (await stat(path)).mode & 0o777);
  expect(await Promise.all(modes)).toEqual([0o700, 0o600]);
  expect([await signIn(), windows]).toEqual([{ method: "sso", browser: false, tokenCache: "used", warnings: [] }, 0]);
});

test("a token that Snowflake no longer takes leads to the browser, and is replaced", async () => {
  await signIn();
  sim.revokeKeptTokens();
  expect(await signIn()).toMatchObject({ browser: true, tokenCache: "kept" });
  expect(await signIn()).toMatchObject({ browser: false, tokenCache: "used" });
});

test("a token that others could read, and an empty one, are not used", async () => {
  await signIn();
  const [name = ""] = await readdir(folder);
  const file = join(folder, name);
  await chmod(file, 0o644);
  expect(await signIn()).toMatchObject({ browser: true });
  await writeFile(file, "");
  expect(await signIn()).toMatchObject({ browser: true });
});

test("a folder that cannot be written fails nothing, and is told", async () => {
  await writeFile(folder, "");
  const facts = await signIn();
  expect(facts).toMatchObject({ tokenCache: "not-writable" });
  expect(facts.warnings).toMatchObject([{ code: "SNOWFLAKE_TOKEN_CACHE_NOT_WRITABLE" }]);
});

test("switched off, nothing is kept", async () => {
  const settings = settingsFor(sim, { method: "sso" });
  const openBrowser = (url: string): void => void signInAsPerson(url);
  const connection = await connectSnowflake(settings, { tag: "t", openBrowser });
  await connection.close();
  expect(connection.signIn.tokenCache).toBe("off");
});

test("an account that gives no token is told", async () => {
  const strict = await startSim();
  try {
    expect(await signIn({ accessUrl: strict.url })).toMatchObject({ tokenCache: "not-given" });
  } finally {
    await strict.close();
  }
});

test("a passcode is spared the next time, and the password alone is not warned of then", async () => {
  const credentials = { method: "password", password: secrets.password } as const;
  const first = await signIn({ user: "careful", credentials: { ...credentials, passcode: secrets.passcode } });
  expect(first).toEqual({ method: "password", browser: false, tokenCache: "kept", warnings: [] });
  const second = await signIn({ user: "careful", credentials });
  expect(second).toEqual({ method: "password", browser: false, tokenCache: "used", warnings: [] });
  expect((await signIn({ credentials })).warnings).toMatchObject([{ code: "SNOWFLAKE_PASSWORD_ALONE" }]);
});
