/** A name or text that cannot be written in SQL, e.g. an empty identifier. */
export class UnquotableError extends Error {
  readonly code = "UNQUOTABLE";
  readonly hint = "Check the names in tables.yaml.";
  readonly retryable = false;

  constructor(what: string) {
    super(what);
    this.name = "UnquotableError";
  }
}

/**
 * Writes a stored name as a quoted identifier: exact case, `"` doubled.
 * Snowflake SQL reference, "Identifier requirements": 1 to 255 characters.
 * @throws UnquotableError
 */
export function quoteIdentifier(name: string): string {
  if (name === "") throw new UnquotableError("A Snowflake identifier cannot be empty");
  if (Array.from(name).length > 255) throw new UnquotableError("A Snowflake identifier has at most 255 characters");
  return `"${name.replaceAll('"', '""')}"`;
}

/** Joins name parts into one qualified name: `"DB"."SCHEMA"."TABLE"`. @throws UnquotableError */
export function qualify(...parts: readonly string[]): string {
  return parts.map(quoteIdentifier).join(".");
}

/** Writes a text as a string literal; `'` and `\` are doubled, for a backslash begins an escape sequence in Snowflake. */
export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}
