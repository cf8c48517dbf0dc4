/** Snowflake SQL as text. Only functions of conformance.json are called; a test walks what is made here. */

/** A string constant (Snowflake SQL reference, "String constants": backslash escapes, quotes are doubled). */
export function constant(value: string): string {
  // eslint-disable-next-line no-control-regex -- characters that have no other way into a readable constant
  const control = /[\u0000-\u001f\u2400]/g;
  const escaped = value
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "''")
    .replace(control, (found) => (found === "\0" ? "\\0" : `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`));
  return `'${escaped}'`;
}

/** A call; its arguments are SQL. */
export function call(name: string, ...args: readonly string[]): string {
  return `${name}(${args.join(", ")})`;
}

/** Texts in a row; NULL when one of them is. */
export function joined(...parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? "") : `(${parts.join(" || ")})`;
}

/** The first branch whose condition is TRUE. */
export function caseOf(branches: readonly (readonly [condition: string, value: string])[], otherwise: string): string {
  const arms = branches.map(([condition, value]) => `WHEN ${condition} THEN ${value}`);
  return `CASE ${arms.join(" ")} ELSE ${otherwise} END`;
}

/** One of two values; the second also where the condition is NULL. */
export function either(condition: string, yes: string, no: string): string {
  return call("IFF", condition, yes, no);
}

/** Any value as text, by a format model where one is given. */
export function text(value: string, format?: string): string {
  return format === undefined ? call("TO_VARCHAR", value) : call("TO_VARCHAR", value, constant(format));
}

/** Piece of a text between separators, counted from 1; empty where there is none. */
export function piece(value: string, separator: string, index: number): string {
  return call("SPLIT_PART", value, constant(separator), String(index));
}
