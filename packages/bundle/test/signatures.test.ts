import { createHmac, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { flattenedVerify } from "jose";

import { refuseRevoked } from "../src/signature.ts";
import { ownSigner, readSigners, signBytes, verifyBytes, type Signer, type VerifyOptions } from "../src/index.ts";
import { makeKeys, temporaryFolder, type Keys } from "./sample.ts";

const folder = temporaryFolder();
const document = Buffer.from('{\n "feed": "orders",\n "seq": 7\n}\n');
let keys: Keys;
let other: Keys;
let jws: string;

beforeAll(async () => {
  keys = await makeKeys(folder.path);
  other = await makeKeys(folder.path, "other");
  jws = await signBytes(document, "manifest", keys.signingKey);
});
afterAll(folder.remove);

type Changed = Partial<Omit<VerifyOptions, "where">> & { readonly bytes?: Buffer; readonly jws?: string | Buffer };

function check({ bytes = document, jws: signature = jws, ...options }: Changed): Promise<Signer> {
  const defaults = { kind: "manifest", signers: keys.signers, where: "orders/x/manifest.json" } as const;
  return verifyBytes(bytes, Buffer.from(signature), { ...defaults, ...options });
}

const base64 = (value: string | Buffer): string => Buffer.from(value).toString("base64url");
const text = (value: string): Buffer => Buffer.from(value);

/** A JWS over the document with any header, by any Ed25519 key. */
function forge(header: object | string, key: KeyObject = keys.signingKey.key, payload: Buffer = document): string {
  const encoded = base64(typeof header === "string" ? header : JSON.stringify(header));
  const signature = sign(null, text(`${encoded}.${base64(payload)}`), key);
  return `${encoded}..${base64(signature)}\n`;
}

const good = (): { alg: string; typ: string; kid: string } => ({
  alg: "EdDSA",
  typ: "dp-manifest+jws",
  kid: keys.signingKey.kid,
});

/** HMAC with the public key's bytes as its secret, in the shape of ours. */
function hmac(alg: string): string {
  const encoded = base64(JSON.stringify({ ...good(), alg }));
  const secret = keys.signers[0]?.key.export({ type: "spki", format: "pem" }) ?? "";
  const mac = createHmac("sha512", secret)
    .update(`${encoded}.${base64(document)}`)
    .digest();
  return `${encoded}..${base64(mac)}\n`;
}

const [head, tail] = [(): string => jws.split("..")[0] ?? "", (): string => jws.split("..")[1] ?? ""];

const forgeries: Readonly<Record<string, () => Changed | Promise<Changed>>> = {
  "one byte changed": () => ({ bytes: text(document.toString().replace("7", "8")) }),
  "keys in another order": () => ({ bytes: text('{\n "seq": 7,\n "feed": "orders"\n}\n') }),
  "a key twice": () => ({ bytes: text('{\n "feed": "orders",\n "seq": 7, "seq": 7\n}\n') }),
  "other white space": () => ({ bytes: text('{"feed":"orders","seq":7}') }),
  "a blank behind": () => ({ bytes: Buffer.concat([document, text(" ")]) }),
  "no newline at the end": () => ({ bytes: document.subarray(0, -1) }),
  "carriage returns": () => ({ bytes: text(document.toString().replaceAll("\n", "\r\n")) }),
  "a byte order mark": () => ({ bytes: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), document]) }),
  "UTF-16": () => ({ bytes: Buffer.from(document.toString(), "utf16le") }),
  "an empty document": () => ({ bytes: Buffer.alloc(0) }),
  "the document in base64": () => ({ bytes: text(base64(document)) }),
  "two signatures": () => ({ jws: `${jws}${jws}` }),
  "two signatures, one of them ours": () => ({ jws: `${forge(good(), other.signingKey.key)}${jws}` }),
  "a signature in JSON": () => ({ jws: JSON.stringify({ protected: head(), signature: tail().trim() }) }),
  "no signature": () => ({ jws: "" }),
  "half a signature": () => ({ jws: jws.slice(0, -40) }),
  "no newline behind the signature": () => ({ jws: jws.trim() }),
  "a blank before the signature": () => ({ jws: ` ${jws}` }),
  "a byte order mark before the signature": () => ({ jws: `\uFEFF${jws}` }),
  "a carriage return behind the signature": () => ({ jws: `${jws.trim()}\r\n` }),
  "a NUL in the signature": () => ({ jws: `${jws.slice(0, -3)}\0${jws.slice(-2)}` }),
  padding: () => ({ jws: `${jws.trim()}==\n` }),
  "base64 with + and /": () => ({ jws: jws.replaceAll("-", "+").replaceAll("_", "/").replace("..", "./.") }),
  "the same bytes in other letters": () => ({ jws: twin(jws) }),
  "the payload inside": () => ({ jws: jws.replace("..", `.${base64(document)}.`) }),
  "alg none": () => ({ jws: `${base64(JSON.stringify({ ...good(), alg: "none" }))}..\n` }),
  "alg none with a signature": () => ({ jws: forge({ ...good(), alg: "none" }) }),
  "alg in small letters": () => ({ jws: forge({ ...good(), alg: "eddsa" }) }),
  "alg Ed448": () => ({ jws: forge({ ...good(), alg: "Ed448" }) }),
  "alg missing": () => ({ jws: forge({ typ: good().typ, kid: good().kid }) }),
  "HS256 with the public key": () => ({ jws: hmac("HS256") }),
  "HS512 with the public key": () => ({ jws: hmac("HS512") }),
  "HMAC called EdDSA": () => ({ jws: hmac("EdDSA") }),
  "another key under our key id": () => ({ jws: forge(good(), other.signingKey.key) }),
  "another key under its own id": async () => ({ jws: await signBytes(document, "manifest", other.signingKey) }),
  "a key that stands in the header": () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    return { jws: forge({ ...good(), jwk: publicKey.export({ format: "jwk" }) }, privateKey) };
  },
  "our key with a key in the header": () => ({ jws: forge({ ...good(), jwk: {} }) }),
  "a key to be fetched": () => ({ jws: forge({ ...good(), jku: "https://example.com/keys" }) }),
  "a critical extension": () => ({ jws: forge({ ...good(), crit: ["b64"], b64: false }) }),
  "an unencoded payload": () => ({ jws: forge({ ...good(), b64: false }) }),
  "a header that is a list": () => ({ jws: forge("[]") }),
  "a header that is no JSON": () => ({ jws: forge("EdDSA") }),
  "alg twice in the header": () => ({ jws: forge(`{"alg":"EdDSA","alg":"none","typ":"dp-manifest+jws","kid":"x"}`) }),
  "a prototype in the header": () => ({
    jws: forge(`{"alg":"EdDSA","typ":"dp-manifest+jws","__proto__":{"kid":"x"}}`),
  }),
  "no kid": () => ({ jws: forge({ alg: good().alg, typ: good().typ }) }),
  "a kid that is no name": () => ({ jws: forge({ ...good(), kid: "../../keys/mine\n" }) }),
  "no typ": () => ({ jws: forge({ alg: good().alg, kid: good().kid }) }),
  "typ JWT": () => ({ jws: forge({ ...good(), typ: "JWT" }) }),
  "the signature of a head": async () => ({ jws: await signBytes(document, "head", keys.signingKey) }),
  "the signature of a receipt": async () => ({ jws: await signBytes(document, "receipt", keys.signingKey) }),
  "taken for a head": () => ({ kind: "head" }),
  "the signature of another document": async () => ({
    jws: await signBytes(text("{}\n"), "manifest", keys.signingKey),
  }),
  "nobody trusted": () => ({ signers: [] }),
  "only another trusted": () => ({ signers: other.signers }),
  expired: () => ({ signers: signersUntil("2027-01-01T00:00:00.000Z"), at: new Date("2027-01-01T00:00:00.001Z") }),
  "not valid yet": () => ({ signers: signersFrom("2027-01-01T00:00:00Z"), at: new Date("2026-12-31T23:59:59Z") }),
};

