import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { SnowflakeError } from "./error.ts";
import { otherKeyFile } from "./other-key-files.ts";

/** A private key that has been read and found fit. */
export interface PrivateKey {
  /** PKCS#8 PEM, not encrypted: what the driver takes. A secret. */
  readonly pem: string;
  /** `SHA256:…`, as DESC USER shows it in RSA_PUBLIC_KEY_FP. */
  readonly fingerprint: string;
}

/**
 * Reads an RSA key in PEM form, PKCS#8 or PKCS#1, encrypted or not. Done before the driver gets it, because the
 * driver reports all that can be wrong with a key as one.
 * @throws SnowflakeError SNOWFLAKE_KEY_…
 */
export async function readPrivateKey(path: string, passphrase?: string): Promise<PrivateKey> {
  const bytes = await readKeyFile(path);
  const other = otherKeyFile(bytes, path);
  if (other !== undefined) throw new SnowflakeError("SNOWFLAKE_KEY_INVALID", { where: path, ...other });
  const pem = bytes.toString("utf8");
  const encrypted = /BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(pem);
  if (encrypted && passphrase === undefined)
    throw new SnowflakeError("SNOWFLAKE_KEY_PASSPHRASE_MISSING", { where: path });
  const key = parseKey(path, pem, encrypted ? passphrase : undefined);
  refuseOtherKeys(path, key);
  const publicKey = createPublicKey(key).export({ format: "der", type: "spki" });
  return {
    pem: key.export({ format: "pem", type: "pkcs8" }).toString(),
    fingerprint: `SHA256:${createHash("sha256").update(publicKey).digest("base64")}`,
  };
}

async function readKeyFile(path: string): Promise<Buffer> {
  try {
    const { mode } = await stat(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      const detail = `its mode is ${(mode & 0o777).toString(8).padStart(4, "0")}`;
      throw new SnowflakeError("SNOWFLAKE_KEY_EXPOSED", { where: path, detail, hint: `Run chmod 600 ${path}` });
    }
    return await readFile(path);
  } catch (error) {
    if (error instanceof SnowflakeError) throw error;
    const detail = { ENOENT: "no such file", EACCES: "permission denied", EISDIR: "it is a folder" }[
      (error as NodeJS.ErrnoException).code ?? ""
    ];
    throw new SnowflakeError("SNOWFLAKE_KEY_NOT_FOUND", { where: path, ...(detail !== undefined && { detail }) });
  }
}

function parseKey(path: string, pem: string, passphrase: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, format: "pem", ...(passphrase !== undefined && { passphrase }) });
  } catch {
    // OpenSSL's messages for a wrong passphrase differ by version and padding; a key that is encrypted
    // and does not open has a wrong passphrase far more often than a broken body.
    if (passphrase !== undefined) throw new SnowflakeError("SNOWFLAKE_KEY_PASSPHRASE_WRONG", { where: path });
    throw new SnowflakeError("SNOWFLAKE_KEY_INVALID", {
      where: path,
      detail: "its PEM block cannot be decoded",
      hint: `Was it cut or indented when it was copied? openssl pkey -in ${path} -noout says nothing when it is whole.`,
    });
  }
}

function refuseOtherKeys(path: string, key: KeyObject): void {
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (key.asymmetricKeyType === "rsa" && bits >= 2048) return;
  const kind = key.asymmetricKeyType ?? "unknown";
  const detail = kind === "rsa" ? `it has ${String(bits)} bits` : `it is an ${kind.toUpperCase()} key`;
  throw new SnowflakeError("SNOWFLAKE_KEY_INVALID", { where: path, detail });
}
