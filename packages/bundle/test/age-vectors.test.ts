import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";

import { expect, test } from "@jest/globals";
import { armor, Decrypter } from "age-encryption";
import * as vectors from "cctv-age";

import { AgeError, decryptWith } from "../src/age/decrypt.ts";

interface Vector {
  readonly facts: ReadonlyMap<string, readonly string[]>;
  readonly body: Buffer;
}

/** Lines of `name: value`, an empty line, then an age file. */
function parse(bytes: Uint8Array): Vector {
  const buffer = Buffer.from(bytes);
  const end = buffer.indexOf("\n\n");
  const facts = new Map<string, string[]>();
  for (const line of buffer.subarray(0, end).toString("latin1").split("\n")) {
    const [name = "", value = ""] = line.split(/: (.*)/s);
    facts.set(name, [...(facts.get(name) ?? []), value]);
  }
  const rest = buffer.subarray(end + 2);
  return { facts, body: facts.has("compressed") ? inflateSync(rest) : rest };
}

function* cut(body: Buffer, size: number): Generator<Buffer> {
  for (let at = 0; at < body.length; at += size) yield body.subarray(at, at + size);
}

async function* source(body: Buffer, size: number): AsyncGenerator<Buffer> {
  for (const piece of cut(body, size)) yield await Promise.resolve(piece);
}

/** The class of the outcome in the words of the vectors, and the hash of what came out before it. */
async function outcome({ facts, body }: Vector, size: number): Promise<readonly [string, string]> {
  const decrypter = new Decrypter();
  for (const secret of facts.get("identity") ?? []) decrypter.addIdentity(secret);
  for (const phrase of facts.get("passphrase") ?? []) decrypter.addPassphrase(phrase);
  const hash = createHash("sha256");
  try {
    const binary = facts.has("armored") ? unarmored(body) : body;
    if (binary === undefined) return ["armor failure", ""];
    for await (const chunk of decryptWith(decrypter, source(binary, size))) hash.update(chunk);
    return ["success", hash.digest("hex")];
  } catch (error) {
    if (!(error instanceof AgeError)) throw error;
    const fault = { header: "header failure", "no-match": "no match", mac: "HMAC failure", payload: "payload failure" };
    return [fault[error.fault], hash.digest("hex")];
  }
}

function unarmored(text: Buffer): Buffer | undefined {
  try {
    return Buffer.from(armor.decode(text.toString("utf8")));
  } catch {
    return undefined;
  }
}

const all = Object.entries(vectors as Readonly<Record<string, Uint8Array>>).map(
  ([name, bytes]) => [name, parse(bytes)] as const,
);

test("the 143 files of C2SP end as they are meant to, whole and in pieces of 7 bytes", async () => {
  expect(all).toHaveLength(143);
  const wrong: unknown[] = [];
  for (const [name, vector] of all) {
    const expected = vector.facts.get("expect")?.[0];
    for (const size of [1 << 16, 7]) {
      // A megabyte byte by byte shows nothing more.
      if (size === 7 && vector.body.length > 200_000) continue;
      const [found, hash] = await outcome(vector, size);
      const payload = vector.facts.get("payload")?.[0] ?? hash;
      const same = found === expected && (found !== "success" || hash === payload);
      if (!same) wrong.push({ name, size, expected, found });
    }
  }
  expect(wrong).toEqual([]);
});

test("files in armor and files for a passphrase are not ours: refused as what they are, at once", async () => {
  const key = all.find(([, { facts }]) => facts.has("identity"))?.[1].facts.get("identity")?.[0] ?? "";
  const others = all.filter(([, { facts }]) => facts.has("armored") || facts.has("passphrase"));
  expect(others.length).toBeGreaterThan(40);
  for (const [, { body }] of others) {
    const decrypter = new Decrypter();
    decrypter.addIdentity(key);
    const read = async (): Promise<void> => {
      for await (const chunk of decryptWith(decrypter, source(body, 1 << 16))) expect(chunk).toBeDefined();
    };
    await expect(read()).rejects.toMatchObject({
      name: "AgeError",
      fault: expect.stringMatching(/^(header|no-match)$/),
    });
  }
});

test("a header of 200 MB costs what the cap allows", async () => {
  const decrypter = new Decrypter();
  let read = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(Buffer.from("age-encryption.org/v1\n-> X25519 "));
    const piece = Buffer.alloc(1 << 20, "A");
    for (; read < 200; read += 1) yield piece;
  }
  const before = process.memoryUsage();
  const wanted = decryptWith(decrypter, endless()).next();
  await expect(wanted).rejects.toMatchObject({ fault: "header", message: "its header is too large" });
  const after = process.memoryUsage();
  const grown = after.arrayBuffers + after.external - before.arrayBuffers - before.external;
  expect(grown).toBeLessThan(16 * 1024 * 1024);
  expect(read).toBeLessThanOrEqual(1);
});
