import { giveUp } from "./default-reasons.ts";
import { readSnowflakeType, type ParseTypeOptions } from "./parse-snowflake-type.ts";
import { TokenCursor } from "./token-cursor.ts";
import type { SnowflakeType } from "./types.ts";

/** A default as Snowflake wrote it: constants, calls and casts; everything else is given up while reading. */
export type Expression =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "number"; readonly text: string }
  | { readonly kind: "negative"; readonly value: Expression }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "bytes"; readonly hex: string }
  | { readonly kind: "call"; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: "cast"; readonly value: Expression; readonly type: SnowflakeType }
  | { readonly kind: "array"; readonly items: readonly Expression[] }
  | { readonly kind: "object"; readonly entries: readonly (readonly [key: string, value: Expression])[] };

interface Reading {
  readonly cursor: TokenCursor;
  readonly text: string;
  readonly options: ReadDefaultOptions;
  readonly depth: number;
}

export interface ReadDefaultOptions extends ParseTypeOptions {
  /** Whether a function can be evaluated; calls of others are given up before their arguments are looked at. */
  readonly knows: (name: string) => boolean;
}

const maxDepth = 50;

/** Functions that may stand without parentheses: Snowflake SQL reference, "Context functions". */
const bareCalls: ReadonlySet<string> = new Set([
  "CURRENT_DATE",
  "CURRENT_TIME",
  "CURRENT_TIMESTAMP",
  "LOCALTIME",
  "LOCALTIMESTAMP",
  "CURRENT_USER",
]);

const literalTypes: ReadonlySet<string> = new Set([
  "DATE",
  "TIME",
  "TIMESTAMP",
  "DATETIME",
  "TIMESTAMP_NTZ",
  "TIMESTAMP_LTZ",
  "TIMESTAMP_TZ",
]);

function deeper(reading: Reading): Reading {
  if (reading.depth >= maxDepth) giveUp("EXPRESSION");
  return { ...reading, depth: reading.depth + 1 };
}

function expectSign(reading: Reading, sign: string): void {
  if (!reading.cursor.take(sign)) giveUp("EXPRESSION");
}

function readList(reading: Reading, close: string): Expression[] {
  if (reading.cursor.take(close)) return [];
  const items = [readExpression(deeper(reading))];
  while (reading.cursor.take(",")) items.push(readExpression(deeper(reading)));
  expectSign(reading, close);
  return items;
}

function readObject(reading: Reading): Expression {
  const entries: [string, Expression][] = [];
  if (reading.cursor.take("}")) return { kind: "object", entries };
  do {
    const key = reading.cursor.next();
    if (key.kind !== "string") giveUp("EXPRESSION");
    expectSign(reading, ":");
    entries.push([key.text, readExpression(deeper(reading))]);
  } while (reading.cursor.take(","));
  expectSign(reading, "}");
  return { kind: "object", entries };
}

function readCast(reading: Reading): Expression {
  expectSign(reading, "(");
  const value = readExpression(deeper(reading));
  expectSign(reading, "AS");
  const type = readSnowflakeType(reading.cursor, reading.text, reading.options);
  expectSign(reading, ")");
  return { kind: "cast", value, type };
}

/** Names joined by dots: the next value of a sequence, a function in a schema, or a column. */
function readPath(reading: Reading): never {
  let last = "";
  while (reading.cursor.take(".")) last = reading.cursor.next().text;
  if (reading.cursor.peek().text === "(") giveUp("FUNCTION");
  giveUp(last.toUpperCase() === "NEXTVAL" ? "SEQUENCE" : "COLUMN_REFERENCE");
}

function readWord(reading: Reading): Expression {
  const { cursor } = reading;
  const name = cursor.next().text;
  const following = cursor.peek();
  if (name === "NULL") return { kind: "null" };
  if (name === "TRUE" || name === "FALSE") return { kind: "boolean", value: name === "TRUE" };
  if (name === "SELECT" || name === "WITH") giveUp("SUBQUERY");
  if (name === "CASE" || name === "NOT" || name === "INTERVAL") giveUp("EXPRESSION");
  if (name === "CAST" || name === "TRY_CAST") return readCast(reading);
  if (following.kind === "string" && name === "X") return readHex(cursor.next().text);
  if (following.kind === "string" && literalTypes.has(name)) {
    const type = readSnowflakeType(new TokenCursor(name), name, reading.options);
    return { kind: "cast", value: { kind: "string", value: cursor.next().text }, type };
  }
  if (following.text === ".") readPath(reading);
  if (following.text === "(" && !reading.options.knows(name)) giveUp("FUNCTION");
  if (cursor.take("(")) return { kind: "call", name, args: readList(reading, ")") };
  return bareCalls.has(name) ? { kind: "call", name, args: [] } : giveUp("COLUMN_REFERENCE");
}

function readHex(digits: string): Expression {
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(digits)) giveUp("NOT_UNDERSTOOD");
  return { kind: "bytes", hex: digits.toLowerCase() };
}

function readPrimary(reading: Reading): Expression {
  const { cursor } = reading;
  const token = cursor.peek();
  switch (token.kind) {
    case "word":
      return readWord(reading);
    case "quoted":
      cursor.next();
      return readPath(reading);
    case "number":
      return { kind: "number", text: cursor.next().text };
    case "string":
      return { kind: "string", value: cursor.next().text };
    case "other":
    case "end":
      return giveUp("NOT_UNDERSTOOD");
    case "punctuation":
      break;
  }
  if (cursor.take("(")) {
    const inside = readExpression(deeper(reading));
    expectSign(reading, ")");
    return inside;
  }
  if (cursor.take("[")) return { kind: "array", items: readList(reading, "]") };
  if (cursor.take("{")) return readObject(reading);
  return giveUp("EXPRESSION");
}

function readExpression(reading: Reading): Expression {
  const { cursor } = reading;
  if (cursor.take("-")) return { kind: "negative", value: readExpression(deeper(reading)) };
  if (cursor.take("+")) return readExpression(deeper(reading));
  let value = readPrimary(reading);
  while (cursor.take("::")) {
    value = { kind: "cast", value, type: readSnowflakeType(cursor, reading.text, reading.options) };
  }
  return value;
}

/** Reads a default. @throws Untranslated; TypeMapError for a cast to a type that does not exist */
export function parseDefault(text: string, options: ReadDefaultOptions): Expression {
  const cursor = new TokenCursor(text);
  const value = readExpression({ cursor, text, options, depth: 0 });
  return cursor.atEnd ? value : giveUp("EXPRESSION");
}
