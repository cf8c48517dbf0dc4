import { writeFileSync } from "node:fs";

/** How much of a random test runs now, and from which seed. */
export interface Campaign {
  /** How many random cases to run. */
  readonly cases: number;
  /** Where the random choices start; the same seed makes the same cases. */
  readonly seed: number;
  /**
   * Says what was seen, such as `{ cases: 50, falseAlarms: 2 }`. Batches of a long run are added up, so that every
   * figure has to be a count. Call it after the last check: a batch that tells nothing has failed.
   */
  readonly tell: (counts: Readonly<Record<string, number>>) => void;
}

interface Order {
  readonly name: string;
  readonly cases: number;
  readonly seed: number;
  readonly report: string;
}

function orderFor(name: string): Order | undefined {
  const order = JSON.parse(process.env.DP_CHAOS ?? "{}") as Partial<Order>;
  return order.name === name ? (order as Order) : undefined;
}

/**
 * A few cases of a fixed seed in the usual run of the tests; as many, and of other seeds, as `pnpm chaos` asks for.
 *
 * @param name as it stands in `campaigns.json`
 */
export function campaign(name: string, usual: { readonly cases: number; readonly seed: number }): Campaign {
  const order = orderFor(name);
  const { cases, seed } = order ?? usual;
  process.stderr.write(`${name}: ${String(cases)} cases, seed ${String(seed)}\n`);
  return {
    cases,
    seed,
    tell: (counts) => {
      if (order !== undefined) writeFileSync(order.report, JSON.stringify(counts));
    },
  };
}
