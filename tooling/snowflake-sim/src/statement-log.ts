/** One statement as it arrived; requests that were repeated under the same id are logged once. */
export interface LoggedStatement {
  readonly text: string;
  readonly user: string;
  /** Role at the time of the request. */
  readonly role: string;
  readonly sessionId: string;
  readonly requestId: string;
  /** QUERY_TAG of the statement or its session. */
  readonly tag: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** False while the statement runs, and after it failed. */
  readonly ok: boolean;
  readonly errorCode?: string;
}

/** How a log entry is completed once its statement has ended. */
type LogCompletion = (errorCode?: string) => void;

/** Every statement that a client sent, in order. */
export class StatementLog {
  #entries: LoggedStatement[] = [];

  get entries(): readonly LoggedStatement[] {
    return [...this.#entries];
  }

  begin(entry: Omit<LoggedStatement, "ok" | "errorCode">): LogCompletion {
    const entries = this.#entries;
    const index = entries.push({ ...entry, ok: false }) - 1;
    return (errorCode) => {
      entries[index] = errorCode === undefined ? { ...entry, ok: true } : { ...entry, ok: false, errorCode };
    };
  }

  reset(): void {
    this.#entries = [];
  }
}
