import { createHash } from "node:crypto";
import { once } from "node:events";
import { open, rm, type FileHandle } from "node:fs/promises";
import { PassThrough, type Duplex } from "node:stream";

import { toFileError } from "@dp/files";

import { encryptTo } from "../age/encrypt.ts";
import { BundleError } from "../errors.ts";
import { compressor, type Compression } from "./compression.ts";

/** How a part is written. */
export interface PartOptions {
  readonly compression: Compression;
  /** Absent: not encrypted. An empty list is refused. */
  readonly recipients?: readonly string[];
}

/** What the manifest says of a part, all but its name and what it holds. */
export interface PartFacts {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly plainBytes: number;
  readonly plainSha256: string;
}

/** A part that is being written. */
export interface PartWriter {
  /** Takes COPY text and the number of rows that end in it; resolves when more may come. The buffer may be used again then. */
  write(text: Uint8Array, rows: number): Promise<void>;
  /** Bytes of COPY text so far. */
  readonly plainBytes: number;
  /** Ends the file, fsyncs it, and says what it holds. */
  close(): Promise<PartFacts>;
  /** Ends everything and removes the file. */
  abort(): Promise<void>;
}

/**
 * Starts a part: COPY text in; hashed, compressed, encrypted and hashed again on its way into a new file.
 * @throws BundleError for recipients, FileError FILE_EXISTS, DISK_FULL …; before the first byte where it can be known then
 */
export async function createPart(path: string, options: PartOptions): Promise<PartWriter> {
  // A stream of its own even without compression: it is what holds writers back.
  const entry = compressor(options.compression) ?? new PassThrough();
  const body = options.recipients === undefined ? entry : await encryptTo(options.recipients, entry);
  try {
    return new FilePart(path, await open(path, "wx"), entry, body as AsyncIterable<Uint8Array>);
  } catch (error) {
    entry.destroy();
    throw toFileError(error, path, "write");
  }
}

class FilePart implements PartWriter {
  plainBytes = 0;
  private rows = 0;
  private bytes = 0;
  private readonly plainHash = createHash("sha256");
  private readonly hash = createHash("sha256");
  private readonly path: string;
  private readonly file: FileHandle;
  private readonly entry: Duplex;
  private readonly written: Promise<void>;
  private failure: unknown;
  private wake: (() => void) | undefined;

  constructor(path: string, file: FileHandle, entry: Duplex, body: AsyncIterable<Uint8Array>) {
    this.path = path;
    this.file = file;
    this.entry = entry;
    entry.on("error", () => undefined);
    entry.once("close", () => this.wake?.());
    this.written = this.drain(body);
    // Told by the next write or by close; must not end the process before.
    this.written.catch((error: unknown) => {
      this.failure = error;
      entry.destroy();
    });
  }

  async write(text: Uint8Array, rows: number): Promise<void> {
    this.refuseFailed();
    this.plainHash.update(text);
    this.plainBytes += text.length;
    this.rows += rows;
    await new Promise<void>((resolve) => {
      // A stream that is destroyed may forget to call back.
      this.wake = resolve;
      this.entry.write(text, () => {
        resolve();
      });
    });
    this.wake = undefined;
    this.refuseFailed();
  }

  async close(): Promise<PartFacts> {
    try {
      this.entry.end();
      await this.written;
      await this.file.sync();
      await this.file.close();
    } catch (error) {
      await this.abort();
      throw this.told(error);
    }
    return {
      rows: this.rows,
      bytes: this.bytes,
      sha256: this.hash.digest("hex"),
      plainBytes: this.plainBytes,
      plainSha256: this.plainHash.digest("hex"),
    };
  }

  async abort(): Promise<void> {
    if (!this.entry.closed) {
      this.entry.destroy();
      await once(this.entry, "close");
    }
    await this.written.catch(() => undefined);
    await this.file.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }

  private async drain(body: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of body) {
      this.hash.update(chunk);
      this.bytes += chunk.length;
      await this.file.writeFile(chunk);
    }
  }

  private refuseFailed(): void {
    if (this.failure !== undefined) throw this.told(this.failure);
  }

  private told(error: unknown): unknown {
    return error instanceof BundleError ? error : toFileError(error, this.path, "write");
  }
}
