/** What is known of a part that is finished: counts, and hashes of what lies on disk and of the COPY text in it. */
export interface PartFacts {
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string;
  readonly plainBytes: number;
  readonly plainSha256: string;
}

/** Takes the COPY text of whole rows in order; `@dp/bundle/part` makes the ones that a bundle holds. */
export interface PartSink {
  /** The bytes may be used until the promise is fulfilled, not later. */
  write(bytes: Buffer, rows: number): Promise<void>;
  /** Everything is on disk when this is fulfilled. */
  close(): Promise<PartFacts>;
  /** Leaves nothing behind. */
  abort(): Promise<void>;
}

/**
 * Where worker threads find the function that opens a part: a module that exports `createPart(path, options)`. Both go
 * to the threads, so `options` must be data.
 */
export interface PartModule {
  /** A package's name or a `file:` URL. */
  readonly module: string;
  readonly options?: unknown;
}

/** `createPart` of a {@link PartModule}. */
export type CreatePart = (path: string, options: unknown) => PartSink | Promise<PartSink>;
