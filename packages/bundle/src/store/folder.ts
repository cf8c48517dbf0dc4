import { lstat, readdir, realpath, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { syncFolder, toFileError, writeFileAtomic } from "@dp/files";

import {
  checkFeedName,
  checkFolderName,
  isFeedName,
  parseBundleName,
  parseRowHashesName,
  splitPath,
  type BundleRef,
  type FolderRef,
  type RowHashesRef,
} from "../names.ts";
import { sweepUnpublished, temporaryName } from "./leftovers.ts";
import { isThere, makeFolder, publishFolder } from "./publish.ts";
import { readBelow, streamBelow } from "./read.ts";
import type { BundleStore } from "./store.ts";

/** Bundles in a folder: local, or a share that is mounted. The folder itself may be a link; nothing below may. */
export function folderStore(root: string): BundleStore {
  return new FolderStore(root);
}

class FolderStore implements BundleStore {
  readonly place: string;
  readonly local = true;
  private real: Promise<string> | undefined;

  constructor(root: string) {
    this.place = root;
  }

  async feeds(): Promise<readonly string[]> {
    const names = await this.folders([]);
    return names.filter(isFeedName).toSorted();
  }

  async bundles(feed: string): Promise<readonly BundleRef[]> {
    return this.folderRefs(feed, parseBundleName);
  }

  async rowHashes(feed: string): Promise<readonly RowHashesRef[]> {
    return this.folderRefs(feed, parseRowHashesName);
  }

  async sizes(ref: FolderRef): Promise<ReadonlyMap<string, number>> {
    const folder = join(await this.root(), checkFeedName(ref.feed), checkFolderName(ref.name));
    const found = new Map<string, number>();
    for (const name of await names(folder)) {
      const stat = await lstat(join(folder, name)).catch(() => undefined);
      if (stat?.isFile() === true) found.set(name, stat.size);
    }
    return found;
  }

  async read(path: string, cap: number): Promise<Buffer> {
    return readBelow(await this.root(), splitPath(path), cap);
  }

  async *open(path: string, size: number): AsyncGenerator<Buffer> {
    yield* streamBelow(await this.root(), splitPath(path), size);
  }

  async publish(feed: string, name: string, localFolder: string): Promise<"published" | "present"> {
    return publishFolder(join(await this.madeRoot(), checkFeedName(feed)), name, localFolder);
  }

  async putHead(feed: string, json: Uint8Array, jws: string): Promise<void> {
    const folder = join(await this.madeRoot(), checkFeedName(feed));
    // Between the two, readers see a signature that does not fit; they look again.
    await writeFileAtomic(join(folder, "head.json"), Buffer.from(json).toString("utf8"));
    await writeFileAtomic(join(folder, "head.jws"), jws);
  }

  async remove(feed: string, name: string): Promise<void> {
    const folder = join(await this.root(), checkFeedName(feed));
    const path = join(folder, checkFolderName(name));
    const gone = join(folder, temporaryName(name));
    try {
      // Renamed first: no reader meets half a bundle.
      await rename(path, gone);
      await rm(gone, { recursive: true, force: true });
      await syncFolder(folder);
    } catch (error) {
      if ((error as { code?: string }).code !== "ENOENT") throw toFileError(error, path, "write");
    }
  }

  private async folderRefs<T extends FolderRef>(
    feed: string,
    parse: (feed: string, name: string) => T | undefined,
  ): Promise<readonly T[]> {
    // Before the first bundle there may be no folder at all.
    if (!(await isThere(this.place))) return [];
    const refs = (await this.folders([checkFeedName(feed)])).map((name) => parse(feed, name));
    return refs.filter((ref) => ref !== undefined).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  async sweep(feed: string): Promise<void> {
    if (await isThere(this.place)) await sweepUnpublished(join(await this.root(), checkFeedName(feed)));
  }

  /** Names of real folders below the root. */
  private async folders(below: readonly string[]): Promise<readonly string[]> {
    const folder = join(await this.root(), ...below);
    const found: string[] = [];
    if (below.length > 0 && (await lstat(folder).catch(() => undefined))?.isDirectory() !== true) return found;
    for (const name of await names(folder)) {
      const stat = await lstat(join(folder, name)).catch(() => undefined);
      if (stat?.isDirectory() === true) found.push(name);
    }
    return found;
  }

  private async madeRoot(): Promise<string> {
    await makeFolder(this.place).catch((error: unknown) => {
      throw toFileError(error, this.place, "write");
    });
    return this.root();
  }

  /** Resolved once: what the name means must not change between a check and a read. */
  private async root(): Promise<string> {
    try {
      this.real ??= realpath(this.place);
      return await this.real;
    } catch (error) {
      this.real = undefined;
      throw toFileError(error, this.place, "read");
    }
  }
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return [];
    throw toFileError(error, folder, "read");
  }
}
