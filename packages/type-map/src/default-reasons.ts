/**
 * Why a default is not translated: code and sentence. What a default may be: Snowflake SQL reference, CREATE TABLE;
 * PostgreSQL manual, "Default Values".
 */
export const untranslatedReasons = {
  SEQUENCE: "It takes the next value of a sequence.",
  COLUMN_REFERENCE: "It refers to another column, which a PostgreSQL default cannot.",
  SUBQUERY: "It holds a query, which a PostgreSQL default cannot.",
  FUNCTION: "It calls a function that has no certain counterpart.",
  EXPRESSION: "It computes; only constants and the common functions are translated.",
  ZONE_UNKNOWN: "It depends on the time zone of the Snowflake session, which is not known.",
  SESSION_DEPENDENT: "Its text depends on formats set in the Snowflake session.",
  DOES_NOT_FIT: "The value does not fit the column, or not without being changed.",
  NOT_UNDERSTOOD: "The text is not understood with certainty.",
} as const satisfies Readonly<Record<string, string>>;

/** Code of a reason, for findings. */
export type UntranslatedReason = keyof typeof untranslatedReasons;

/** Leaves the translation; caught by `translateDefault` alone. */
export class Untranslated extends Error {
  readonly reason: UntranslatedReason;

  constructor(reason: UntranslatedReason) {
    super(untranslatedReasons[reason]);
    this.reason = reason;
  }
}

/** Gives up. @throws Untranslated */
export function giveUp(reason: UntranslatedReason): never {
  throw new Untranslated(reason);
}
