import type { RunOrders, TableOrder } from "./orders.ts";
import type { TableState } from "./state.ts";

/** An hour less than a day, so that a daily run that starts a little early still counts. */
const aboutADayMs = 23 * 3_600_000;

/** Whether the sums of the whole table go into this bundle. */
export function isVerifying(
  { order, run, snapshot }: { readonly order: TableOrder; readonly run: RunOrders; readonly snapshot: string },
  state: TableState,
): boolean {
  if (order.verify === "every-bundle" || run.verify) return true;
  if (order.verify === "manual") return false;
  return state.verifiedAt === undefined || Date.parse(snapshot) - Date.parse(state.verifiedAt) >= aboutADayMs;
}
