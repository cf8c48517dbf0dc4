import { createHash } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";

import { createFile, sweepLeftovers, syncFolder } from "@dp/files";

import { BundleError } from "../errors.ts";
import type { Head } from "../generated/head.ts";
import type { Manifest } from "../generated/manifest.ts";
import type { SigningKey } from "../keys/signers.ts";
import { bundleFormatVersion, documentBytes, parseManifest } from "../manifest.ts";
import { bundleName, checkBundleName, checkFeedName, parseBundleName, type BundleRef } from "../names.ts";
import { signBytes } from "../signature.ts";
import { makeFolder } from "../store/publish.ts";
import type { BundleStore } from "../store/store.ts";
import { fileIsPart } from "./finished.ts";
import { refuseTwin } from "./fork.ts";
import { appendJournal, readJournal, type JournalPart, type OutboxRun, type UnfinishedRun } from "./journal.ts";
import { lockOutbox } from "./lock.ts";
import { emptyState, readStateFile, stateAfter, writeStateFile, type OutboxState } from "./state.ts";

/** What a head says besides the bundle. Times are UTC with milliseconds. */
export interface HeadTimes {
  readonly issuedAt: string;
  readonly nextDue?: string;
  readonly unchangedAt?: string;
}

/** What goes into the head of a bundle, and what its sender keeps. */
export interface SealOptions extends HeadTimes {
  /** By table: given back in the state once the bundle is out, and never sent. */
  readonly kept?: Readonly<Record<string, unknown>>;
}

/** A finished bundle that is on its way out. */
interface Sealed {
  readonly formatVersion: "1.0";
  readonly name: string;
  readonly state: OutboxState;
  readonly head: string;
  readonly headSignature: string;
}

/** The sender's state of one feed. Open one at a time; close it. @throws BundleError OUTBOX_BUSY */
export async function openOutbox(root: string, feed: string): Promise<Outbox> {
  const folder = join(root, checkFeedName(feed));
  await makeFolder(folder);
  const unlock = await lockOutbox(join(folder, "lock"));
  await sweepLeftovers(folder);
  return new Outbox(folder, feed, unlock);
}

/** The state of a feed without keeping anybody out; `undefined` when this machine has none. @throws FileError, BundleError */
export async function peekOutbox(root: string, feed: string): Promise<OutboxState | undefined> {
  return readStateFile<OutboxState>(join(root, checkFeedName(feed), "state.json"));
}

/** One feed's state, the journal of a run that is not finished, and its files. */
export class Outbox {
  readonly feed: string;
  /** Where the run's parts, manifest and signature are written; everything in it is published. */
  readonly runFolder: string;
  private readonly folder: string;
  private readonly unlock: () => Promise<void>;

  constructor(folder: string, feed: string, unlock: () => Promise<void>) {
    this.folder = folder;
    this.feed = feed;
    this.unlock = unlock;
    this.runFolder = join(folder, "run");
  }

  /** State after the last bundle; `undefined` when this machine has none (see `rebuildState`). */
  async state(): Promise<OutboxState | undefined> {
    return readStateFile<OutboxState>(this.path("state.json"));
  }

  /** Takes a state that was rebuilt, or a new epoch's. */
  async adopt(state: OutboxState): Promise<void> {
    await writeStateFile(this.path("state.json"), state);
  }

  /** Begins a new epoch: the next bundle is its first, and full. */
  async restart(account: string): Promise<OutboxState> {
    await this.discard();
    const next = emptyState(this.feed, account, ((await this.state())?.epoch ?? 0) + 1);
    await this.adopt(next);
    return next;
  }

  /** What a run that was cut left: its parts that are whole on disk; other files of it are removed. */
  async unfinished(): Promise<UnfinishedRun | undefined> {
    const left = await readJournal(this.path("journal.jsonl"));
    if (left === undefined || !(await this.isNext(left.run))) {
      await this.discard();
      return undefined;
    }
    const parts: JournalPart[] = [];
    for (const entry of left.parts) {
      if (await fileIsPart(join(this.runFolder, entry.part.file), entry.part)) parts.push(entry);
    }
    const kept = new Set(parts.map((entry) => entry.part.file));
    for (const name of await readdir(this.runFolder).catch(() => [])) {
      if (!kept.has(name)) await rm(join(this.runFolder, name), { recursive: true, force: true });
    }
    return { run: left.run, parts };
  }

  /** Forgets what an earlier run left, and begins one. */
  async begin(run: OutboxRun): Promise<void> {
    await this.discard();
    await makeFolder(this.runFolder);
    await appendJournal(this.path("journal.jsonl"), run);
  }

  /** Notes a part that `createPart` has closed in the run's folder. */
  async addPart(entry: JournalPart): Promise<void> {
    await syncFolder(this.runFolder);
    await appendJournal(this.path("journal.jsonl"), entry);
  }

