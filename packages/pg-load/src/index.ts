export { LoadError, type LoadProblem } from "./errors.ts";
export { type DecisionOptions, holdFeed, skipBundle } from "./feed/decide.ts";
export { load } from "./feed/load.ts";
export type { FeedResult } from "./feed/load-feed.ts";
export { type FeedPreview, previewFeed } from "./feed/preview.ts";
export {
  compareRows,
  type ComparedRows,
  type DifferingRow,
  mostDifferingRows,
  type RowCounts,
} from "./feed/compare-rows.ts";
export { purge, type PurgedFeed, type PurgeOptions } from "./feed/purge.ts";
export { receiptOf } from "./feed/receipt.ts";
export { findStranded, type StrandedFeed } from "./feed/stranded.ts";
export { feedStatuses, type FeedStatus, type StatusOptions } from "./feed/status.ts";
export type { Trouble } from "./feed/survey.ts";
export { verifyData, type VerifiedData } from "./feed/verify-data.ts";
export type { LedgerBundle, LedgerTable } from "./ledger/bundles.ts";
export type { FeedState } from "./ledger/feed.ts";
export type { RecordedDecision } from "./ledger/holds.ts";
export type { LoadEvent, LoadOptions, LoadPoint } from "./options.ts";
export { openSession } from "./session.ts";
