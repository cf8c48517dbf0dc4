import { canonicalPostgres, canonicalSnowflake } from "./canonical-text.ts";
import { call, constant, joined, text } from "./snowflake-sql.ts";
import type { ValueSource } from "./value-source.ts";

/** A column of a row in Snowflake: what the target takes of it, and its name, already quoted. */
export interface SnowflakeColumn {
  readonly source: ValueSource;
  readonly reference: string;
}

/** A column of a row in PostgreSQL: its type as `format_type` prints it, and its name, already quoted. */
export interface PostgresColumn {
  readonly type: string;
  readonly reference: string;
}

/**
 * Snowflake SQL of a row's text of canonical texts: `<characters>:<text>` of each value, `-` for NULL, one behind the
 * other, so that no two rows have the same. Each text is mentioned twice: give names of columns of an inner SELECT.
 */
export function framedSnowflake(texts: readonly string[]): string {
  const cells = texts.map((value) =>
    call("COALESCE", joined(text(call("LENGTH", value)), constant(":"), value), constant("-")),
  );
  return cells.length === 0 ? constant("") : joinedFlat(cells);
}

/** Operands of one chain: longer ones become a tree, for a parser goes as deep as a chain is long. */
const longestChain = 64;

function joinedFlat(cells: readonly string[]): string {
  if (cells.length <= longestChain) return joined(...cells);
  const half = Math.ceil(cells.length / 2);
  return joined(joinedFlat(cells.slice(0, half)), joinedFlat(cells.slice(half)));
}

/** PostgreSQL SQL of the same text. */
export function framedPostgres(texts: readonly string[]): string {
  const cells = texts.map((value) => `coalesce(length(${value})::text || ':' || (${value}), '-')`);
  return cells.length === 0 ? "''" : `(${cells.join(" || ")})`;
}

/** {@link framedSnowflake} of columns: the fingerprinted ones, in the order of the target. @throws as {@link canonicalSnowflake} */
export function rowTextSnowflake(columns: readonly SnowflakeColumn[]): string {
  return framedSnowflake(columns.map(({ source, reference }) => canonicalSnowflake(source, reference)));
}

/** {@link framedPostgres} of columns. @throws NotFingerprintedError, UnknownPgTypeError */
export function rowTextPostgres(columns: readonly PostgresColumn[]): string {
  return framedPostgres(columns.map(({ type, reference }) => canonicalPostgres(type, reference)));
}

/** Snowflake SQL of the SHA-256 of a row's text: 64 hexadecimal digits, lower case. */
export function rowHashSnowflake(rowText: string): string {
  return call("SHA2", rowText, "256");
}

/** PostgreSQL SQL of the same. */
export function rowHashPostgres(rowText: string): string {
  return `encode(sha256(convert_to(${rowText}, 'UTF8')), 'hex')`;
}
