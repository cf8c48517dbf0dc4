/** Why a bundle, a key or the sender's own state was refused. */
export type BundleErrorCode =
  | "BUNDLE_NAME_INVALID"
  | "BUNDLE_NAME_TAKEN"
  | "BUNDLE_TOO_LARGE"
  | "BUNDLE_DOCUMENT_INVALID"
  | "BUNDLE_FORMAT_NEWER"
  | "BUNDLE_INCOMPLETE"
  | "BUNDLE_PART_DAMAGED"
  | "BUNDLE_COMPRESSION_UNKNOWN"
  | "BUNDLE_SIGNATURE_INVALID"
  | "BUNDLE_SIGNATURE_UNKNOWN_SIGNER"
  | "BUNDLE_SIGNATURE_EXPIRED"
  | "BUNDLE_SIGNATURE_REVOKED"
  | "BUNDLE_KEY_MATCHES_NOT"
  | "BUNDLE_RECIPIENT_INVALID"
  | "KEY_FILE_INVALID"
  | "KEY_FILE_TOO_OPEN"
  | "OUTBOX_BUSY"
  | "OUTBOX_DAMAGED"
  | "OUTBOX_FORKED";

const hints: Readonly<Record<BundleErrorCode, string>> = {
  BUNDLE_NAME_INVALID: "only files that a bundle is made of belong into its folder; see docs/bundle-format.md",
  BUNDLE_NAME_TAKEN:
    "nothing was overwritten; find out who else publishes this feed before you publish it again (extractor-cli restart begins a new epoch)",
  BUNDLE_TOO_LARGE: "nothing past the limit was read; check who wrote this file",
  BUNDLE_DOCUMENT_INVALID: "send this bundle again; it was not made by a release that this one can read",
  BUNDLE_FORMAT_NEWER: "update this program to a release that reads this format version",
  BUNDLE_INCOMPLETE: "wait until the transport has brought all files, then run the command again",
  BUNDLE_PART_DAMAGED: "nothing of it was used; copy the file from the sender's folder again, or send the bundle again",
  BUNDLE_COMPRESSION_UNKNOWN:
    "use gzip, which every supported Node.js has, or run Node.js 22.15 or newer on both sides",
  BUNDLE_SIGNATURE_INVALID:
    "nothing of it was used; if the transport is not still copying, find out who wrote these files",
  BUNDLE_SIGNATURE_UNKNOWN_SIGNER:
    "nothing of it was used; if the sender has a new key, get its .signer.json by hand and add it to delivery.signers",
  BUNDLE_SIGNATURE_EXPIRED: "have the sender send it again under a valid key, or review validUntil in the signer file",
  BUNDLE_SIGNATURE_REVOKED: "have the sender send it again under a valid key",
  BUNDLE_KEY_MATCHES_NOT: "give the identity that belongs to one of these recipients, or have the bundle sent again",
  BUNDLE_RECIPIENT_INVALID: "take the line from the receiver's .recipient file again; nothing was written",
  KEY_FILE_INVALID: "make the file again with the keys command, or take it from where it was reviewed",
  KEY_FILE_TOO_OPEN: "make it readable by its owner alone: chmod 600",
  OUTBOX_BUSY: "wait until the other run has ended",
  OUTBOX_DAMAGED: "move the folder away; it is made again from the newest bundle that you signed yourself",
  OUTBOX_FORKED:
    "two extractors publish this feed, or an old copy of this project runs: stop one of them, then extractor-cli restart",
};

/** What a {@link BundleError} may say beyond its code. */
export interface BundleErrorDetails {
  /** File or folder, as seen from the exchange folder where it lies in one. */
  readonly where?: string;
  readonly hint?: string;
  readonly cause?: unknown;
}

/** A bundle, a key or the outbox that was refused, by `code`; `where` names the file. */
export class BundleError extends Error {
  readonly code: BundleErrorCode;
  readonly hint: string;
  readonly where?: string;
  readonly retryable: boolean;

  constructor(code: BundleErrorCode, message: string, details: BundleErrorDetails = {}) {
    super(
      details.where === undefined ? message : `${details.where}: ${message}`,
      details.cause === undefined ? {} : { cause: details.cause },
    );
    this.name = "BundleError";
    this.code = code;
    this.hint = details.hint ?? hints[code];
    this.retryable = code === "BUNDLE_INCOMPLETE" || code === "OUTBOX_BUSY";
    if (details.where !== undefined) this.where = details.where;
  }
}
