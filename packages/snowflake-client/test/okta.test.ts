import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { startConnectProxy } from "@dp/snowflake-sim";
import { beforeAll, describe, expect, test } from "@jest/globals";
import type { SignInFacts, SnowflakeCredentials, SnowflakeSettings } from "../src/index.ts";
import { certificate, secrets, startSim } from "./sim.ts";

interface Outcome {
  readonly user?: string;
  readonly signIn?: SignInFacts;
  readonly code?: string;
  readonly message?: string;
  readonly hint?: string;
}

const okta = (password: string = secrets.password, ssoUrl = "https://sim.okta.com"): SnowflakeCredentials => ({
  method: "okta",
  ssoUrl,
  password,
});

/** Settings as for a real account: no access URL, so that the driver goes to the hosts that it writes itself. */
const cases: Readonly<Record<string, Partial<SnowflakeSettings> & Pick<SnowflakeSettings, "credentials">>> = {
  right: { credentials: okta() },
  password: { credentials: okta("another-one-of-the-test") },
  factor: { credentials: okta(), user: "careful" },
  address: { credentials: okta(secrets.password, "https://other.okta.com") },
  account: { credentials: okta(), account: "elsewhere" },
  browser: { credentials: { method: "sso", ssoUrl: "https://sso.example.com/app/1" } },
  elsewhere: { credentials: { method: "sso", ssoUrl: "https://sso.example.org" } },
};

const outcomes = new Map<string, Outcome>();
let asked: readonly string[] = [];
let said = "";

async function run(input: string, caFile: string): Promise<string> {
  const script = fileURLToPath(new URL("okta.mjs", import.meta.url));
  const env = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "", NODE_EXTRA_CA_CERTS: caFile };
  const child = spawn(process.execPath, [script], { env, stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(input);
  return text(child.stdout);
}

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "dp-okta-"));
  const sim = await startSim();
  const credentials = `vera:${secrets.proxyPassword}`;
  const proxy = await startConnectProxy({ target: Number(new URL(sim.tlsUrl ?? "").port), credentials });
  try {
    const caFile = join(folder, "ca.pem");
    await writeFile(caFile, certificate.cert);
    const common = {
      account: "sim",
      user: "extractor",
      role: "DP_METADATA",
      revocationCheck: "off",
      proxy: { host: "127.0.0.1", port: proxy.port, protocol: "http", user: "vera", password: secrets.proxyPassword },
    };
    const settings = Object.values(cases).map((one) => ({ ...common, ...one }));
    said = await run(JSON.stringify({ simUrl: sim.url, cases: settings }), caFile);
    const found = JSON.parse(said) as readonly Outcome[];
    for (const [index, name] of Object.keys(cases).entries()) outcomes.set(name, found[index] ?? {});
    asked = proxy.asked;
  } finally {
    await proxy.close();
    await sim.close();
    await rm(folder, { recursive: true });
  }
}, 60_000);

test("Okta without a browser signs in, through the proxy alone", () => {
  expect(outcomes.get("right")).toMatchObject({
    user: "EXTRACTOR",
    signIn: { method: "okta", browser: false, proxy: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/) },
  });
  expect(new Set(asked)).toEqual(
    new Set(["sim.snowflakecomputing.com:443", "sim.okta.com:443", "elsewhere.snowflakecomputing.com:443"]),
  );
});

test("no outcome holds a secret", () => {
  expect(Object.values(secrets).filter((secret) => said.includes(secret))).toEqual([]);
});

test("the browser signs in over https, at the company's own page", () => {
  expect(outcomes.get("browser")).toMatchObject({ user: "EXTRACTOR", signIn: { method: "sso", browser: true } });
});

describe("over https, refused with code, cause and next step:", () => {
  test.each([
    ["password", "SNOWFLAKE_OKTA_REFUSED", /401.*Authentication failed/, /SNOWFLAKE_USER \(the name at Okta\)/],
    ["factor", "SNOWFLAKE_OKTA_NO_PROOF", /SAML/, /second factor \(use sso\)/],
    ["address", "SNOWFLAKE_OKTA_ADDRESS", /390139/, /Okta's own address/],
    ["elsewhere", "SNOWFLAKE_SSO_ELSEWHERE", /browser to sso\.example\.com/, /correct SNOWFLAKE_SSO_URL/],
    ["account", "SNOWFLAKE_TLS", /elsewhere/, /NODE_EXTRA_CA_CERTS/],
  ])("%s", (name, code, cause, next) => {
    expect(outcomes.get(name)).toEqual({
      code,
      message: expect.stringMatching(cause),
      hint: expect.stringMatching(next),
    });
  });
});
