/** Most bytes of each kind of file that are ever read. */
export const caps = {
  head: 64 * 1024,
  receipt: 8 * 1024 * 1024,
  rowHashes: 8 * 1024 * 1024,
  manifest: 8 * 1024 * 1024,
  /** Only where it is configured. */
  largeManifest: 64 * 1024 * 1024,
  signature: 4 * 1024,
  keyFile: 64 * 1024,
  /** Of an age file: 40 post-quantum recipients. */
  ageHeader: 64 * 1024,
} as const;
