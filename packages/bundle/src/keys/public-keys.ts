import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { keyName } from "./key-file.ts";
import { readRecipients } from "./recipients.ts";
import { readSigners, thumbprint, type Signer } from "./signers.ts";

/** A reviewed file with a public key, or what is wrong with it. */
export interface PublicKey {
  readonly file: string;
  readonly name: string;
  readonly kind: "signer" | "recipient";
  /** Thumbprint of a signer, recipient line: what people compare. */
  readonly ids: readonly string[];
  readonly signer?: Signer;
  readonly error?: unknown;
}

/** Every `.signer.json` and `.recipient` of a folder, sorted by name; empty when there is no such folder. */
export async function readPublicKeys(folder: string): Promise<readonly PublicKey[]> {
  const names = (await readdir(folder).catch(() => [])).toSorted();
  const keys = names.map((name) => readPublicKey(join(folder, name)));
  return (await Promise.all(keys)).filter((key) => key !== undefined);
}

async function readPublicKey(file: string): Promise<PublicKey | undefined> {
  const kind = file.endsWith(".signer.json") ? "signer" : file.endsWith(".recipient") ? "recipient" : undefined;
  if (kind === undefined) return undefined;
  const known = { file, name: keyName(file), kind } as const;
  try {
    if (kind === "recipient") return { ...known, ids: await readRecipients([file]) };
    const [signer] = await readSigners([file]);
    return signer === undefined ? { ...known, ids: [] } : { ...known, ids: [await thumbprint(signer.key)], signer };
  } catch (error) {
    return { ...known, ids: [], error };
  }
}
