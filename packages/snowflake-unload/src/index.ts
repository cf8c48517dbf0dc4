export { openReader } from "./read/open-reader.ts";
export { ReadError, type ReadErrorCode } from "./read/read-error.ts";
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
