import { chmodSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { generateHybridIdentity, identityToRecipient } from "age-encryption";

import {
  checkRecipients,
  createIdentity,
  createPart,
  readIdentities,
  readPublicKeys,
  readRecipients,
  readSigningKey,
} from "../src/index.ts";
import { makeKeys, temporaryFolder, type Keys } from "./sample.ts";

const folder = temporaryFolder();
let keys: Keys;
let recipient: string;
let quantum: string;

beforeAll(async () => {
  keys = await makeKeys(folder.path);
  recipient = keys.recipients[0] ?? "";
  quantum = await identityToRecipient(await generateHybridIdentity());
});
afterAll(folder.remove);

const bad: readonly [string, () => readonly string[]][] = [
  ["none", () => []],
  ["classic beside post-quantum", () => [recipient, quantum]],
  ["an SSH key", () => ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIIIII"]],
  ["a plug-in's", () => ["age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt"]],
  ["a tag", () => ["age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2yqdj4e"]],
  ["an identity", () => [keys.identities[0]?.secret ?? ""]],
  ["in capitals", () => [recipient.toUpperCase()]],
  ["with a blank", () => [` ${recipient}`]],
  ["cut", () => [recipient.slice(0, -1)]],
  ["longer", () => [`${recipient}q`]],
  ["empty", () => [""]],
  ["a good one and a bad one", () => [recipient, recipient.slice(0, -1)]],
  // Every bit of the key is zero: the library makes no shared secret of it.
  ["of low order", () => ["age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqs3290gq"]],
];

test.each(bad)("recipients are refused before the first byte is written: %s", async (_, recipients) => {
  const before = readdirSync(folder.path);
  const wanted = createPart(join(folder.path, "part"), { compression: "gzip", recipients: recipients() });
  await expect(wanted).rejects.toMatchObject({ code: "BUNDLE_RECIPIENT_INVALID" });
  expect(readdirSync(folder.path)).toEqual(before);
});

test("a mistyped letter anywhere in a recipient is noticed", async () => {
  const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  for (let at = 5; at < recipient.length; at += 1) {
    const letter = letters[(letters.indexOf(recipient[at] ?? "") + 1 + (at % 30)) % 32] ?? "";
    const typo = `${recipient.slice(0, at)}${letter}${recipient.slice(at + 1)}`;
    await expect(checkRecipients([typo])).rejects.toMatchObject({ code: "BUNDLE_RECIPIENT_INVALID" });
  }
});

test("recipients of one kind are taken, from files with comments and empty lines", async () => {
  const second = await createIdentity({ name: "second", privateFolder: folder.path, publicFolder: folder.path });
  const path = join(folder.path, "ops.recipient");
  writeFileSync(path, `# the night shift\r\n${recipient}\r\n\r\n${second.id}\n`);
  expect(await readRecipients([path, join(folder.path, "test.recipient")])).toEqual([recipient, second.id]);
  await expect(checkRecipients([quantum])).resolves.toBeUndefined();
  writeFileSync(path, "# nobody\n");
  await expect(readRecipients([path])).rejects.toMatchObject({ code: "BUNDLE_RECIPIENT_INVALID", where: path });
});

test("private keys that others can read, links, and files of another kind are refused", async () => {
  const path = join(folder.path, "mine.identity");
  const text = readFileSync(join(folder.path, "test.identity"), "utf8");
  for (const mode of [0o604, 0o640, 0o660, 0o666, 0o644]) {
    writeFileSync(path, text);
    chmodSync(path, mode);
    await expect(readIdentities([path])).rejects.toMatchObject({ code: "KEY_FILE_TOO_OPEN", where: path });
    await expect(readSigningKey(path)).rejects.toMatchObject({ code: "KEY_FILE_TOO_OPEN" });
  }
  chmodSync(path, 0o600);
  expect(await readIdentities([path])).toHaveLength(1);
  await expect(readSigningKey(path)).rejects.toMatchObject({ code: "KEY_FILE_INVALID" });
  await expect(readIdentities([join(folder.path, "test.signing-key")])).rejects.toMatchObject({
    code: "KEY_FILE_INVALID",
  });
  symlinkSync(path, join(folder.path, "link.identity"));
  await expect(readIdentities([join(folder.path, "link.identity")])).rejects.toMatchObject({
    code: "FILE_NOT_REGULAR",
  });
  writeFileSync(path, text.replace(/KEY-1..../, "KEY-1AAAA"));
  await expect(readIdentities([path])).rejects.toMatchObject({
    code: "KEY_FILE_INVALID",
    message: expect.not.stringContaining("AAAA"),
  });
});

test("public keys of a folder are listed; a broken one says why", async () => {
  writeFileSync(join(folder.path, "broken.signer.json"), "{");
  const found = await readPublicKeys(folder.path);
  const by = new Map(found.map((key) => [key.file.slice(folder.path.length + 1), key]));
  expect(by.get("test.signer.json")).toMatchObject({ kind: "signer", ids: [keys.signingKey.kid] });
  expect(by.get("test.recipient")).toMatchObject({ kind: "recipient", ids: [recipient] });
  expect(by.get("broken.signer.json")?.error).toMatchObject({ code: "KEY_FILE_INVALID" });
  expect(await readPublicKeys(join(folder.path, "nowhere"))).toEqual([]);
});
