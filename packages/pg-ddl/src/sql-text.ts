declare const trusted: unique symbol;

/**
 * SQL text that was put together by this package: a plain string does not fit where one is asked for, so that no
 * name, comment or default reaches a statement without having been quoted.
 */
export type SqlText = string & { readonly [trusted]: true };

/** Text between the pieces of a list. */
export type Separator = ", " | " " | "\n" | "\n\n" | ",\n";

/** For the few functions that make SQL text of something they have checked; not exported by the package. */
export function trust(text: string): SqlText {
  return text as SqlText;
}

/** Template tag: constant text of our own with SQL text between. */
export function sql(strings: TemplateStringsArray, ...parts: readonly SqlText[]): SqlText {
  return trust(strings.reduce((text, piece, index) => text + (parts[index - 1] ?? "") + piece));
}

/** Joins pieces of SQL text; empty pieces are left out. */
export function joinSql(parts: readonly SqlText[], separator: Separator): SqlText {
  return trust(parts.filter((part) => part !== "").join(separator));
}

/** The empty text, for a part that is not there. */
export const noSql = trust("");

/** An integer as SQL; digits stay text, so that no width is lost. */
export function integerSql(digits: string): SqlText {
  if (!/^-?[0-9]{1,20}$/.test(digits)) throw new RangeError(`${JSON.stringify(digits)} is not an integer`);
  return trust(digits);
}
