import { createHash, createPublicKey, verify } from "node:crypto";

/** Why a token is refused; Snowflake tells the client none of this. */
type KeyPairFault =
  "malformed" | "algorithm" | "no public key" | "subject" | "issuer" | "expired" | "not yet valid" | "signature";

interface KeyPairSubject {
  readonly account: string;
  readonly user: string;
  readonly publicKey: string | undefined;
}

const clockSkewMs = 60_000;

/** `SHA256:` and the base64 hash of the key's SubjectPublicKeyInfo, as DESCRIBE USER shows it. */
export function keyFingerprint(publicKey: string): string {
  const der = createPublicKey(publicKey).export({ format: "der", type: "spki" });
  return `SHA256:${createHash("sha256").update(der).digest("base64")}`;
}

/** Checks a key-pair token against the registered key: undefined when it is good. */
export function keyPairFault(token: string, subject: KeyPairSubject, now: number): KeyPairFault | undefined {
  const [head, payload, signature, ...rest] = token.split(".");
  if (head === undefined || payload === undefined || signature === undefined || rest.length > 0) return "malformed";
  const header = readPart(head);
  const claims = readPart(payload);
  if (header === null || claims === null) return "malformed";
  if (header.alg !== "RS256") return "algorithm";
  if (subject.publicKey === undefined) return "no public key";
  const name = `${subject.account}.${subject.user}`.toUpperCase();
  if (claims.sub !== name) return "subject";
  if (claims.iss !== `${name}.${keyFingerprint(subject.publicKey)}`) return "issuer";
  if (typeof claims.exp !== "number" || milliseconds(claims.exp) < now) return "expired";
  if (typeof claims.iat === "number" && milliseconds(claims.iat) > now + clockSkewMs) return "not yet valid";
  const signed = Buffer.from(`${head}.${payload}`);
  return verify("RSA-SHA256", signed, subject.publicKey, Buffer.from(signature, "base64url")) ? undefined : "signature";
}

function readPart(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** The Node driver writes iat and exp in milliseconds, the JWT standard and other drivers in seconds. */
function milliseconds(time: number): number {
  return time > 1e11 ? time : time * 1000;
}