/** The last letter of an Ed25519 signature holds four bits that mean nothing. */
function twin(signature: string): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = letters.indexOf(signature.at(-2) ?? "");
  return `${signature.slice(0, -2)}${letters[last ^ 1] ?? ""}\n`;
}

function signersUntil(time: string): readonly Signer[] {
  return keys.signers.map((signer) => ({ ...signer, validUntil: new Date(time) }));
}

function signersFrom(time: string): readonly Signer[] {
  return keys.signers.map((signer) => ({ ...signer, validFrom: new Date(time) }));
}

test("the signature counts, by the standard's own library too, with other signers around it", async () => {
  await expect(check({})).resolves.toMatchObject({ name: "test" });
  await expect(check({ signers: [...other.signers, ...keys.signers] })).resolves.toMatchObject({ name: "test" });
  await expect(check({ signers: [ownSigner(keys.signingKey)] })).resolves.toMatchObject({ kid: keys.signingKey.kid });
  await expect(check({ jws: forge({ ...good(), kid: "a-hint-only" }) })).resolves.toMatchObject({ name: "test" });
  const parts = { protected: head(), payload: base64(document), signature: tail().trim() };
  const key = keys.signers[0]?.key ?? Buffer.alloc(0);
  await expect(flattenedVerify(parts, key)).resolves.toBeDefined();
});

