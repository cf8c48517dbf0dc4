import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { readPrivateKey } from "./private-key.ts";

const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dp-key-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content, { mode: 0o600 });
  return path;
}

function pem(key: KeyObject, type: "pkcs1" | "pkcs8", passphrase?: string): string {
  const cipher = passphrase === undefined ? {} : { cipher: "aes-256-cbc", passphrase };
  return key.export({ format: "pem", type, ...cipher } as { format: "pem"; type: "pkcs8" }).toString();
}

test("a key is read from PKCS#8 and PKCS#1, open and encrypted, to the same key", async () => {
  const expected = await readPrivateKey(await file("a", pem(rsa.privateKey, "pkcs8")));
  expect(expected.pem).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  expect(expected.fingerprint).toMatch(/^SHA256:[A-Za-z0-9+/]{43}=$/);
  const others = [
    await readPrivateKey(await file("b", pem(rsa.privateKey, "pkcs1"))),
    await readPrivateKey(await file("c", pem(rsa.privateKey, "pkcs8", "phrase")), "phrase"),
    await readPrivateKey(await file("d", pem(rsa.privateKey, "pkcs1", "phrase")), "phrase"),
    await readPrivateKey(await file("e", pem(rsa.privateKey, "pkcs8")), "not needed"),
  ];
  for (const other of others) expect(other).toEqual(expected);
});

test("a key that is not there, or is a folder, is named", async () => {
  const path = join(folder, "nowhere");
  await expect(readPrivateKey(path)).rejects.toMatchObject({ code: "SNOWFLAKE_KEY_NOT_FOUND", where: path });
  await chmod(folder, 0o700);
  await expect(readPrivateKey(folder)).rejects.toThrow("it is a folder");
});

test("an encrypted key without a passphrase, or with a wrong one, is told apart", async () => {
  for (const type of ["pkcs8", "pkcs1"] as const) {
    const path = await file(`locked.${type}`, pem(rsa.privateKey, type, "phrase"));
    await expect(readPrivateKey(path)).rejects.toMatchObject({ code: "SNOWFLAKE_KEY_PASSPHRASE_MISSING" });
    await expect(readPrivateKey(path, "wrong")).rejects.toMatchObject({ code: "SNOWFLAKE_KEY_PASSPHRASE_WRONG" });
  }
});

test("a key that others may read is refused with the command that helps", async () => {
  const path = await file("open", pem(rsa.privateKey, "pkcs8"));
  await chmod(path, 0o644);
  await expect(readPrivateKey(path)).rejects.toMatchObject({
    code: "SNOWFLAKE_KEY_EXPOSED",
    hint: `Run chmod 600 ${path}`,
  });
});

test.each<[what: string, content: () => string | Buffer, command: (path: string) => string]>([
  [
    "PKCS#8 in DER form",
    () => rsa.privateKey.export({ format: "der", type: "pkcs8" }),
    (path) => `openssl pkey -inform DER -in ${path} `,
  ],
  [
    "PKCS#1 in DER form",
    () => rsa.privateKey.export({ format: "der", type: "pkcs1" }),
    (path) => `openssl pkey -inform DER -in ${path} `,
  ],
  [
    "an encrypted key in DER form",
    () => rsa.privateKey.export({ format: "der", type: "pkcs8", cipher: "aes-256-cbc", passphrase: "p" }),
    (path) => `openssl pkcs8 -inform DER -in ${path} -topk8`,
  ],
  [
    "an OpenSSH key",
    () => "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n",
    (path) => `cp ${path} rsa_key.p8 && ssh-keygen -p -m PKCS8`,
  ],
  ["a PuTTY key", () => "PuTTY-User-Key-File-3: ssh-rsa\n", (path) => `puttygen ${path} -O private-openssh`],
  ["a cut key", () => pem(rsa.privateKey, "pkcs8").slice(0, 400), (path) => `openssl pkey -in ${path} -noout`],
])("%s is refused with the command that helps", async (name, content, command) => {
  const path = await file(name.replaceAll(" ", "-"), content());
  await expect(readPrivateKey(path)).rejects.toMatchObject({
    code: "SNOWFLAKE_KEY_INVALID",
    hint: expect.stringContaining(command(path)),
  });
});

test.each([
  [
    "the public half",
    (): string => rsa.publicKey.export({ format: "pem", type: "spki" }).toString(),
    "it holds PUBLIC KEY",
  ],
  ["an OpenSSH key", (): string => "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n", "it holds OPENSSH PRIVATE KEY"],
  ["bytes of another kind", (): Buffer => Buffer.from([0x30, 0x82, 1, 2, 3]), "PKCS#12"],
  ["text", (): string => "hello\n", "it holds no PEM block"],
  ["a cut key", (): string => pem(rsa.privateKey, "pkcs8").slice(0, 400), "cannot be decoded"],
  [
    "an elliptic key",
    (): string => pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey, "pkcs8"),
    "EC key",
  ],
  [
    "a short key",
    (): string => pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey, "pkcs8"),
    "1024 bits",
  ],
])("%s is refused with what it is", async (name, content, message) => {
  const reading = readPrivateKey(await file(name, content()));
  await expect(reading).rejects.toMatchObject({ code: "SNOWFLAKE_KEY_INVALID" });
  await expect(reading).rejects.toThrow(message);
});
