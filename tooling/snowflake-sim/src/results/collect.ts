import type { ResultColumn, StageTransfer, StatementResult } from "../contracts.ts";
import { ChunkSet } from "./chunks.ts";

/** How a result is cut up. */
export interface ResultLimits {
  readonly inlineRows: number;
  readonly chunkBytes: number;
}

/** A whole result, ready to be sent any number of times. */
export interface CollectedResult {
  readonly statementType: number;
  readonly columns: readonly ResultColumn[];
  /** JSON texts of the rows that travel in the reply. */
  readonly inline: readonly string[];
  readonly total: number;
  readonly chunks: ChunkSet | null;
  readonly transfer?: StageTransfer;
}

/** Reads all rows: the first ones are kept for the reply, the rest goes to disk in chunks. */
export async function collectResult(result: StatementResult, limits: ResultLimits): Promise<CollectedResult> {
  const collector = new Collector(limits);
  try {
    for await (const batch of result.rows) await collector.add(batch);
    await collector.flush();
  } catch (error) {
    await collector.chunks?.close();
    throw error;
  }
  const { inline, total, chunks } = collector;
  const { statementType, columns, transfer } = result;
  return { statementType, columns, inline, total, chunks, ...(transfer !== undefined && { transfer }) };
}

class Collector {
  readonly inline: string[] = [];
  total = 0;
  chunks: ChunkSet | null = null;
  readonly #limits: ResultLimits;
  #rows: string[] = [];
  #bytes = 0;

  constructor(limits: ResultLimits) {
    this.#limits = limits;
  }

  async add(batch: readonly string[]): Promise<void> {
    for (const row of batch) {
      this.total += 1;
      if (this.total <= this.#limits.inlineRows) {
        this.inline.push(row);
        continue;
      }
      this.#rows.push(row);
      this.#bytes += row.length + 1;
      if (this.#bytes >= this.#limits.chunkBytes) await this.flush();
    }
  }

  /** Never writes an empty chunk: the driver takes an empty body for one that has not arrived. */
  async flush(): Promise<void> {
    if (this.#rows.length === 0) return;
    this.chunks ??= await ChunkSet.create();
    const rows = this.#rows;
    this.#rows = [];
    this.#bytes = 0;
    await this.chunks.add(rows);
  }
}
