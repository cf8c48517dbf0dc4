import { readFile, stat } from "node:fs/promises";
import * as tls from "node:tls";
import type { ConnectionOptions } from "node:tls";

import { PostgresError } from "./errors.ts";
import type { PostgresSettings } from "./settings.ts";

function refused(message: string, hint: string, cause?: unknown): PostgresError {
  return new PostgresError({ code: "POSTGRES_TLS", message, hint, retryable: false }, cause);
}

async function readPem(path: string, variable: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw refused(`cannot read ${path}`, `check ${variable}`, error);
  }
}

/** libpq's rule for keys: of mode 0600, or of root's and 0640. */
async function readKey(path: string): Promise<string> {
  const variable = "POSTGRES_SSLKEY";
  const text = await readPem(path, variable);
  const { mode, uid } = await stat(path);
  const others = uid === 0 ? 0o037 : 0o077;
  if (process.platform !== "win32" && (mode & others) !== 0) {
    throw refused(`others on this machine may read the key ${path}`, `chmod 600 ${path}`);
  }
  if (/^-----BEGIN ENCRYPTED|^Proc-Type: 4,ENCRYPTED/m.test(text)) {
    throw refused(`the key ${path} is encrypted`, `name an unencrypted key in ${variable}`);
  }
  return text;
}

/** The authorities of the operating system; Node could not ask for them before 22.15. */
function systemAuthorities(): { readonly ca?: string[] } {
  const ask: unknown = Reflect.get(tls, "getCACertificates");
  return typeof ask === "function" ? { ca: (ask as (type: string) => string[])("system") } : {};
}

async function authorities({ sslrootcert }: PostgresSettings): Promise<Pick<ConnectionOptions, "ca">> {
  if (sslrootcert === undefined) return {};
  if (sslrootcert === "system") return systemAuthorities();
  return { ca: await readPem(sslrootcert, "POSTGRES_SSLROOTCERT") };
}

async function ownCertificate({ sslcert, sslkey }: PostgresSettings): Promise<Pick<ConnectionOptions, "cert" | "key">> {
  if (sslcert === undefined) return {};
  if (sslkey === undefined) throw refused(`the certificate ${sslcert} has no key`, "set POSTGRES_SSLKEY");
  return { cert: await readPem(sslcert, "POSTGRES_SSLCERT"), key: await readKey(sslkey) };
}

/** The ways to try, in libpq's order: `false` is no TLS. */
export type TlsWays = readonly (false | ConnectionOptions)[];

/**
 * What `sslmode` means to libpq; the driver's own reading of it is another one. Unix sockets never use TLS.
 * @throws PostgresError when a file cannot be read or others may read the key.
 */
export async function tlsWays(settings: PostgresSettings): Promise<TlsWays> {
  const { host, sslmode, sslrootcert } = settings;
  if (host.startsWith("/") || sslmode === "disable") return [false];
  const own = await ownCertificate(settings);
  const unchecked = { ...own, rejectUnauthorized: false };
  if (sslmode === "allow") return [false, unchecked];
  if (sslmode === "prefer") return [unchecked, false];
  // libpq: `require` with a root certificate at hand verifies as `verify-ca` does.
  if (sslmode === "require" && sslrootcert === undefined) return [unchecked];
  const checked = { ...own, ...(await authorities(settings)), rejectUnauthorized: true };
  return [sslmode === "verify-full" ? checked : { ...checked, checkServerIdentity: () => undefined }];
}
