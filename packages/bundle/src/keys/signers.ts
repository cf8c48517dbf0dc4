import { createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

import { readTextFile } from "@dp/files";
import { readJsonStrictly } from "@dp/metadata";
import { calculateJwkThumbprint } from "jose";

import { BundleError } from "../errors.ts";
import { caps } from "../limits.ts";
import { keyName, readPrivateFile } from "./key-file.ts";

/** A key that files are signed with. */
export interface SigningKey {
  /** RFC 7638 thumbprint of the public key. */
  readonly kid: string;
  readonly key: KeyObject;
}

/** Someone whose signatures count, from a `.signer.json` reviewed in git. */
export interface Signer {
  readonly name: string;
  readonly kid: string;
  readonly key: KeyObject;
  readonly validFrom?: Date;
  readonly validUntil?: Date;
  /** Last good bundle by feed; a feed that is not in it has none. Absent: not revoked. */
  readonly revoked?: ReadonlyMap<string, { readonly epoch: number; readonly seq: number }>;
}

/** Reads a PKCS#8 PEM file (mode 0600) that holds an Ed25519 key. @throws FileError, BundleError KEY_FILE_* */
export async function readSigningKey(path: string): Promise<SigningKey> {
  const pem = await readPrivateFile(path);
  const key = parsePrivateKey(pem);
  if (key?.asymmetricKeyType !== "ed25519") {
    throw new BundleError("KEY_FILE_INVALID", "is no Ed25519 key in PKCS#8 PEM", { where: path });
  }
  return { kid: await thumbprint(createPublicKey(key)), key };
}

/** RFC 7638 thumbprint of a public key. */
export async function thumbprint(publicKey: KeyObject): Promise<string> {
  return calculateJwkThumbprint(publicKey.export({ format: "jwk" }), "sha256");
}

/** The signer that belongs to a signing key: what this side knows of its own signatures. */
export function ownSigner(key: SigningKey, name = "this project's key"): Signer {
  return { name, kid: key.kid, key: createPublicKey(key.key) };
}

/** @throws FileError, BundleError KEY_FILE_INVALID */
export async function readSigners(paths: readonly string[]): Promise<readonly Signer[]> {
  const signers: Signer[] = [];
  for (const path of paths) {
    const reading = readJsonStrictly(await readTextFile(path, { maxBytes: caps.keyFile }));
    const signer = "value" in reading ? parseSigner(reading.value, keyName(path)) : reading.problems[0]?.message;
    if (typeof signer !== "object") throw new BundleError("KEY_FILE_INVALID", signer ?? "is no JSON", { where: path });
    const twin = signers.find((other) => other.key.equals(signer.key));
    // Each key counts once; two entries could disagree on when it was revoked.
    if (twin !== undefined)
      throw new BundleError("KEY_FILE_INVALID", `holds the same key as ${twin.name}`, { where: path });
    signers.push(signer);
  }
  return signers;
}

function parsePrivateKey(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;
const known = new Set(["kid", "jwk", "validFrom", "validUntil", "revoked"]);

/** A signer, or what is wrong with the document. */
function parseSigner(value: unknown, name: string): Signer | string {
  if (!isFields(value)) return "must be an object";
  const other = Object.keys(value).find((field) => !known.has(field));
  if (other !== undefined) return `has ${JSON.stringify(other)}, which a signer file does not know`;
  const { kid, jwk, validFrom, validUntil, revoked } = value;
  if (typeof kid !== "string" || kid === "") return '"kid" must be text';
  const key = publicKey(jwk);
  if (key === undefined) return '"jwk" must be the public half of an Ed25519 key: kty OKP, crv Ed25519, x';
  const from = parseTime(validFrom);
  const until = parseTime(validUntil);
  if (from === null || until === null) return "validFrom and validUntil must be times such as 2027-01-31T00:00:00Z";
  const last = parseRevoked(revoked);
  if (last === null) return '"revoked" must hold the last good bundle by feed: { "orders": { "epoch": 1, "seq": 41 } }';
  return {
    name,
    kid,
    key,
    ...(from === undefined ? {} : { validFrom: from }),
    ...(until === undefined ? {} : { validUntil: until }),
    ...(last === undefined ? {} : { revoked: last }),
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function publicKey(jwk: unknown): KeyObject | undefined {
  if (!isFields(jwk) || Object.keys(jwk).toSorted().join() !== "crv,kty,x") return undefined;
  if (jwk.kty !== "OKP" || jwk.crv !== "Ed25519" || typeof jwk.x !== "string") return undefined;
  try {
    return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: jwk.x }, format: "jwk" });
  } catch {
    return undefined;
  }
}

/** `null` for what is there and is no time. */
function parseTime(value: unknown): Date | undefined | null {
  if (value === undefined) return undefined;
  if (typeof value !== "string" || !/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z$/.test(value)) return null;
  const time = new Date(value);
  return Number.isNaN(time.getTime()) ? null : time;
}

function parseRevoked(value: unknown): Signer["revoked"] | null {
  if (value === undefined) return undefined;
  if (!isFields(value)) return null;
  const last = new Map<string, { epoch: number; seq: number }>();
  for (const [feed, at] of Object.entries(value)) {
    if (!isFields(at) || !isCount(at.epoch) || !isCount(at.seq)) return null;
    last.set(feed, { epoch: at.epoch, seq: at.seq });
  }
  return last;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
