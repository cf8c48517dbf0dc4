import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat } from "node:fs/promises";

import type { Part } from "../generated/manifest.ts";

/** Whether a file is a finished part: a regular file of that size and hash. */
export async function fileIsPart(path: string, part: Part): Promise<boolean> {
  try {
    const stat = await lstat(path);
    if (!stat.isFile() || stat.size !== part.bytes) return false;
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) hash.update(chunk as Buffer);
    return hash.digest("hex") === part.sha256;
  } catch {
    return false;
  }
}
