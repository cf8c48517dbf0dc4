export { assembleSource, type TableRows } from "./assemble.ts";
export { ExtractError, type ExtractErrorCode, type ExtractErrorDetails } from "./error.ts";
export { extractSources } from "./extract.ts";
export type * from "./types.ts";
