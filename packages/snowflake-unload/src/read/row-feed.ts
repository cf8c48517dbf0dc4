type TextRow = readonly (string | null)[];

/** Pieces that may wait for the thread that writes them. */
const waitingPieces = 4;

/** Between one that brings rows and the threads that write them: cut into parts by size, no more waiting than a few pieces. */
export class RowFeed {
  readonly #partBytes: number;
  readonly #queue: { readonly part: number; readonly bytes: Uint8Array }[] = [];
  readonly #waiters: (() => void)[] = [];
  #skip: number;
  #part = 0;
  #rows: number;
  readonly #starts: number[] = [];
  #bytes = 0;
  #ended = false;
  #failure: Error | undefined;

  /** `skip` rows at the beginning stand in parts already. */
  constructor(partBytes: number, skip: number) {
    this.#partBytes = partBytes;
    this.#skip = skip;
    this.#rows = skip;
  }

  /** Resolves when more may come. @throws what `fail` was told */
  async push(rows: readonly TextRow[]): Promise<void> {
    const skipped = Math.min(this.#skip, rows.length);
    this.#skip -= skipped;
    const fresh = skipped === 0 ? rows : rows.slice(skipped);
    if (fresh.length === 0) return;
    if (this.#bytes >= this.#partBytes) {
      this.#part += 1;
      this.#bytes = 0;
    }
    this.#starts[this.#part] ??= this.#rows;
    this.#rows += fresh.length;
    const json = JSON.stringify(fresh).slice(1, -1);
    const bytes = Buffer.from(this.#bytes === 0 ? json : `,${json}`);
    this.#bytes += bytes.length;
    this.#queue.push({ part: this.#part, bytes });
    this.#wake();
    await this.#until(() => this.#queue.length < waitingPieces);
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }

  /** Whether there is a part of this number; waits until that is known. */
  async hasPart(part: number): Promise<boolean> {
    await this.#until(() => this.#ended || this.#queue.some((piece) => piece.part === part));
    return this.#queue.some((piece) => piece.part === part);
  }

  /** Rows of the result in front of a part that there is. */
  rowsBefore(part: number): number {
    return this.#starts[part] ?? 0;
  }

  /** The next piece of a part; undefined at its end. */
  async next(part: number): Promise<Uint8Array | undefined> {
    await this.#until(() => this.#ended || this.#queue.length > 0);
    const [head] = this.#queue;
    if (head?.part !== part) return undefined;
    this.#queue.shift();
    this.#wake();
    return head.bytes;
  }

  async #until(ready: () => boolean): Promise<void> {
    while (this.#failure === undefined && !ready()) {
      await new Promise<void>((resolve) => {
        this.#waiters.push(resolve);
      });
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }
}
