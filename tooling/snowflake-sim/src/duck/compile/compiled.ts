import type { SqlType } from "../carriers.ts";
import { carrier, quoteText } from "../carriers.ts";

/** An expression turned into DuckDB SQL whose value is on the carrier of its Snowflake type. */
export interface Compiled {
  readonly sql: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** Text of a number or string literal, so that casts need not go through an inexact form. */
  readonly literal?: string;
}

export function compiled(sql: string, type: SqlType, nullable = true): Compiled {
  return { sql, type, nullable };
}

export const nothing: Compiled = { sql: "NULL", type: { name: "NULL" }, nullable: true };

export function textLiteral(value: string): Compiled {
  const length = Array.from(value).length;
  return { sql: quoteText(value), type: { name: "VARCHAR", length }, nullable: false, literal: value };
}

/** A numeric literal: NUMBER by its digits, FLOAT with an exponent or beyond 38 digits. */
export function numberLiteral(text: string): Compiled {
  const match = /^(-?)(\d*)(?:\.(\d*))?$/.exec(text);
  const whole = match?.[2]?.replace(/^0+/, "") ?? "";
  const fraction = match?.[3] ?? "";
  const precision = Math.max(whole.length + fraction.length, fraction.length, 1);
  if (match === null || precision > 38 || fraction.length > 37) {
    return { sql: `'${text}'::DOUBLE`, type: { name: "FLOAT" }, nullable: false, literal: text };
  }
  const type: SqlType = { name: "NUMBER", precision, scale: fraction.length };
  return { sql: `'${text}'::${carrier(type)}`, type, nullable: false, literal: text };
}
