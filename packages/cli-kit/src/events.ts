import type { ErrorDescription } from "./errors.ts";

/** How one table (or other item) ended. */
export type ItemStatus =
  "new" | "changed" | "unchanged" | "failed" | "ok" | "different" | "done" | "removed" | "warning" | "skipped";

/** A place in a file of the project. */
export interface Place {
  /** From the project's folder. */
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** What commands say while they run; the terminal, plain lines, JSON and the run record are readers of these. */
export type CliEvent =
  /** Talk: what is going on. */
  | { readonly type: "step"; readonly text: string }
  /** One table is finished. */
  | {
      readonly type: "item";
      readonly name: string;
      readonly status: ItemStatus;
      readonly detail?: string;
      readonly error?: ErrorDescription;
      /** Where a person can change it, for notes on a page of changes. */
      readonly at?: Place;
    }
  /** Something a person should know, although nothing failed. */
  | {
      readonly type: "warning";
      readonly code: string;
      readonly text: string;
      readonly where?: string;
      readonly hint?: string;
      readonly at?: Place;
    }
  /** A note at a line, for the page of a pull request; shown nowhere else. */
  | {
      readonly type: "annotation";
      readonly level: "error" | "warning";
      readonly code: string;
      readonly text: string;
      readonly at: Place;
    }
  /** How far a long step is. */
  | { readonly type: "progress"; readonly text: string; readonly done: number; readonly total: number }
  /** Text that the command was run for: a plan, a table, SQL. Line ends are the command's. */
  | { readonly type: "output"; readonly text: string };

/** What a command ends with. */
export interface CommandResult {
  readonly exitCode: number;
  /** The result for `--json` and for the run record: JSON, no secrets, no row values. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Row values that somebody asked to see: beside `data` in what `--json` prints, and not in the run record. */
  readonly values?: Readonly<Record<string, unknown>>;
  /** Counts, for the last line. */
  readonly summary?: string;
  /** The command to run next, for the last line. */
  readonly next?: string;
}
