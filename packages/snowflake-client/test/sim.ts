import { generateKeyPairSync } from "node:crypto";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";
import type { SnowflakeCredentials, SnowflakeSettings } from "../src/index.ts";

/** Secrets of the stand-in's one user; no message may hold any of them. */
export const secrets = {
  password: "pass-word-of-the-test",
  passcode: "918273",
  pat: "pat-of-the-test-0123456789",
  oauth: "oauth-of-the-test-0123456789",
  passphrase: "phrase-of-the-test",
} as const;

export const keyPair = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** A stand-in with a user for every way to sign in. */
export function startSim(): Promise<SnowflakeSim> {
  const roles = ["DP_METADATA"];
  return startSnowflakeSim({
    account: "sim",
    users: [
      {
        name: "EXTRACTOR",
        password: secrets.password,
        publicKey: keyPair.publicKey.export({ format: "pem", type: "spki" }).toString(),
        pat: secrets.pat,
        oauthToken: secrets.oauth,
        roles,
      },
      { name: "CAREFUL", password: secrets.password, mfaPasscode: secrets.passcode, roles },
    ],
    sql: [
      "CREATE ROLE IF NOT EXISTS DP_METADATA; CREATE ROLE IF NOT EXISTS OTHER; CREATE DATABASE DB; CREATE SCHEMA DB.S;",
    ],
  });
}

export function settingsFor(
  sim: SnowflakeSim,
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
