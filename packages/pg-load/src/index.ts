export { load } from "./feed/load.ts";
export type { FeedResult } from "./feed/load-feed.ts";
export { loadFeed } from "./feed/load-feed.ts";
export { LoadError } from "./errors.ts";
export type { LoadEvent, LoadOptions, LoadPoint } from "./options.ts";
