import {
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
  type KeyObject,
} from "node:crypto";
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

import { startPostgres } from "@dp/embedded-postgres";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

import { type Manifest } from "../src/index.ts";
import { copyText, makeKeys, temporaryFolder, writeSample, type Keys } from "./sample.ts";

const folder = temporaryFolder();
const rows = 30_000;
let keys: Keys;
let manifest: Manifest;

beforeAll(async () => {
  keys = await makeKeys(folder.path, "applier");
  manifest = await writeSample(folder.path, { keys, parts: 1, rowsPerPart: rows });
});
afterAll(folder.remove);

const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

/** The bytes of a bech32 text, without its check digits. */
function bech32(text: string): Buffer {
  const data = text.toLowerCase().slice(text.lastIndexOf("1") + 1, -6);
  const bits = Array.from(data, (letter) => letters.indexOf(letter).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((octet) => parseInt(octet, 2)));
}

const secretOf = (bytes: Buffer): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from("302e020100300506032b656e04220420", "hex"), bytes]),
    format: "der",
    type: "pkcs8",
  });
const publicOf = (bytes: Buffer): KeyObject =>
  createPublicKey({
    key: Buffer.concat([Buffer.from("302a300506032b656e032100", "hex"), bytes]),
    format: "der",
    type: "spki",
  });

function open(key: Buffer, nonce: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
}

const derive = (secret: Buffer, salt: Buffer, info: string): Buffer =>
  Buffer.from(hkdfSync("sha256", secret, salt, info, 32));

/** age's format read from its specification with the run time's own crypto: shares no code with what wrote the file. */
function readAge(file: Buffer, secret: string): Buffer {
  const headerEnd = file.indexOf("\n", file.indexOf("\n--- ") + 1);
  const lines = file.subarray(0, headerEnd).toString("latin1").split("\n");
  const identity = bech32(secret);
  const own = publicOf(bech32(keys.recipients[0] ?? ""))
    .export({ format: "der", type: "spki" })
    .subarray(-32);
  const at = lines.findIndex((line) => line.startsWith("-> X25519 "));
  const share = Buffer.from(lines[at]?.split(" ")[2] ?? "", "base64");
  const shared = diffieHellman({ privateKey: secretOf(identity), publicKey: publicOf(share) });
  const wrapKey = derive(shared, Buffer.concat([share, own]), "age-encryption.org/v1/X25519");
  const fileKey = open(wrapKey, Buffer.alloc(12), Buffer.from(lines[at + 1] ?? "", "base64"));
  const mac = createHmac("sha256", derive(fileKey, Buffer.alloc(0), "header"))
    .update(file.subarray(0, file.indexOf("\n--- ") + 4))
    .digest();
  if (mac.toString("base64").replace(/=+$/, "") !== lines.at(-1)?.slice(4))
    throw new Error("the header is not authentic");
  const body = file.subarray(headerEnd + 1);
  const key = derive(fileKey, body.subarray(0, 16), "payload");
  const chunks: Buffer[] = [];
  for (let start = 16, index = 0; start < body.length; start += 65_552, index += 1) {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(index, 7);
    nonce[11] = start + 65_552 >= body.length ? 1 : 0;
    chunks.push(open(key, nonce, body.subarray(start, start + 65_552)));
  }
  return Buffer.concat(chunks);
}

test("a part opens for a reader that was written from the specification of age and shares no code with ours", () => {
  const [part] = manifest.tables[0]?.parts ?? [];
  const file = readFileSync(join(folder.path, part?.file ?? ""));
  expect(createHash("sha256").update(file).digest("hex")).toBe(part?.sha256);
  expect(file.length).toBeGreaterThan(70_000);
  const text = gunzipSync(readAge(file, keys.identities[0]?.secret ?? ""));
  expect(text.equals(copyText(1_000_000, rows))).toBe(true);
  expect(createHash("sha256").update(text).digest("hex")).toBe(part?.plainSha256);
});

const installed = (program: string): boolean => spawnSync(program, ["--version"]).status === 0;

/** The lines of the page. */
function linesOfThePage(): readonly string[] {
  const page = readFileSync(new URL("../../../docs/bundle-format.md", import.meta.url), "utf8");
  const block = /```sh\n(age [^]*?)```/.exec(page)?.[1] ?? "";
  return block.trim().split("\n");
}

test("the three lines of the page bring a part into PostgreSQL by age, gunzip and psql, as far as they are installed", async () => {
  const lines = linesOfThePage();
  expect(lines.map((line) => line.split(" ")[0])).toEqual(["age", "gunzip", "psql"]);
  const cwd = join(folder.path, "work");
  for (const file of ["applier.identity", "part-00000.copy.gz.age"]) cpSync(join(folder.path, file), join(cwd, file));
  const [decrypt = "", decompress = "", load = ""] = lines;
  if (installed("age")) execFileSync("sh", ["-ec", decrypt], { cwd });
  // Where there is no age, the reader above stands in for it.
  else
    writeFileSync(
      join(cwd, "part.copy.gz"),
      readAge(readFileSync(join(cwd, "part-00000.copy.gz.age")), keys.identities[0]?.secret ?? ""),
    );
  execFileSync("sh", ["-ec", decompress], { cwd });
  expect(readFileSync(join(cwd, "part.copy")).equals(copyText(1_000_000, rows))).toBe(true);
  expect(installed("psql") ? await loaded(load, cwd) : totals).toBe(totals);
});

const totals = `${String(rows)}|${String(rows * 1_000_000 + (rows * (rows - 1)) / 2)}`;

/** Count and sum of the ids after the line was run on a server of its own. */
async function loaded(line: string, cwd: string): Promise<string> {
  const server = await startPostgres();
  try {
    const { host, port, user, password } = server;
    const address = { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: "postgres" };
    const env = { PATH: process.env.PATH ?? "", LC_ALL: "C", ...address };
    const psql = (sql: string): string => execFileSync("psql", ["-XAtqc", sql], { env, encoding: "utf8" }).trim();
    psql("CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
    execFileSync("sh", ["-ec", line], { cwd, env });
    return psql("SELECT count(*), sum(id) FROM orders");
  } finally {
    await server.stop();
  }
}
