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
