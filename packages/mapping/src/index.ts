export { MappingError, type MappingProblem } from "./errors.ts";
export { mapTables } from "./map-tables.ts";
export type { MappingInput, MappingOptions, MappingOutcome } from "./types.ts";
