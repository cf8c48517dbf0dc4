import { inRequestScope } from "./request-scope.ts";

/** Why something was given up. */
type GivenUp = "timeout" | "cancelled";

/** How long a piece of work may take, who may stop it, and what to do then. */
export interface Bounds {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  /** How often a request is sent again after the network failed; 5 when absent. */
  readonly maxRetries?: number;
  /** Told the text of each JSON answer that comes for the work. */
  readonly onAnswer?: ((text: string) => void) | undefined;
  /** Runs before the work's requests are ended, e.g. to tell the server; is itself awaited, so it must be bounded. */
  readonly onGiveUp?: (reason: GivenUp) => Promise<void>;
  /** Makes the error that the caller gets. */
  readonly error: (reason: GivenUp) => Error;
}

/**
 * Runs `work` in a request scope of its own until it is done, the time is up or the signal fires. The work gets the
 * scope's signal; what it still does after it was given up is ended where possible and ignored.
 * The scope outlives work that succeeded: the driver's heartbeat, begun in it, must go on.
 * @throws what `bounds.error` makes, or what the work threw
 */
export async function withinBounds<T>(work: (signal: AbortSignal) => Promise<T>, bounds: Bounds): Promise<T> {
  if (bounds.signal?.aborted === true) throw bounds.error("cancelled");
  const scope = new AbortController();
  const { given, stop } = watch(bounds);
  const { maxRetries, onAnswer } = bounds;
  const running = inRequestScope({ signal: scope.signal, maxRetries, onAnswer }, () => work(scope.signal));
  running.catch(() => undefined);
  try {
    const outcome = await Promise.race([running.then((value) => ({ value })), given]);
    if (typeof outcome === "object") return outcome.value;
    await bounds.onGiveUp?.(outcome);
    scope.abort();
    throw bounds.error(outcome);
  } finally {
    stop();
  }
}

function watch(bounds: Bounds): { readonly given: Promise<GivenUp>; readonly stop: () => void } {
  const ended = new AbortController();
  const given = new Promise<GivenUp>((resolve) => {
    const timer = setTimeout(resolve, bounds.timeoutMs, "timeout");
    const cancel = (): void => {
      resolve("cancelled");
    };
    bounds.signal?.addEventListener("abort", cancel, { once: true });
    ended.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      bounds.signal?.removeEventListener("abort", cancel);
    });
  });
  return {
    given,
    stop: () => {
      ended.abort();
    },
  };
}
