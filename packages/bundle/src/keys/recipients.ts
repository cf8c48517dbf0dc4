import { readTextFile } from "@dp/files";
import { Encrypter } from "age-encryption";

import { BundleError } from "../errors.ts";
import { caps } from "../limits.ts";

/**
 * Recipients out of files reviewed in git: `age1…` lines, `#` comments, empty lines.
 * @throws FileError, BundleError BUNDLE_RECIPIENT_INVALID
 */
export async function readRecipients(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const lines = (await readTextFile(path, { maxBytes: caps.keyFile })).split(/\r?\n/);
    const recipients = lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
    if (recipients.length === 0)
      throw new BundleError("BUNDLE_RECIPIENT_INVALID", "holds no recipient", { where: path });
    for (const recipient of recipients) await checkRecipient(recipient, path);
    found.push(...recipients);
  }
  await checkRecipients(found);
  return [...new Set(found)];
}

/**
 * Refuses what would make a file that nobody can open, or that is weaker than it looks: no recipient, classic ones
 * beside post-quantum ones, an unknown prefix, a mistyped letter.
 *
 * @throws BundleError BUNDLE_RECIPIENT_INVALID
 */
export async function checkRecipients(recipients: readonly string[]): Promise<void> {
  if (recipients.length === 0) throw new BundleError("BUNDLE_RECIPIENT_INVALID", "there is no recipient to encrypt to");
  for (const recipient of recipients) await checkRecipient(recipient);
  const quantum = recipients.filter(isPostQuantum).length;
  if (quantum !== 0 && quantum !== recipients.length) {
    const message =
      "classic (age1…) and post-quantum (age1pq1…) recipients cannot be mixed: the file would be no stronger than the weaker";
    throw new BundleError("BUNDLE_RECIPIENT_INVALID", message);
  }
}

function isPostQuantum(recipient: string): boolean {
  return recipient.startsWith("age1pq1");
}

async function checkRecipient(recipient: string, path?: string): Promise<void> {
  const refuse = (why: string, cause?: unknown): BundleError =>
    new BundleError("BUNDLE_RECIPIENT_INVALID", `${shortKey(recipient)} ${why}`, {
      cause,
      ...(path === undefined ? {} : { where: path }),
    });
  // Recipients of plug-ins (age1tag1…, age1yubikey1…) could not be opened by an identity file.
  if (!/^age1(?:pq1)?[02-9ac-hj-np-z]+$/.test(recipient)) throw refuse("is no age recipient (age1… or age1pq1…)");
  if (recipient.startsWith("age1tag")) throw refuse("needs a device to be opened, which no identity file is");
  try {
    const trial = new Encrypter();
    trial.addRecipient(recipient);
    await trial.encrypt(new Uint8Array(0));
  } catch (cause) {
    throw refuse("is not a valid age recipient; a letter may be wrong", cause);
  }
}

/** The head of a public key, enough to tell keys apart. */
export function shortKey(key: string): string {
  return key.length > 20 ? `${key.slice(0, 16)}…` : JSON.stringify(key);
}
