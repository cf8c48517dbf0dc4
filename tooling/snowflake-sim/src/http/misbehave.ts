import { setTimeout as sleep } from "node:timers/promises";

import type { Faults, FaultTarget } from "../faults.ts";
import { failure, type Reply } from "./reply.ts";

/** The connection is closed without an answer. */
export const dropped = Symbol("dropped");

interface Misbehaviour {
  readonly target: FaultTarget;
  readonly gone: AbortSignal;
}

/** Carries out a request, or fails to, as the waiting faults say. */
export async function misbehave(
  faults: Faults,
  { target, gone }: Misbehaviour,
  carryOut: () => Promise<Reply>,
): Promise<Reply | typeof dropped> {
  const delay = faults.take("delay", target);
  if (delay !== undefined) await sleep(delay.ms, undefined, { signal: gone }).catch(() => undefined);
  // Who has hung up while waiting wants nothing done any more.
  if (delay !== undefined && gone.aborted) return dropped;
  const early = faults.take("status", target, (fault) => fault.when === "before");
  if (early !== undefined) return refusal(early.status);
  if (faults.take("drop-connection", target, (fault) => fault.when === "before") !== undefined) return dropped;
  const late = faults.take("status", target, (fault) => fault.when !== "before");
  const drop = faults.take("drop-connection", target, (fault) => fault.when !== "before");
  const reply = await carryOut();
  if (late !== undefined) return refusal(late.status);
  return drop === undefined ? reply : dropped;
}

function refusal(status: number): Reply {
  return failure(String(status), "Told to answer so.", null, status);
}
