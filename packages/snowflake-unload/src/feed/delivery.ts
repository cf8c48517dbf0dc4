import type { BundleStore, Compression, SigningKey } from "@dp/bundle";

/** Where bundles go, and who signs them. */
export interface Delivery {
  readonly store: BundleStore;
  /** Folder of the sender's own state, `.dp/outbox`. */
  readonly outbox: string;
  readonly key: SigningKey;
  /** Whether the files of sent bundles stay on this side, to be sent again. */
  readonly keep?: boolean;
}

/** How the files of a feed are written. */
export interface FeedForm {
  readonly compression: Compression;
  /** Absent: not encrypted, and then the reason is there. */
  readonly recipients?: readonly string[];
  readonly unencryptedReason?: string;
}

/** Who makes bundles, in whose name. */
export interface Sender {
  readonly runId: string;
  /** Name and version: `extractor-cli/0.1.0`. */
  readonly program: string;
  /** Of the project's folder. */
  readonly commit?: string;
  /** ORGANIZATION-ACCOUNT. */
  readonly account: string;
}
