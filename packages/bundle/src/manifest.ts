import { parseTableMetadata } from "@dp/metadata";

import { invalid, parseDocument } from "./documents.ts";
import type { Head } from "./generated/head.ts";
import type { Manifest, ManifestTable, Part } from "./generated/manifest.ts";
import type { Receipt } from "./generated/receipt.ts";
import type { RowHashes } from "./generated/row-hashes.ts";

/** What is written into new documents. */
export const bundleFormatVersion = "1.0";

/** A document's bytes, as they are signed and written. */
export function documentBytes(document: Manifest | Head | Receipt | RowHashes): Buffer {
  return Buffer.from(`${JSON.stringify(document, undefined, 1)}\n`);
}

/**
 * Reads a manifest from bytes whose signature was verified, and checks what a schema cannot say: totals, file names,
 * keys and columns, and each table's metadata with its fingerprints.
 *
 * @throws BundleError; InvalidMetadataError and its kin for the metadata inside
 */
export async function parseManifest(bytes: Uint8Array, where: string): Promise<Manifest> {
  const manifest = (await parseDocument("manifest", bytes, where)) as Manifest;
  const problems = [...manifestProblems(manifest), ...manifest.tables.flatMap(tableProblems)];
  if (problems.length > 0) throw invalid(where, problems);
  for (const table of manifest.tables) {
    await parseTableMetadata(JSON.stringify(table.metadata), `${where} (${table.name})`);
    if (table.metadata.name !== table.name) throw invalid(where, [`${table.name} holds the metadata of another table`]);
  }
  return manifest;
}

/** @throws BundleError */
export async function parseHead(bytes: Uint8Array, where: string): Promise<Head> {
  return (await parseDocument("head", bytes, where)) as Head;
}

/** @throws BundleError */
export async function parseReceipt(bytes: Uint8Array, where: string): Promise<Receipt> {
  return (await parseDocument("receipt", bytes, where)) as Receipt;
}

function manifestProblems(manifest: Manifest): string[] {
  const problems: string[] = [];
  const files = manifest.tables.flatMap((table) => table.parts.map((part) => part.file));
  const names = manifest.tables.map((table) => table.name);
  if (new Set(files).size !== files.length) problems.push("a file is named twice");
  if (new Set(names).size !== names.length) problems.push("a table stands there twice");
  const suffix = partSuffix(manifest);
  const other = files.find((file) => file.slice("part-00000".length) !== suffix);
  if (other !== undefined) problems.push(`${other} should end in ${suffix}`);
  if ((manifest.seq === 1) !== (manifest.previous === undefined)) {
    problems.push("only the first of an epoch has no previous one");
  }
  if ((manifest.recipients === undefined) !== (manifest.unencryptedReason !== undefined)) {
    problems.push("either recipients or the reason for none must stand there");
  }
  return problems;
}

/** How the names of a bundle's parts end: `.copy`, then what was done to the text, in order. */
export function partSuffix(how: Pick<Manifest, "compression" | "recipients">): string {
  const compressed = { gzip: ".gz", zstd: ".zst", none: "" }[how.compression];
  return `.copy${compressed}${how.recipients === undefined ? "" : ".age"}`;
}

function tableProblems(table: ManifestTable): string[] {
  const problems: string[] = [];
  const columns = new Set(table.columns);
  if (columns.size !== table.columns.length) problems.push("a column stands there twice");
  const targets = new Set(table.metadata.target.columns.map((column) => column.name));
  const unknown = table.columns.find((column) => !targets.has(column));
  if (unknown !== undefined) problems.push(`column ${unknown} is not one of the metadata's`);
  const keyOutside = table.key?.find((column) => !columns.has(column));
  if (keyOutside !== undefined) problems.push(`key column ${keyOutside} is not among the columns`);
  if (table.rows !== rowsOf(table.parts, "rows")) problems.push("the parts do not add up to the rows");
  if (table.deletedKeys !== rowsOf(table.parts, "deleted-keys"))
    problems.push("the parts do not add up to the deleted keys");
  const keyless =
    table.key === undefined && (table.mode === "incremental" || table.parts.some((part) => part.holds !== "rows"));
  if (keyless) problems.push("needs a key");
  if ((table.mode === "full") !== (table.since === undefined)) problems.push("since belongs to every mode but full");
  const outside = table.bucketsReplaced?.some((bucket) => bucket >= table.sums.buckets) ?? false;
  if (outside) problems.push("a bucket is not one of the sums'");
  return problems.map((problem) => `${table.name}: ${problem}`);
}

function rowsOf(parts: readonly Part[], holds: Part["holds"]): number {
  return parts.filter((part) => part.holds === holds).reduce((sum, part) => sum + part.rows, 0);
}
