import { randomFrom } from "@dp/chaos";

/** Choices that follow from a seed. */
export class Dice {
  readonly #next: () => number;

  constructor(seed: number) {
    this.#next = randomFrom(seed);
  }

  /** 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** True once in so many times. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  /** Some of them, at least one where there is any. */
  some<T>(from: readonly T[]): readonly T[] {
    if (from.length === 0) return [];
    const chosen = from.filter(() => this.once(2));
    return chosen.length > 0 ? chosen : [this.pick(from)];
  }

  shuffled<T>(from: readonly T[]): readonly T[] {
    return from.map((one) => ({ one, order: this.#next() })).toSorted((a, b) => a.order - b.order).map(({ one }) => one); // prettier-ignore
  }
}
