export { assembleSource, type TableRows } from "./assemble.ts";
export { ExtractError, type ExtractErrorCode, type ExtractErrorDetails } from "./error.ts";
export { extractSources } from "./extract.ts";
export type * from "./types.ts";
export { type GrantedRelation } from "./rights/grant-statements.ts";
export { peopleRights, type RightsRequest, serviceRights, type ServiceRequest } from "./rights/least-rights.ts";
export { findVisible, type Sighting } from "./rights/visibility.ts";
export { checkKeys } from "./check-keys/check-keys.ts";
export type { CheckedKind, CheckKeysOptions, KeyCheck, KeyCounts } from "./check-keys/types.ts";
export {
  discoverAccount,
  discoverDatabase,
  type Discovered,
  type DiscoverOptions,
  type Unseen,
} from "./discover/discover.ts";
export { type ListedDatabase, type ListedRelation } from "./discover/listed.ts";
