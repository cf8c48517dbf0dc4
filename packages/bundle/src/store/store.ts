import type { BundleRef, FolderRef, RowHashesRef } from "../names.ts";

/**
 * A place that bundles cross in. Paths are `feed/head.json` or `feed/bundle/file` (see `bundlePath`); names other than
 * those are refused, and nothing outside of them is ever opened.
 */
export interface BundleStore {
  /** Where it is, for messages. */
  readonly place: string;
  /** Whether reading a file twice costs little: parts are then hashed whole before a byte of them is decrypted. */
  readonly local: boolean;
  /** Names of the feeds, sorted. */
  feeds(): Promise<readonly string[]>;
  /** Bundles of a feed by sequence, also unfinished ones; empty when there is no such feed. */
  bundles(feed: string): Promise<readonly BundleRef[]>;
  /** Row-hash files beside the bundles of a feed, by name: those of a table oldest first. */
  rowHashes(feed: string): Promise<readonly RowHashesRef[]>;
  /** Sizes in bytes of the files in a bundle's folder, decoys too, by name. */
  sizes(ref: FolderRef): Promise<ReadonlyMap<string, number>>;
  /** Whole file, at most `cap` bytes. @throws FileError FILE_NOT_FOUND, FILE_TOO_LARGE, FILE_NOT_REGULAR */
  read(path: string, cap: number): Promise<Buffer>;
  /** Exactly `size` bytes of a file. @throws FileError, BundleError BUNDLE_PART_DAMAGED for another size */
  open(path: string, size: number): AsyncIterable<Buffer>;
  /**
   * Makes all files of a local folder visible as a bundle or row-hash file, at once. Publishing the same again does nothing.
   * @throws BundleError BUNDLE_NAME_TAKEN when the name is taken by other bytes; nothing is overwritten
   */
  publish(feed: string, name: string, localFolder: string): Promise<"published" | "present">;
  /** Replaces the head and its signature. */
  putHead(feed: string, json: Uint8Array, jws: string): Promise<void>;
  /** Removes a bundle or row-hash file; one that is not there is no fault. */
  remove(feed: string, name: string): Promise<void>;
  /** Clears away what publishers and removals that were killed have left of a feed and no reader sees. */
  sweep(feed: string): Promise<void>;
}
