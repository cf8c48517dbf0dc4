import type { Path } from "../source-map.ts";
import type { TableConfig, TablePattern } from "../types.ts";
import type { WrittenTable } from "../written.ts";

/** One table on its way through the rules: as it is written alone, and with its defaults. @internal */
export interface Candidate {
  readonly path: Path;
  readonly written: WrittenTable;
  /** With its defaults, as they are written. */
  readonly inherited: WrittenTable;
  /** Of a pattern, what every table it means gets: names are templates. */
  readonly table: TableConfig;
  readonly pattern?: TablePattern;
}

/** Complains of what stands at `keys` of a table, or of where it was inherited from. @internal */
export type Complain = (
  candidate: Candidate,
  keys: Path,
  sentence: { readonly message: string; readonly hint?: string | undefined; readonly part?: "key" | "value" },
) => void;

/** A rule across fields or tables that a schema cannot say. @internal */
export type Rule = (candidates: readonly Candidate[], complain: Complain) => void;