  /**
   * Signs the manifest of the run's parts and the head that goes with it. From here on the bundle goes out as it is,
   * after any cut: see `deliver`. Parts in the folder that it does not name are removed.
   */
  async seal(manifest: Manifest, key: SigningKey, { kept, ...times }: SealOptions): Promise<void> {
    const bytes = documentBytes(manifest);
    await parseManifest(bytes, join(this.runFolder, "manifest.json"));
    const named = new Set(manifest.tables.flatMap((table) => table.parts.map((part) => part.file)));
    for (const name of await readdir(this.runFolder)) {
      if (!named.has(name)) await rm(join(this.runFolder, name), { force: true });
    }
    await createFile(join(this.runFolder, "manifest.json"), bytes.toString("utf8"));
    await createFile(join(this.runFolder, "manifest.jws"), await signBytes(bytes, "manifest", key));
    const state = stateAfter(manifest, createHash("sha256").update(bytes).digest("hex"), {
      before: await this.state(),
      kept,
    });
    const head = documentBytes(headOf(state, times));
    const sealed: Sealed = {
      formatVersion: "1.0",
      name: bundleName(manifest.seq, manifest.runId),
      state,
      head: head.toString("utf8"),
      headSignature: await signBytes(head, "head", key),
    };
    await writeStateFile(this.path("sealed.json"), sealed);
  }

  /**
   * Brings a sealed bundle out: publishes it, then its head, then takes its state. Each step may be done again; call
   * it at the start of a run as well. Resolves to the bundle's name, or `undefined` when nothing was sealed.
   *
   * With `keep` its files stay here too, for `resend`; no second copy where the store is on the same disk.
   *
   * @throws BundleError OUTBOX_FORKED when another bundle has this place in the chain
   */
  async deliver(store: BundleStore, { keep = false } = {}): Promise<string | undefined> {
    const sealed = await readStateFile<Sealed>(this.path("sealed.json"));
    if (sealed === undefined) {
      // A kill in the middle of `discard` leaves the journal of a run that is out.
      const left = await readJournal(this.path("journal.jsonl"));
      if (left !== undefined && !(await this.isNext(left.run))) await this.discard();
      return undefined;
    }
    await refuseTwin(store, sealed.state, sealed.name);
    await store.publish(this.feed, sealed.name, this.runFolder);
    await refuseTwin(store, sealed.state, sealed.name);
    await store.putHead(this.feed, Buffer.from(sealed.head), sealed.headSignature);
    await this.adopt(sealed.state);
    if (keep) await this.keep(sealed.name);
    await this.discard();
    return sealed.name;
  }

  /** Bundles whose files were kept, by sequence; numbers begin again with each epoch. */
  async kept(): Promise<readonly BundleRef[]> {
    const names = await readdir(this.path("sent")).catch(() => []);
    return names.flatMap((name) => parseBundleName(this.feed, name) ?? []).toSorted((a, b) => a.seq - b.seq);
  }

  /** Publishes a bundle that was kept once more, byte for byte. */
  async resend(store: BundleStore, name: string): Promise<"published" | "present"> {
    return store.publish(this.feed, name, join(this.path("sent"), checkBundleName(name)));
  }

  /** Removes what was kept of a bundle. */
  async forget(name: string): Promise<void> {
    await rm(join(this.path("sent"), checkBundleName(name)), { recursive: true, force: true });
  }

  /** Killed behind any step, the bundle is out all the same; at worst nothing of it is kept. */
  private async keep(name: string): Promise<void> {
    await makeFolder(this.path("sent"));
    await rm(this.path("sealed.json"), { force: true });
    await rename(this.runFolder, join(this.path("sent"), name)).catch((error: unknown) => {
      // Kept by a run that was cut right behind this.
      if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes((error as { code?: string }).code ?? "")) throw error;
    });
    await syncFolder(this.path("sent"));
  }

  /** Issues the head again: a run that found nothing new is seen by the other side. Does nothing before the first bundle. */
  async refreshHead(store: BundleStore, key: SigningKey, times: HeadTimes): Promise<void> {
    const state = await this.state();
    if (state?.manifestSha256 === undefined) return;
    const head = documentBytes(headOf(state, times));
    await store.putHead(this.feed, head, await signBytes(head, "head", key));
  }

  /** Forgets an unfinished run and its files. */
  async discard(): Promise<void> {
    // The journal last: it is what tells the next run that there is something to remove.
    for (const name of ["sealed.json", "run", "journal.jsonl"]) {
      await rm(this.path(name), { recursive: true, force: true });
    }
    await syncFolder(this.folder);
  }

  /** Lets the next run in. */
  async close(): Promise<void> {
    await this.unlock();
  }

  private async isNext(run: OutboxRun): Promise<boolean> {
    const state = await this.state();
    return state === undefined ? run.seq === 1 : run.epoch === state.epoch && run.seq === state.seq + 1;
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}

function headOf(state: OutboxState, times: HeadTimes): Head {
  const { feed, epoch, seq, manifestSha256, createdAt } = state;
  if (manifestSha256 === undefined || createdAt === undefined)
    throw new BundleError("OUTBOX_DAMAGED", "has no bundle a head could name", { where: feed });
  return {
    $schema: "urn:dp:schema:bundle-head:1",
    formatVersion: bundleFormatVersion,
    feed,
    epoch,
    seq,
    manifestSha256,
    createdAt,
    ...times,
  };
}
