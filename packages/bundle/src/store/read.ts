import { FileError, toFileError } from "@dp/files";

import { BundleError } from "../errors.ts";
import { openBelow } from "./safe-open.ts";

const chunkSize = 256 * 1024;

/** A whole file below the root, at most `cap` bytes of it. @throws FileError */
export async function readBelow(root: string, names: readonly string[], cap: number): Promise<Buffer> {
  const { file, size } = await openBelow(root, names);
  const path = names.join("/");
  try {
    if (size > cap) throw new FileError("FILE_TOO_LARGE", path);
    // One byte more than allowed shows a file that grows while it is read.
    const buffer = Buffer.alloc(Math.min(cap, size) + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    if (length > size) throw new FileError("FILE_TOO_LARGE", path);
    return buffer.subarray(0, length);
  } catch (error) {
    throw toFileError(error, path, "read");
  } finally {
    await file.close();
  }
}

/** Exactly `size` bytes of a file below the root. @throws FileError, BundleError */
export async function* streamBelow(root: string, names: readonly string[], size: number): AsyncGenerator<Buffer> {
  const path = names.join("/");
  const opened = await openBelow(root, names);
  try {
    if (opened.size !== size) throw wrongSize(path, opened.size, size);
    let at = 0;
    while (at < size) {
      // A new buffer each time: what reads may keep them.
      const buffer = Buffer.allocUnsafeSlow(Math.min(chunkSize, size - at));
      const { bytesRead } = await opened.file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) throw wrongSize(path, at, size);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw error instanceof BundleError ? error : toFileError(error, path, "read");
  } finally {
    await opened.file.close();
  }
}

/** A file that is shorter may still be on its way; one that is longer is not what was signed. */
function wrongSize(where: string, found: number, expected: number): BundleError {
  const message = `has ${String(found)} bytes, the manifest says ${String(expected)}`;
  return new BundleError(found < expected ? "BUNDLE_INCOMPLETE" : "BUNDLE_PART_DAMAGED", message, { where });
}
