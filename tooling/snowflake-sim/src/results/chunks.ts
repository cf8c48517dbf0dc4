import { createHash, createHmac, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { Spool, type Block } from "./spool.ts";

const compress = promisify(gzip);

/** Seconds that a chunk's URL lives (X-Amz-Expires on Snowflake's own URLs). */
export const urlSeconds = 21_599;

interface Chunk extends Block {
  readonly rowCount: number;
  readonly uncompressedSize: number;
}

/** `chunks` entry of a reply. */
export interface ChunkReference {
  readonly url: string;
  readonly rowCount: number;
  readonly uncompressedSize: number;
  readonly compressedSize: number;
}

/** The chunks of one result: compressed, on disk, behind signed URLs and a customer key. */
export class ChunkSet {
  readonly #chunks: Chunk[] = [];
  readonly #spool: Spool;
  readonly #customerKey = randomBytes(32);
  #signingKey = randomBytes(32);

  private constructor(spool: Spool) {
    this.#spool = spool;
  }

  static async create(): Promise<ChunkSet> {
    return new ChunkSet(await Spool.create());
  }

  /** Adds rows as one chunk: their JSON texts joined by commas, without outer brackets. */
  async add(rows: readonly string[]): Promise<void> {
    const text = Buffer.from(rows.join(","), "utf8");
    const block = await this.#spool.append(await compress(text, { level: 1 }));
    this.#chunks.push({ ...block, rowCount: rows.length, uncompressedSize: text.length });
  }

  references(base: string): ChunkReference[] {
    const expires = String(Date.now() + urlSeconds * 1000);
    return this.#chunks.map((chunk, index) => {
      const signature = this.#sign(index, expires);
      const query = new URLSearchParams({ "X-Amz-Expires": String(urlSeconds), expires, signature });
      return {
        url: `${base}/${String(index)}?${query.toString()}`,
        rowCount: chunk.rowCount,
        uncompressedSize: chunk.uncompressedSize,
        compressedSize: chunk.length,
      };
    });
  }

  /** `chunkHeaders` of a reply: clients repeat them on every chunk request. */
  headers(): Record<string, string> {
    return {
      "x-amz-server-side-encryption-customer-algorithm": "AES256",
      "x-amz-server-side-encryption-customer-key": this.#customerKey.toString("base64"),
      "x-amz-server-side-encryption-customer-key-md5": createHash("md5").update(this.#customerKey).digest("base64"),
    };
  }

  /** The compressed body, or undefined when the URL or the key is not good any more. */
  async open(index: number, query: URLSearchParams, customerKey: string | undefined): Promise<Buffer | undefined> {
    const chunk = this.#chunks[index];
    const expires = query.get("expires") ?? "";
    const good =
      chunk !== undefined &&
      Number(expires) > Date.now() &&
      query.get("signature") === this.#sign(index, expires) &&
      customerKey === this.#customerKey.toString("base64");
    return good ? this.#spool.read(chunk) : undefined;
  }

  /** Makes every URL given out so far worthless. */
  expireUrls(): void {
    this.#signingKey = randomBytes(32);
  }

  async close(): Promise<void> {
    await this.#spool.close();
  }

  #sign(index: number, expires: string): string {
    return createHmac("sha256", this.#signingKey)
      .update(`${String(index)}:${expires}`)
      .digest("hex");
  }
}
