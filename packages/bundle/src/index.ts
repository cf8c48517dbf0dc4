export { classifyBundles, type BundleStanding, type ClassifiedBundle, type FeedSighting } from "./classify.ts";
export { BundleError, type BundleErrorCode } from "./errors.ts";
export type * from "./generated/head.ts";
export type * from "./generated/manifest.ts";
export type * from "./generated/receipt.ts";
export type * from "./generated/row-hashes.ts";
export { createIdentity, createSigningKey, type CreatedKey, type KeyPlace } from "./keys/create.ts";
export { readIdentities, type Identity } from "./keys/identities.ts";
export { readPublicKeys, type PublicKey } from "./keys/public-keys.ts";
export { checkRecipients, readRecipients } from "./keys/recipients.ts";
export { ownSigner, readSigners, readSigningKey, type Signer, type SigningKey } from "./keys/signers.ts";
export { bundleFormatVersion, documentBytes, partSuffix } from "./manifest.ts";
export {
  bundleName,
  bundlePath,
  checkFeedName,
  checkFolderName,
  isBundleFile,
  isFeedName,
  parseBundleName,
  parseRowHashesName,
  splitPath,
  rowHashesName,
  type BundleRef,
  type FolderRef,
  type RowHashesRef,
} from "./names.ts";
export { openBundle, openHead, openReceipt, type OpenedBundle, type Trust } from "./open-bundle.ts";
export { checkChain } from "./outbox/fork.ts";
export type { JournalPart, OutboxRun, UnfinishedRun } from "./outbox/journal.ts";
export { openOutbox, peekOutbox, type HeadTimes, type Outbox, type SealOptions } from "./outbox/outbox.ts";
export { emptyState, stateAfter, type OutboxState, type OutboxTable, type StateBefore } from "./outbox/state.ts";
export { rebuildState, type RebuildOptions } from "./outbox/rebuild.ts";
export { hasZstd, type Compression } from "./part/compression.ts";
export { createPart, type PartFacts, type PartOptions, type PartWriter } from "./part/create.ts";
export { openPart, type OpenPartOptions, type PartFile } from "./part/open.ts";
export { openRowHashes, sealRowHashes, type OpenedRowHashes } from "./row-hashes.ts";
export { signBytes, verifyBytes, type SignedKind, type VerifyOptions } from "./signature.ts";
export { folderStore } from "./store/folder.ts";
export type { BundleStore } from "./store/store.ts";
export {
  verifyBundle,
  verifyBundles,
  type BundleProblem,
  type BundleReport,
  type VerifyBundleOptions,
  type VerifyLevel,
} from "./verify.ts";
