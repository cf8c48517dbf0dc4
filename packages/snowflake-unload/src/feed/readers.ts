import type { SnowflakeConnection } from "@dp/snowflake-client";

import { openReader } from "../read/open-reader.ts";
import type { ReaderOptions, ResultReader } from "../read/types.ts";
import type { FeedForm } from "./delivery.ts";

/** Readers by the form of the files they write; made at first use. */
export interface FeedReaders {
  readonly readerFor: (form: FeedForm) => Pick<ResultReader, "read">;
  /** Ends all of them; never throws. */
  readonly close: () => Promise<void>;
}

/** Readers whose parts are those of bundles. */
export function openReaders(db: SnowflakeConnection, options: Omit<ReaderOptions, "part">): FeedReaders {
  const readers = new Map<string, ResultReader>();
  let last: Promise<unknown> = Promise.resolve();
  // The threads are there once; a second result beside the first would only hold more in memory.
  const inTurn = (reader: ResultReader): Pick<ResultReader, "read"> => ({
    read: (request) => {
      const turn = last.then(() => reader.read(request));
      last = turn.catch(() => undefined);
      return turn;
    },
  });
  return {
    readerFor: ({ compression, recipients }) => {
      const part = { module: "@dp/bundle/part", options: { compression, ...(recipients && { recipients }) } };
      const key = JSON.stringify(part);
      const reader = readers.get(key) ?? openReader(db, { ...options, part });
      readers.set(key, reader);
      return inTurn(reader);
    },
    close: async () => {
      await Promise.all([...readers.values()].map((reader) => reader.close()));
    },
  };
}
