import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { ReadPart, ReadQuery, ReadRequest } from "./types.ts";

/**
 * Parts that a run before had finished and that are still what they were: for the same layout, at the same place, with
 * the same bytes on disk.
 */
export async function finishedParts(
  query: ReadQuery,
  { resume, path }: Pick<ReadRequest, "resume" | "path">,
): Promise<ReadonlyMap<number, ReadPart>> {
  const found = new Map<number, ReadPart>();
  if (resume?.query.layout !== query.layout) return found;
  for (const part of resume.parts) {
    if (part.path === path(part.index) && (await isUnchanged(part))) found.set(part.index, part);
  }
  return found;
}

async function isUnchanged({ path, facts }: ReadPart): Promise<boolean> {
  try {
    if ((await stat(path)).size !== facts.bytes) return false;
    const hash = createHash("sha256");
    for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
    return hash.digest("hex") === facts.sha256;
  } catch {
    return false;
  }
}
