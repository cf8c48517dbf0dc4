import { randomUUID } from "node:crypto";
import { open, unlink, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Where a block stands in the spool. */
export interface Block {
  readonly offset: number;
  readonly length: number;
}

/** Blocks on disk in a file without a name: even a killed process leaves nothing behind. */
export class Spool {
  readonly #file: FileHandle;
  #end = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(): Promise<Spool> {
    const path = join(tmpdir(), `snowflake-sim-${randomUUID()}`);
    const file = await open(path, "wx+", 0o600);
    await unlink(path);
    return new Spool(file);
  }

  async append(bytes: Buffer): Promise<Block> {
    const block = { offset: this.#end, length: bytes.length };
    this.#end += bytes.length;
    await this.#file.write(bytes, 0, bytes.length, block.offset);
    return block;
  }

  async read(block: Block): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(block.length);
    await this.#file.read(bytes, 0, block.length, block.offset);
    return bytes;
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}
