import { createHash, randomUUID } from "node:crypto";
import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TokenCacheState } from "./types.ts";

/** What the driver asks of whoever keeps its tokens; its checks want own, enumerable functions. */
export interface CredentialManager {
  readonly read: (key: string) => Promise<string | null>;
  readonly write: (key: string, token: string) => Promise<void>;
  readonly remove: (key: string) => Promise<void>;
}

/** Where tokens are kept, and what became of them. */
export interface TokenCache extends CredentialManager {
  readonly state: TokenCacheState;
}

/**
 * Tokens that spare the next run a sign-in: one file each, mode 0600, in a folder of mode 0700. Unlike the driver's
 * own keeper it never fails a sign-in (that one throws where the home folder cannot be written), waits for no lock,
 * and tells what happened. A file that others may read is not used.
 */
export function openTokenCache(folder: string | undefined): TokenCache {
  let state: TokenCacheState = folder === undefined ? "off" : "not-given";
  const cache = {
    get state() {
      return state;
    },
    read: async (key: string) => {
      const token = folder === undefined ? null : await readToken(fileOf(folder, key));
      if (token !== null) state = "used";
      return token;
    },
    write: async (key: string, token: string) => {
      if (folder === undefined) return;
      // A token that was used is handed out again at each sign-in.
      if (state !== "used") state = "kept";
      await keepToken(folder, fileOf(folder, key), token).catch(() => {
        state = "not-writable";
      });
    },
    remove: async (key: string) => {
      if (folder === undefined) return;
      state = "not-given";
      await rm(fileOf(folder, key), { force: true }).catch(() => undefined);
    },
  };
  return cache;
}

/** Keys of the driver are hashes of host and user already; hashed again, whatever they hold is a safe file name. */
function fileOf(folder: string, key: string): string {
  return join(folder, `token-${createHash("sha256").update(key).digest("hex")}`);
}

async function readToken(file: string): Promise<string | null> {
  try {
    const { mode, uid } = await stat(file);
    const isOurs = process.platform === "win32" || ((mode & 0o077) === 0 && uid === process.getuid?.());
    if (!isOurs) return null;
    const token = await readFile(file, "utf8");
    return token === "" ? null : token;
  } catch {
    return null;
  }
}

async function keepToken(folder: string, file: string, token: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (process.platform !== "win32") await chmod(folder, 0o700);
  const fresh = `${file}.${randomUUID()}`;
  try {
    await writeFile(fresh, token, { mode: 0o600, flag: "wx" });
    await rename(fresh, file);
  } finally {
    await rm(fresh, { force: true });
  }
}
