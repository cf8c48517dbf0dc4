import type { KeyObject } from "node:crypto";

import { FlattenedSign, flattenedVerify } from "jose";
import secureJson from "secure-json-parse";

import { BundleError } from "./errors.ts";
import type { Signer, SigningKey } from "./keys/signers.ts";

/** What a signature is for; a signature of one kind of file is none of another. */
export type SignedKind = "manifest" | "head" | "receipt" | "row-hashes";

// Exactly one text for each signature: what decodes to the same bytes another way is refused.
const shape = /^([A-Za-z0-9_-]{10,1000})\.\.([A-Za-z0-9_-]{86})\n$/;

/** Signs a file's bytes: a detached JWS (`header..signature` and a newline), EdDSA over Ed25519. */
export async function signBytes(bytes: Uint8Array, kind: SignedKind, key: SigningKey): Promise<string> {
  const signed = await new FlattenedSign(bytes)
    .setProtectedHeader({ alg: "EdDSA", typ: typeOf(kind), kid: key.kid })
    .sign(key.key);
  return `${signed.protected ?? ""}..${signed.signature}\n`;
}

/** What a signature is checked against. */
export interface VerifyOptions {
  readonly kind: SignedKind;
  readonly signers: readonly Signer[];
  /** File that is signed, for errors. */
  readonly where: string;
  /** The clock that keys expire by; now when absent. */
  readonly at?: Date;
}

/**
 * The signer whose key signed these bytes for this use. The algorithm is pinned and the key comes from `signers`,
 * never from the file. Nothing of the bytes is parsed.
 *
 * @throws BundleError BUNDLE_SIGNATURE_*
 */
export async function verifyBytes(bytes: Uint8Array, jws: Uint8Array, options: VerifyOptions): Promise<Signer> {
  const { kind, signers, where } = options;
  const parts = shape.exec(Buffer.from(jws).toString("latin1"));
  const [, header = "", signature = ""] = parts ?? [];
  const canonical = [header, signature].every((part) => Buffer.from(part, "base64url").toString("base64url") === part);
  if (parts === null || !canonical) throw refuse(where, "its signature file is not a detached JWS");
  const kid = checkHeader(header, kind, where);
  const payload = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64url");
  // The key id is a hint for the order only.
  const ordered = signers.toSorted((a, b) => Number(b.kid === kid) - Number(a.kid === kid));
  for (const signer of ordered) {
    if (!(await fits({ protected: header, payload, signature }, signer.key))) continue;
    refuseOutsideOfTime(signer, where, options.at ?? new Date());
    return signer;
  }
  const known = signers.find((signer) => signer.kid === kid);
  if (known !== undefined) throw refuse(where, `was changed after ${known.name} signed it`);
  const names =
    signers.length === 0 ? "no signer is configured" : `known: ${signers.map(({ name }) => name).join(", ")}`;
  throw new BundleError("BUNDLE_SIGNATURE_UNKNOWN_SIGNER", `is signed by the unknown key ${kid} (${names})`, { where });
}

/** Refuses what a revoked key signed after its last good bundle of the feed. @throws BundleError */
export function refuseRevoked(signer: Signer, at: { feed: string; epoch: number; seq: number }, where: string): void {
  if (signer.revoked === undefined) return;
  const last = signer.revoked.get(at.feed);
  const good = last !== undefined && (at.epoch < last.epoch || (at.epoch === last.epoch && at.seq <= last.seq));
  if (good) return;
  const until =
    last === undefined ? "for this feed altogether" : `after bundle ${String(last.seq)} of epoch ${String(last.epoch)}`;
  throw new BundleError("BUNDLE_SIGNATURE_REVOKED", `the key of ${signer.name} is revoked ${until}`, { where });
}

function typeOf(kind: SignedKind): string {
  return `dp-${kind}+jws`;
}

function checkHeader(encoded: string, kind: SignedKind, where: string): string {
  const header = parseHeader(encoded);
  if (header === undefined) throw refuse(where, "the header of its signature cannot be read");
  const { alg, typ, kid } = header;
  if (alg !== "EdDSA") throw refuse(where, `is signed with ${shown(alg)}, not with EdDSA`);
  if (typ !== typeOf(kind)) throw refuse(where, `has the signature of another kind of file (${shown(typ)})`);
  const known = Object.keys(header).every((name) => name === "alg" || name === "typ" || name === "kid");
  if (!known || typeof kid !== "string" || !/^[A-Za-z0-9_.-]{1,100}$/.test(kid)) {
    throw refuse(where, "the header of its signature says more or less than it should");
  }
  return kid;
}

function parseHeader(encoded: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = secureJson.parse(Buffer.from(encoded, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

async function fits(jws: Parameters<typeof flattenedVerify>[0], key: KeyObject): Promise<boolean> {
  try {
    await flattenedVerify(jws, key, { algorithms: ["EdDSA"] });
    return true;
  } catch {
    return false;
  }
}

function refuseOutsideOfTime({ name, validFrom, validUntil }: Signer, where: string, at: Date): void {
  const refuse = (when: string): BundleError =>
    new BundleError("BUNDLE_SIGNATURE_EXPIRED", `the key of ${name} ${when}`, { where });
  if (validUntil !== undefined && at > validUntil) throw refuse(`expired at ${validUntil.toISOString()}`);
  if (validFrom !== undefined && at < validFrom) throw refuse(`is valid from ${validFrom.toISOString()}`);
}

function refuse(where: string, message: string): BundleError {
  return new BundleError("BUNDLE_SIGNATURE_INVALID", message, { where });
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : "nothing that is text";
}
