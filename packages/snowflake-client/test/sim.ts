import { generateKeyPairSync } from "node:crypto";
import { startSnowflakeSim, testCertificate, type SnowflakeSim } from "@dp/snowflake-sim";
import type { SnowflakeCredentials, SnowflakeSettings } from "../src/index.ts";

/** Secrets of the stand-in's users; no message may hold any of them. */
export const secrets = {
  password: "pass-word-of-the-test",
  passcode: "918273",
  pat: "pat-of-the-test-0123456789",
  oauth: "oauth-of-the-test-0123456789",
  passphrase: "phrase-of-the-test",
  clientSecret: "client-secret-of-the-test",
  oidc: "oidc-token-of-the-test",
  azure: "azure-token-of-the-test",
  gcp: "gcp-token-of-the-test",
  awsSecret: "aws-secret-of-the-test",
  proxyPassword: "proxy-%41+@:/ password-of-the-test",
} as const;

export const awsKeyId = "AKIAOFTHETEST";
export const clientId = "client-of-the-test";
export const keyPair = generateKeyPairSync("rsa", { modulusLength: 2048 });
/** For the hosts that the driver writes itself, and the two Oktas of the tests. */
export const certificate = testCertificate(["sim.snowflakecomputing.com", "sim.okta.com", "localhost"]);

const roles = ["DP_METADATA"];
const workload = (provider: "AWS" | "AZURE" | "GCP" | "OIDC", proof: string): object => ({
  name: `WORKER_${provider}`,
  roles,
  workload: { provider, proof },
});
const refused = (name: string, code: string, message: string): object => ({
  name,
  roles,
  password: secrets.password,
  pat: `${secrets.pat}-${name}`,
  oauthToken: `${secrets.oauth}-${name}`,
  refusal: { code, message },
});

/** A stand-in with a user for every way to sign in, and users whom Snowflake sends away. */
export function startSim(more: { readonly tokenCaching?: boolean } = {}): Promise<SnowflakeSim> {
  return startSnowflakeSim({
    account: "sim",
    okta: "https://sim.okta.com",
    identityProvider: "https://sso.example.com",
    tls: certificate,
    ...more,
    users: [
      {
        name: "EXTRACTOR",
        password: secrets.password,
        publicKey: keyPair.publicKey.export({ format: "pem", type: "spki" }).toString(),
        pat: secrets.pat,
        oauthToken: secrets.oauth,
        oauthClient: { id: clientId, secret: secrets.clientSecret },
        roles,
      },
      { name: "CAREFUL", password: secrets.password, mfaPasscode: secrets.passcode, roles },
      workload("AWS", awsKeyId),
      workload("AZURE", secrets.azure),
      workload("GCP", secrets.gcp),
      workload("OIDC", secrets.oidc),
      refused("LOCKED", "390102", "User temporarily locked. Try again later."),
      refused("OUTSIDE", "390422", "Incoming request with IP/Token 198.51.100.7 is not allowed to access Snowflake."),
      refused("POLICED", "390202", "Authentication attempt rejected by the current authentication policy."),
      refused("UNRULED", "390432", "Network policy is required."),
      refused("STALE", "390318", "OAuth access token expired."),
    ] as NonNullable<Parameters<typeof startSnowflakeSim>[0]>["users"] & object,
    sql: [
      "CREATE ROLE IF NOT EXISTS DP_METADATA; CREATE ROLE IF NOT EXISTS OTHER; CREATE DATABASE DB; CREATE SCHEMA DB.S;",
    ],
  });
}

export function settingsFor(
  sim: Pick<SnowflakeSim, "url">,
  credentials: SnowflakeCredentials = { method: "password", password: secrets.password },
): SnowflakeSettings {
  return { account: "sim", user: "extractor", accessUrl: sim.url, role: "DP_METADATA", credentials };
}

/** Plays the browser: opens the page and follows its link. */
export async function signInAsPerson(url: string): Promise<void> {
  const html = await (await fetch(url)).text();
  const href = /href="([^"]+)"/.exec(html)?.[1];
  if (href === undefined) throw new Error(`no link on the page: ${html}`);
  await fetch(href.replace(/&#(\d+);/g, (_, digits: string) => String.fromCharCode(Number(digits))));
}
