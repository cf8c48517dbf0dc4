import { open, readdir, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

const chunkSize = 1024 * 1024;

/** Whether two folders hold the same names with the same bytes. */
export async function sameFolders(a: string, b: string): Promise<boolean> {
  const [left, right] = await Promise.all([readdir(a), readdir(b)]);
  if (left.toSorted().join("/") !== right.toSorted().join("/")) return false;
  for (const name of left) {
    if (!(await sameFiles(join(a, name), join(b, name)))) return false;
  }
  return true;
}

async function sameFiles(a: string, b: string): Promise<boolean> {
  const left = await open(a, "r");
  try {
    const right = await open(b, "r");
    try {
      return await sameBytes(left, right);
    } finally {
      await right.close();
    }
  } finally {
    await left.close();
  }
}

async function sameBytes(left: FileHandle, right: FileHandle): Promise<boolean> {
  const [one, two] = await Promise.all([left.stat(), right.stat()]);
  if (!one.isFile() || !two.isFile() || one.size !== two.size) return false;
  // A publisher may link instead of copying.
  if (one.ino === two.ino && one.dev === two.dev) return true;
  const buffers = [Buffer.alloc(chunkSize), Buffer.alloc(chunkSize)] as const;
  for (let at = 0; at < one.size;) {
    const [a, b] = await Promise.all([
      left.read(buffers[0], 0, chunkSize, at),
      right.read(buffers[1], 0, chunkSize, at),
    ]);
    const length = Math.min(a.bytesRead, b.bytesRead);
    if (length === 0 || buffers[0].compare(buffers[1], 0, length, 0, length) !== 0) return false;
    at += length;
  }
  return true;
}
