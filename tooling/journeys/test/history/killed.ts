/** Stands for the end of a process: whatever runs fails from here on. */
export class Killed extends Error {
  override readonly name = "Killed";

  constructor() {
    super("killed");
  }
}

/** Ends a run at the n-th of its moments. Once burnt, nothing works any more, clearing up neither. */
export class Fuse {
  #left: number;

  constructor(moments = Number.POSITIVE_INFINITY) {
    this.#left = moments;
  }

  get burnt(): boolean {
    return this.#left <= 0;
  }

  burn(): void {
    this.#left -= 1;
    if (this.#left <= 0) throw new Killed();
  }

  /** A method that may end the run before or after it. */
  around<A extends readonly unknown[], R>(method: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
    return async (...args) => {
      this.burn();
      const result = await method(...args);
      this.burn();
      return result;
    };
  }
}
