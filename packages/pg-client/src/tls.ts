import { readFile } from "node:fs/promises";
import type { ConnectionOptions } from "node:tls";

import { PostgresError } from "./errors.ts";
import type { PostgresSettings } from "./settings.ts";

async function authorities(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const hint = "check POSTGRES_SSLROOTCERT";
    throw new PostgresError({ code: "POSTGRES_TLS", message: `cannot read ${path}`, hint, retryable: false }, error);
  }
}

/**
 * TLS options with libpq's meaning of `sslmode`; the driver's own reading of it is another one.
 * `false` means no TLS. @throws PostgresError when `sslrootcert` cannot be read.
 */
export async function tlsOptions(settings: PostgresSettings): Promise<false | ConnectionOptions> {
  const { sslmode, sslrootcert } = settings;
  if (sslmode === "disable" || sslmode === "allow") return false;
  const ca = sslrootcert === undefined ? {} : { ca: await authorities(sslrootcert) };
  // libpq: `require` with a root certificate at hand verifies as `verify-ca` does.
  if ((sslmode === "require" && sslrootcert === undefined) || sslmode === "prefer")
    return { rejectUnauthorized: false };
  if (sslmode === "verify-full") return { ...ca, rejectUnauthorized: true };
  return { ...ca, rejectUnauthorized: true, checkServerIdentity: () => undefined };
}
