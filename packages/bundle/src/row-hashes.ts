import { join } from "node:path";

import { createFile } from "@dp/files";

import { invalid, parseDocument } from "./documents.ts";
import type { RowHashes } from "./generated/row-hashes.ts";
import type { Signer, SigningKey } from "./keys/signers.ts";
import { caps } from "./limits.ts";
import { documentBytes, partSuffix } from "./manifest.ts";
import { bundlePath, rowHashesName, type RowHashesRef } from "./names.ts";
import { readSigned, type Trust } from "./open-bundle.ts";
import { refuseRevoked, signBytes } from "./signature.ts";
import type { BundleStore } from "./store/store.ts";

/** A row-hash file whose manifest has proved itself; its parts are looked at when they are opened. */
export interface OpenedRowHashes {
  readonly ref: RowHashesRef;
  readonly manifest: RowHashes;
  readonly signer: Signer;
}

/**
 * Reads the manifest of a row-hash file, in the order of `openBundle`: capped, verified, parsed, held against its place.
 * Whether the target is at that bundle is for whoever compares.
 *
 * @throws BundleError; BUNDLE_INCOMPLETE when a file is not there yet
 */
export async function openRowHashes(store: BundleStore, ref: RowHashesRef, trust: Trust): Promise<OpenedRowHashes> {
  const where = bundlePath(ref, "manifest.json");
  const { bytes, signer } = await readSigned(store, { kind: "row-hashes", where, cap: caps.rowHashes, trust });
  const manifest = await parseRowHashes(bytes, where);
  const { feed, table, runId } = manifest;
  if (feed !== ref.feed) throw invalid(where, [`is of feed ${feed}`]);
  const name = rowHashesName(table, runId);
  if (name !== ref.name) throw invalid(where, [`belongs into a folder ${name}`]);
  refuseRevoked(signer, manifest, where);
  return { ref, manifest, signer };
}

/** Writes manifest and signature beside the parts in a local folder, ready to be published. @throws BundleError, FileError */
export async function sealRowHashes(folder: string, manifest: RowHashes, key: SigningKey): Promise<void> {
  const bytes = documentBytes(manifest);
  const path = join(folder, "manifest.json");
  await parseRowHashes(bytes, path);
  await createFile(path, bytes.toString("utf8"));
  await createFile(join(folder, "manifest.jws"), await signBytes(bytes, "row-hashes", key));
}

async function parseRowHashes(bytes: Uint8Array, where: string): Promise<RowHashes> {
  const manifest = (await parseDocument("row-hashes", bytes, where)) as RowHashes;
  const problems = problemsOf(manifest);
  if (problems.length > 0) throw invalid(where, problems);
  return manifest;
}

/** What a schema cannot say. */
function problemsOf(manifest: RowHashes): readonly string[] {
  const { columns, key = [], outside, chosen = [], buckets, parts, recipients, unencryptedReason } = manifest;
  const files = parts.map(({ file }) => file);
  const suffix = partSuffix(manifest);
  const checks: readonly (readonly [boolean, string])[] = [
    [new Set(files).size === files.length, "a file is named twice"],
    [files.every((file) => file.slice("part-00000".length) === suffix), `a part does not end in ${suffix}`],
    [new Set(columns).size === columns.length, "a column stands there twice"],
    [key.every((column) => columns.includes(column)), "a key column is in no hash"],
    [outside.every((column) => !columns.includes(column)), "a column is both in the hashes and outside"],
    [chosen.every((bucket, index) => bucket > (chosen[index - 1] ?? -1)), "the buckets are not in order"],
    [chosen.every((bucket) => bucket < buckets), "a bucket is not one of the sums'"],
    [parts.reduce((sum, { rows }) => sum + rows, 0) === manifest.lines, "the parts do not add up to the lines"],
    [
      (recipients === undefined) !== (unencryptedReason === undefined),
      "either recipients or the reason for none must stand there",
    ],
  ];
  return checks.flatMap(([fine, problem]) => (fine ? [] : [problem]));
}
