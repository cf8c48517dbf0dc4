import { randomFrom } from "@dp/chaos";

/** Random choices from a seed: the same seed, the same choices. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomFrom(seed);
  }

  /** A whole number from 0 to below the limit. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True once in so many times, on average. */
  once(inSoMany: number): boolean {
    return this.below(inSoMany) === 0;
  }

  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  }

  /** So many different ones, in any order; all of them when there are fewer. */
  some<T>(items: readonly T[], count: number): readonly T[] {
    const left = [...items];
    const found: T[] = [];
    while (found.length < count && left.length > 0) found.push(...left.splice(this.below(left.length), 1));
    return found;
  }
}
