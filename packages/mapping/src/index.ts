export { MappingError, type MappingProblem, UnknownEditionError } from "./errors.ts";
export { mapTables } from "./map-tables.ts";
export type { MappingInput, MappingOptions, MappingOutcome } from "./types.ts";
