import type { LoadOptions } from "../options.ts";
import { type FeedResult, loadFeed } from "./load-feed.ts";

/** A feed whose work ended in an error, such as a lock that was not to be had. */
function failed(feed: string, error: unknown): FeedResult {
  return { feed, status: "failed", loaded: [], troubles: [], error, state: undefined, stale: false, lockedMs: 0 };
}

/**
 * Loads feeds one after the other; one that fails does not stop the others.
 * @param onFeed called as soon as a feed has ended
 */
export async function load(
  feeds: readonly string[],
  options: LoadOptions,
  onFeed: (result: FeedResult) => void | Promise<void> = () => undefined,
): Promise<readonly FeedResult[]> {
  const results: FeedResult[] = [];
  for (const feed of feeds) {
    const result = await loadFeed(feed, options).catch((error: unknown) => failed(feed, error));
    results.push(result);
    await onFeed(result);
  }
  return results;
}
