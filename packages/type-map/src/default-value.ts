import type { TimestampText } from "./date-text.ts";

/** A default that has been understood, before it is written for a PostgreSQL type. */
export type Value =
  | { readonly kind: "null" | "today" | "time-now" | "uuid" | "user" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "bytes"; readonly hex: string }
  | { readonly kind: "json"; readonly text: string }
  | { readonly kind: "date" | "time"; readonly text: string }
  | { readonly kind: "timestamp"; readonly text: TimestampText }
  | Now;

/** The moment of the insert. */
export interface Now {
  readonly kind: "now";
  /** `wall` is without zone. */
  readonly as: "instant" | "wall";
  /** Zone of its wall clock; absent for that of the Snowflake session. */
  readonly zone?: string;
  /** Decimals of the second that are kept. */
  readonly digits: number;
}

/** `NaN` and the infinities as PostgreSQL writes them; undefined for other texts. */
export function floatSpecial(text: string): string | undefined {
  switch (text.toLowerCase()) {
    case "nan":
      return "NaN";
    case "inf":
    case "infinity":
      return "Infinity";
    case "-inf":
    case "-infinity":
      return "-Infinity";
    default:
      return undefined;
  }
}
