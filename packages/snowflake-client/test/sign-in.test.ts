import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { connectSnowflake, type SnowflakeCredentials } from "../src/index.ts";
import { secrets, settingsFor, signInAsPerson, startSim } from "./sim.ts";

let sim: Awaited<ReturnType<typeof startSim>>;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(async () => {
  await sim.close();
});

const options = { tag: "dp/0.0.0/test", connectTimeoutMs: 10_000 };

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