test("of over fifty forgeries none counts, and each names the file", async () => {
  const accepted: string[] = [];
  const unnamed: string[] = [];
  for (const [name, make] of Object.entries(forgeries)) {
    try {
      await check(await make());
      accepted.push(name);
    } catch (error) {
      const { code, where } = error as { code?: string; where?: string };
      if (code?.startsWith("BUNDLE_SIGNATURE_") !== true || where !== "orders/x/manifest.json") unnamed.push(name);
    }
  }
  expect({ accepted, unnamed }).toEqual({ accepted: [], unnamed: [] });
  expect(Object.keys(forgeries).length).toBeGreaterThanOrEqual(50);
});

test("a revoked key keeps what was good, and nothing after it or of other feeds", () => {
  const [signer] = keys.signers;
  if (signer === undefined) throw new Error("no signer");
  const revoked = { ...signer, revoked: new Map([["orders", { epoch: 2, seq: 41 }]]) };
  const outcome = (feed: string, epoch: number, seq: number): string => {
    try {
      refuseRevoked(revoked, { feed, epoch, seq }, "x");
      return "good";
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect([outcome("orders", 2, 41), outcome("orders", 1, 9999), outcome("orders", 2, 1)]).toEqual(
    Array(3).fill("good"),
  );
  const after = [outcome("orders", 2, 42), outcome("orders", 3, 1), outcome("prices", 1, 1)];
  expect(after).toEqual(Array(3).fill("BUNDLE_SIGNATURE_REVOKED"));
});

const signerFile = (): Record<string, unknown> => ({
  kid: keys.signingKey.kid,
  jwk: keys.signers[0]?.key.export({ format: "jwk" }),
});

test.each<[string, () => unknown]>([
  ["a private key in it", () => ({ ...signerFile(), jwk: keys.signingKey.key.export({ format: "jwk" }) })],
  ["an RSA key", () => ({ ...signerFile(), jwk: { kty: "RSA", n: "AQ", e: "AQAB" } })],
  ["a key of another curve", () => ({ ...signerFile(), jwk: { kty: "OKP", crv: "X25519", x: "AA" } })],
  ["a key too short", () => ({ ...signerFile(), jwk: { kty: "OKP", crv: "Ed25519", x: "AAAA" } })],
  ["a misspelt field", () => ({ ...signerFile(), validuntil: "2027-01-01T00:00:00Z" })],
  ["a day that is none", () => ({ ...signerFile(), validUntil: "2027-13-01T00:00:00Z" })],
  ["a local time", () => ({ ...signerFile(), validUntil: "2027-01-01 00:00" })],
  ["revoked without a number", () => ({ ...signerFile(), revoked: { orders: true } })],
  ["revoked as a list", () => ({ ...signerFile(), revoked: ["orders"] })],
  ["no kid", () => ({ jwk: signerFile().jwk })],
  ["a list", () => [signerFile()]],
])("a signer file with %s is refused", async (_, make) => {
  const path = join(folder.path, "bad.signer.json");
  writeFileSync(path, JSON.stringify(make()));
  await expect(readSigners([path])).rejects.toMatchObject({ code: "KEY_FILE_INVALID", where: path });
});

test("the same key twice is refused: the two files could say different things of it", async () => {
  const twin = join(folder.path, "twin.signer.json");
  writeFileSync(twin, JSON.stringify(signerFile()));
  await expect(readSigners([join(folder.path, "test.signer.json"), twin])).rejects.toMatchObject({
    code: "KEY_FILE_INVALID",
    message: expect.stringContaining("same key as test"),
  });
});
