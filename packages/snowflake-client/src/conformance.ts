import document from "../conformance.json" with { type: "json" };

/** What an answer must be. Names of columns are compared in lower case, and further columns do no harm. */
export type Expectation =
  | { readonly is: string | null }
  /** A regular expression; `orNull`: or NULL. */
  | { readonly matches: string; readonly orNull?: true }
  /** The only row. */
  | { readonly row: readonly (string | null)[] }
  | { readonly columns: readonly string[] }
  | { readonly error: string; readonly sqlState: string };

/** One thing that the product asks of Snowflake, and what it counts on. */
export interface ConformanceCheck {
  readonly id: string;
  readonly kind: "expression" | "statement";
  /** `{database}`, `{schema}`, `{table}`: quoted names of what exists, `{tableText}`: the last as a text; `{missing}`: a schema that does not. */
  readonly text: string;
  readonly expected: Expectation;
  /** Where the expectation is from. */
  readonly source: string;
  /** Nobody could check it on an account so far. */
  readonly unsure?: true;
  /** What would have to change here if an account answers otherwise. */
  readonly changes?: string;
}

/** The closed list of the Snowflake functions and forms that the product uses. */
export interface Conformance {
  readonly checks: readonly ConformanceCheck[];
}

/** The list, `conformance.json`; its shape is checked by the tests of this package. */
export const conformance = document as Conformance;
