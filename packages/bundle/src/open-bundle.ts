import { createHash } from "node:crypto";

import { BundleError } from "./errors.ts";
import { invalid } from "./documents.ts";
import type { Head } from "./generated/head.ts";
import type { Manifest } from "./generated/manifest.ts";
import type { Receipt } from "./generated/receipt.ts";
import type { Signer } from "./keys/signers.ts";
import { caps } from "./limits.ts";
import { parseHead, parseManifest, parseReceipt } from "./manifest.ts";
import { bundleName, bundlePath, type BundleRef } from "./names.ts";
import { refuseRevoked, verifyBytes, type SignedKind } from "./signature.ts";
import type { BundleStore } from "./store/store.ts";

/** Whose signatures count, and the clock they expire by (now when absent). */
export interface Trust {
  readonly signers: readonly Signer[];
  readonly at?: Date;
  /** Manifests over 8 MiB, up to 64 MiB. */
  readonly largeManifests?: boolean;
}

/** A bundle whose manifest has proved itself; its parts are looked at when they are opened. */
export interface OpenedBundle {
  readonly ref: BundleRef;
  readonly manifest: Manifest;
  /** SHA-256 of manifest.json: what the next bundle names as `previous`. */
  readonly manifestSha256: string;
  readonly signer: Signer;
}

/**
 * Reads a bundle's manifest: capped, its signature verified, then parsed from exactly those bytes, and held against
 * the folder's name. Freshness and place in the chain are for whoever knows what was applied.
 *
 * @throws BundleError; BUNDLE_INCOMPLETE when a file is not there yet
 */
export async function openBundle(store: BundleStore, ref: BundleRef, trust: Trust): Promise<OpenedBundle> {
  const where = bundlePath(ref, "manifest.json");
  const cap = trust.largeManifests === true ? caps.largeManifest : caps.manifest;
  const { bytes, signer } = await readSigned(store, { kind: "manifest", where, cap, trust });
  const manifest = await parseManifest(bytes, where);
  if (manifest.feed !== ref.feed) throw invalid(where, [`is of feed ${manifest.feed}`]);
  if (bundleName(manifest.seq, manifest.runId) !== ref.name) {
    throw invalid(where, [`belongs into a folder ${bundleName(manifest.seq, manifest.runId)}`]);
  }
  refuseRevoked(signer, manifest, where);
  return { ref, manifest, manifestSha256: sha256(bytes), signer };
}

/**
 * A feed's head. Its two files are replaced one after the other, so a signature that does not fit is looked at again.
 * @throws BundleError; BUNDLE_INCOMPLETE when there is none
 */
export async function openHead(store: BundleStore, feed: string, trust: Trust): Promise<Head> {
  const where = `${feed}/head.json`;
  const { bytes, signer } = await patiently(() => readSigned(store, { kind: "head", where, cap: caps.head, trust }));
  const head = await parseHead(bytes, where);
  if (head.feed !== feed) throw invalid(where, [`is of feed ${head.feed}`]);
  refuseRevoked(signer, head, where);
  return head;
}

/** A receipt, from the bytes of its two files. @throws BundleError */
export async function openReceipt(
  files: { json: Uint8Array; jws: Uint8Array },
  feed: string,
  trust: Trust,
): Promise<Receipt> {
  const where = `${feed}.json`;
  const signer = await verifyBytes(files.json, files.jws, { kind: "receipt", where, ...trust });
  const receipt = await parseReceipt(files.json, where);
  if (receipt.feed !== feed) throw invalid(where, [`is of feed ${receipt.feed}`]);
  refuseRevoked(signer, { feed, epoch: receipt.epoch, seq: receipt.appliedSeq }, where);
  return receipt;
}

interface SignedFile {
  readonly kind: SignedKind;
  readonly where: string;
  readonly cap: number;
  readonly trust: Trust;
}

/** A document whose signature counts; nothing of it is parsed yet. @throws BundleError */
export async function readSigned(store: BundleStore, file: SignedFile): Promise<{ bytes: Buffer; signer: Signer }> {
  const { kind, where, cap, trust } = file;
  const bytes = await readCapped(store, where, cap);
  const jws = await readCapped(store, where.replace(/\.json$/, ".jws"), caps.signature);
  return { bytes, signer: await verifyBytes(bytes, jws, { kind, where, ...trust }) };
}

async function readCapped(store: BundleStore, where: string, cap: number): Promise<Buffer> {
  try {
    return await store.read(where, cap);
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === "FILE_NOT_FOUND")
      throw new BundleError("BUNDLE_INCOMPLETE", "is not there yet", { where, cause: error });
    if (code === "FILE_TOO_LARGE") {
      throw new BundleError("BUNDLE_TOO_LARGE", `is over ${String(cap / 1024)} KiB`, { where, cause: error });
    }
    throw error;
  }
}

async function patiently<T>(read: () => Promise<T>, attempts = 3): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      const torn = error instanceof BundleError && error.code === "BUNDLE_SIGNATURE_INVALID";
      if (!torn || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
