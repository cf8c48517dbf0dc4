import { createHmac, generateKeyPairSync, sign } from "node:crypto";

import { describe, expect, test } from "@jest/globals";

import { keyFingerprint, keyPairFault } from "./key-pair.ts";

const keys = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const now = Date.UTC(2026, 0, 1);
const subject = { account: "SIM", user: "DEMO", publicKey: keys.publicKey };
const goodClaims = {
  sub: "SIM.DEMO",
  iss: `SIM.DEMO.${keyFingerprint(keys.publicKey)}`,
  iat: now,
  exp: now + 120_000,
};

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");

function token(claims: Record<string, unknown>, header: Record<string, unknown> = { alg: "RS256" }): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), keys.privateKey).toString("base64url")}`;
}

test("times in milliseconds, as the Node driver writes them, and in seconds are good", () => {
  expect(keyPairFault(token(goodClaims), subject, now)).toBeUndefined();
  const seconds = { ...goodClaims, iat: now / 1000, exp: now / 1000 + 120 };
  expect(keyPairFault(token(seconds), subject, now)).toBeUndefined();
});

describe("a token is refused for", () => {
  test.each([
    ["expired", { ...goodClaims, exp: now - 1 }],
    ["expired", { ...goodClaims, exp: now / 1000 - 1 }],
    ["expired", { ...goodClaims, exp: undefined }],
    ["not yet valid", { ...goodClaims, iat: now + 120_000 }],
    ["subject", { ...goodClaims, sub: "OTHER.DEMO" }],
    ["issuer", { ...goodClaims, iss: "SIM.DEMO.SHA256:AAAA" }],
  ])("%s", (fault, claims) => {
    expect(keyPairFault(token(claims), subject, now)).toBe(fault);
  });

  test("no registered key", () => {
    expect(keyPairFault(token(goodClaims), { ...subject, publicKey: undefined }, now)).toBe("no public key");
  });

  test("claims changed after signing", () => {
    const [head = "", , signature = ""] = token(goodClaims).split(".");
    const forged = `${head}.${part({ ...goodClaims, exp: now + 1e9 })}.${signature}`;
    expect(keyPairFault(forged, subject, now)).toBe("signature");
  });

  test("an algorithm other than RS256, signed with the public key or not at all", () => {
    const signed = `${part({ alg: "HS256" })}.${part(goodClaims)}`;
    const mac = createHmac("sha256", keys.publicKey).update(signed).digest("base64url");
    expect(keyPairFault(`${signed}.${mac}`, subject, now)).toBe("algorithm");
    expect(keyPairFault(`${part({ alg: "none" })}.${part(goodClaims)}.`, subject, now)).toBe("algorithm");
  });

  test.each(["", "a.b", "a.b.c", "a.b.c.d", `${part(1)}.${part(2)}.x`])("being no token: %p", (text) => {
    expect(keyPairFault(text, subject, now)).toBe("malformed");
  });
});
