export { openReader } from "./read/open-reader.ts";
export { ReadError, type ReadErrorCode } from "./read/read-error.ts";
export { UnloadError, type UnloadErrorCode, type UnloadErrorDetails } from "./error.ts";
export type { UnloadEvent, UnloadNoteCode } from "./events.ts";
export { foretell, type ForetellRequest } from "./dry-run.ts";
export type { Delivery, FeedForm, Sender } from "./feed/delivery.ts";
export { feedsOf, type Feed } from "./feed/feeds.ts";
export { purgeFeed, type PurgeRule } from "./feed/purge.ts";
export { divergedBuckets } from "./feed/receipts.ts";
export { resendBundle, type ResentBundle } from "./feed/resend.ts";
export { publishRowHashes, type PublishedRowHashes, type RowHashesRequest } from "./feed/row-hashes.ts";
export { restartFeed, type RestartedFeed } from "./feed/restart.ts";
export { stateBefore, type FeedContext, type FeedOrder, type UnloadedFeed } from "./feed/unload-feed.ts";
export { openReaders, type FeedReaders } from "./feed/readers.ts";
export type { RunOrders, TableOrder } from "./table/orders.ts";
export type { UnloadedTable } from "./table/moving.ts";
export { unload, type FeedOutcome, type LiveTable, type Unloaded, type UnloadRequest } from "./unload.ts";
export type { CreatePart, PartFacts, PartModule, PartSink } from "./read/part-sink.ts";
export type {
  ReaderKind,
  ReaderOptions,
  ReadPart,
  ReadProgress,
  ReadQuery,
  ReadRequest,
  ReadResult,
  ResultReader,
} from "./read/types.ts";
