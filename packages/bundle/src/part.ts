// What a worker thread needs to write parts: no validator, no signatures.
export type { Compression } from "./part/compression.ts";
export { createPart, type PartFacts, type PartOptions, type PartWriter } from "./part/create.ts";
