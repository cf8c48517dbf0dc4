import type { Duplex } from "node:stream";
import * as zlib from "node:zlib";

import { BundleError } from "../errors.ts";

/** How the text of a part is made smaller. */
export type Compression = "gzip" | "zstd" | "none";

type MakeStream = (options: { chunkSize: number }) => Duplex;

/** In newer run times only; the types are those of the oldest that is supported. */
const newer = zlib as { createZstdCompress?: MakeStream; createZstdDecompress?: MakeStream };

const chunkSize = 64 * 1024;
/** Level 1: see docs/decisions on data bundles. */
const gzipLevel = 1;

/** Whether this run time can make and read zstd. */
export function hasZstd(): boolean {
  return newer.createZstdCompress !== undefined;
}

/** @throws BundleError BUNDLE_COMPRESSION_UNKNOWN */
export function compressor(compression: Compression): Duplex | undefined {
  if (compression === "none") return undefined;
  if (compression === "gzip") return zlib.createGzip({ level: gzipLevel, chunkSize });
  return zstd(newer.createZstdCompress);
}

/** @throws BundleError BUNDLE_COMPRESSION_UNKNOWN */
export function decompressor(compression: Compression): Duplex | undefined {
  if (compression === "none") return undefined;
  if (compression === "gzip") return zlib.createGunzip({ chunkSize });
  return zstd(newer.createZstdDecompress);
}

function zstd(make: MakeStream | undefined): Duplex {
  if (make !== undefined) return make({ chunkSize });
  throw new BundleError("BUNDLE_COMPRESSION_UNKNOWN", `Node.js ${process.versions.node} has no zstd`);
}
