/** Where some rows of a result lie. */
export interface ResultChunk {
  /** Signed and good for some hours; a secret while it is. Needs no token of Snowflake's. */
  readonly url: string;
  readonly rows: number;
  /** Bytes of its JSON, and of that as it is stored. */
  readonly plainBytes: number;
  readonly bytes: number;
}

/** A column of a result: its name as it is, and its type on the wire (`text`, `fixed`, …). */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** A result that was not fetched: its first rows, and where the others lie. */
export interface ResultFacts {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
  /** Rows of the whole result. */
  readonly rows: number;
  /** The first rows; often none, or all. */
  readonly inline: readonly (readonly (string | null)[])[];
  /** The other rows, in order. */
  readonly chunks: readonly ResultChunk[];
  /** Repeated on each request for a chunk. A secret. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Takes text rows of a result in order, some at a time; the next ones come when it is done. */
export type TakeRows = (rows: readonly (readonly (string | null)[])[]) => Promise<void>;

/** Results by query id: run, look at, read, stop. Statements only read, and may run for as long as the connection allows. */
export interface SnowflakeResults {
  /** Starts a statement and does not wait for it; returns its query id, under which others may ask too. @throws SnowflakeError */
  submit(sql: string): Promise<string>;
  /**
   * Waits for a statement and says where its rows are; asked again, chunks have fresh addresses. The statement goes on
   * when the wait is given up, unless `cancelOnGiveUp`.
   * @throws SnowflakeError; SNOWFLAKE_UNEXPECTED_ANSWER where this driver does not show its answers
   */
  result(queryId: string, options?: { readonly cancelOnGiveUp?: boolean }): Promise<ResultFacts>;
  /** Waits for a statement and says what its result looks like, as the driver sees it. @throws SnowflakeError */
  outline(queryId: string): Promise<Pick<ResultFacts, "queryId" | "columns" | "rows">>;
  /**
   * Fetches one file of a stage into a folder, which is made; the driver undoes the stage's encryption.
   * @returns the file's path here. @throws SnowflakeError
   */
  download(staged: { readonly file: string; readonly bytes: number }, folder: string): Promise<string>;
  /**
   * All rows of a result by the driver's own stream; columns must be text. What `take` throws is thrown on.
   * @throws SnowflakeError
   */
  textRows(queryId: string, take: TakeRows): Promise<{ readonly rows: number }>;
  /** Asks the server to stop a statement; never throws, never takes longer than `cancelTimeoutMs`. */
  cancel(queryId: string): Promise<void>;
}
