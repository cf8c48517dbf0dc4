import { Encrypter } from "age-encryption";

import { checkRecipients } from "../keys/recipients.ts";
import { webStream } from "./streams.ts";

/** Encrypts a stream to all recipients. @throws BundleError BUNDLE_RECIPIENT_INVALID before anything is read */
export async function encryptTo(
  recipients: readonly string[],
  source: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  await checkRecipients(recipients);
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(webStream(source));
}
