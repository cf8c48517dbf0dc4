import { randomFrom } from "@dp/chaos";

/** Choices that follow from a seed alone. */
export class Random {
  readonly #next: () => number;

  constructor(seed: number) {
    // Seeds that follow one another shall not begin alike.
    this.#next = randomFrom(Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b);
  }

  /** A whole number from 0 to `below - 1`. */
  below(below: number): number {
    return (this.#next() * 2 ** 32) % below;
  }

  /** True once in so many times. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of them; undefined when there are none. */
  pick<T>(items: readonly T[]): T | undefined {
    return items[this.below(Math.max(1, items.length))];
  }

  shuffle(items: unknown[]): void {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const [one, two] = [items[last], items[other]];
      if (one !== undefined && two !== undefined) [items[last], items[other]] = [two, one];
    }
  }
}
