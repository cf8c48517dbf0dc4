import { carrier, float, isJson, number, quoteText, sortKey, typeText, varchar, type SqlType } from "../carriers.ts";
import { compilationError } from "../faults.ts";
import type { BinaryOperator } from "../syntax/ast.ts";
import { castTo, raise, type CastOptions } from "./cast.ts";
import { commonType, widest } from "./common-type.ts";
import { compiled, type Compiled } from "./compiled.ts";
import { addToTime } from "./date-arithmetic.ts";

type Numeric = Extract<SqlType, { name: "NUMBER" }>;

function boundedNumber(whole: number, scale: number): Numeric {
  return { name: "NUMBER", precision: Math.min(38, Math.max(1, whole + scale)), scale };
}

/** Result types of arithmetic (Snowflake SQL reference, Scale and precision in arithmetic operations). */
function resultType(operator: "+" | "-" | "*" | "/" | "%", left: Numeric, right: Numeric): Numeric {
  const wholeLeft = left.precision - left.scale;
  const wholeRight = right.precision - right.scale;
  switch (operator) {
    case "*":
      return boundedNumber(
        wholeLeft + wholeRight,
        Math.min(left.scale + right.scale, Math.max(left.scale, right.scale, 12)),
      );
    case "/":
      return boundedNumber(wholeLeft + right.scale, Math.max(left.scale, Math.min(left.scale + 6, 12)));
    case "%":
      return boundedNumber(Math.max(wholeLeft, wholeRight), Math.max(left.scale, right.scale));
    case "+":
    case "-":
      return boundedNumber(Math.max(wholeLeft, wholeRight) + 1, Math.max(left.scale, right.scale));
  }
}

function numericSql(operator: "+" | "-" | "*" | "/" | "%", left: Compiled, right: Compiled): Compiled {
  const leftType = left.type as Numeric;
  const rightType = right.type as Numeric;
  const type = resultType(operator, leftType, rightType);
  const nullable = left.nullable || right.nullable;
  const target = carrier(type);
  if (operator === "/") {
    const args = `(${left.sql})::VARCHAR, (${right.sql})::VARCHAR, ${String(type.scale)}`;
    return compiled(`sf_divide(${args})::${target}`, type, nullable);
  }
  const exact = leftType.precision + rightType.precision <= 38;
  if (operator === "*" && !exact && leftType.scale + rightType.scale > 0) {
    const args = `(${left.sql})::VARCHAR, (${right.sql})::VARCHAR, ${String(type.scale)}`;
    return compiled(`sf_multiply(${args})::${target}`, type, nullable);
  }
  if (operator === "*") return compiled(`((${left.sql}) * (${right.sql}))::${target}`, type, nullable);
  return compiled(`((${left.sql})::${target} ${operator} (${right.sql})::${target})::${target}`, type, nullable);
}

/** Text counts as a number in arithmetic. */
function numeric(value: Compiled, options: CastOptions): Compiled {
  switch (value.type.name as string) {
    case "NUMBER":
    case "FLOAT":
      return value;
    case "VARIANT":
    case "DECFLOAT":
      return castTo(value, float, options);
    case "NULL":
    case "BOOLEAN":
      return castTo(value, number(38), options);
    case "VARCHAR":
      return castTo(value, number(38, 5), options);
    default:
      throw compilationError("001044", "42P13", `Invalid argument types for function: (${typeText(value.type)})`);
  }
}

export function arithmetic(
  operator: "+" | "-" | "*" | "/" | "%",
  [left, right]: readonly [Compiled, Compiled],
  options: CastOptions,
): Compiled {
  const time = operator === "+" || operator === "-" ? addToTime(operator, [left, right]) : undefined;
  if (time !== undefined) return time;
  const [one, other] = [numeric(left, options), numeric(right, options)];
  if (one.type.name === "NUMBER" && other.type.name === "NUMBER") return numericSql(operator, one, other);
  const [first, second] = [castTo(one, float, options), castTo(other, float, options)];
  const nullable = first.nullable || second.nullable;
  if (operator !== "/") return compiled(`(${first.sql} ${operator} ${second.sql})`, float, nullable);
  const zero = raise(float, { code: "100051", sqlState: "22012", message: "Division by zero" });
  return compiled(`CASE WHEN ${second.sql} = 0 THEN ${zero} ELSE ${first.sql} / ${second.sql} END`, float, nullable);
}

export function concatenate(left: Compiled, right: Compiled, options: CastOptions): Compiled {
  const nullable = left.nullable || right.nullable;
  if (left.type.name === "BINARY" && right.type.name === "BINARY") {
    return compiled(`(${left.sql} || ${right.sql})`, left.type, nullable);
  }
  const [one, other] = [castTo(left, varchar, options), castTo(right, varchar, options)];
  return compiled(`(${one.sql} || ${other.sql})`, varchar, nullable);
}

/** Both sides in their common type, as keys that compare as Snowflake compares. */
export function comparable(left: Compiled, right: Compiled, options: CastOptions): readonly [string, string] {
  const type = comparisonType(left, right);
  const key = (value: Compiled): string => sortKey(castTo(value, type, options).sql, type);
  return [key(left), key(right)];
}

function comparisonType(left: Compiled, right: Compiled): SqlType {
  // a text literal meets a number as the number it spells; a VARIANT meets a plain type as that type
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (one.type.name === "VARIANT" && other.type.name !== "NULL" && !isJson(other.type)) return widest(other.type);
    if (one.type.name === "VARCHAR" && other.type.name === "BOOLEAN") return other.type;
  }
  const common = commonType(left.type, right.type);
  return common.name === "VARCHAR" ? varchar : common;
}

const comparisonSigns: ReadonlySet<BinaryOperator> = new Set(["=", "<>", "<", "<=", ">", ">="]);

export function isComparison(operator: BinaryOperator): boolean {
  return comparisonSigns.has(operator);
}

export function compare(
  operator: BinaryOperator,
  [left, right]: readonly [Compiled, Compiled],
  options: CastOptions,
): Compiled {
  const [one, other] = comparable(left, right, options);
  return compiled(`(${one} ${operator} ${other})`, { name: "BOOLEAN" }, left.nullable || right.nullable);
}

export interface LikeOptions {
  readonly operator: "LIKE" | "ILIKE" | "RLIKE";
  readonly escape?: Compiled;
  readonly cast: CastOptions;
}

/** LIKE has no escape character unless one is given; RLIKE must match the whole text. */
export function like(value: Compiled, pattern: Compiled, options: LikeOptions): string {
  const text = castTo(value, varchar, options.cast).sql;
  const model = castTo(pattern, varchar, options.cast).sql;
  if (options.operator === "RLIKE") return `regexp_full_match(${text}, ${model}, 's')`;
  const escape = options.escape === undefined ? "" : ` ESCAPE ${quoteText(options.escape.literal ?? "")}`;
  return `(${text} ${options.operator} ${model}${escape})`;
}
