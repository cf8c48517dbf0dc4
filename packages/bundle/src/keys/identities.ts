import { identityToRecipient } from "age-encryption";

import { BundleError } from "../errors.ts";
import { keyName, readPrivateFile } from "./key-file.ts";

/** A private age key and what others encrypt to. */
export interface Identity {
  readonly name: string;
  /** `AGE-SECRET-KEY-…`; never printed. */
  readonly secret: string;
  readonly recipient: string;
}

/**
 * Identities out of age identity files (mode 0600): one key a line, `#` comments, empty lines.
 * @throws FileError, BundleError KEY_FILE_*
 */
export async function readIdentities(paths: readonly string[]): Promise<readonly Identity[]> {
  const found: Identity[] = [];
  for (const path of paths) {
    const lines = (await readPrivateFile(path)).split(/\r?\n/).map((line) => line.trim());
    const keys = lines.filter((line) => line !== "" && !line.startsWith("#"));
    if (keys.length === 0) throw new BundleError("KEY_FILE_INVALID", "holds no age identity", { where: path });
    for (const secret of keys) found.push(await readIdentity(secret, path));
  }
  return found;
}

async function readIdentity(secret: string, path: string): Promise<Identity> {
  try {
    return { name: keyName(path), secret, recipient: await identityToRecipient(secret) };
  } catch {
    // The cause could hold the key.
    throw new BundleError("KEY_FILE_INVALID", "a line is no age identity (AGE-SECRET-KEY-…)", { where: path });
  }
}
