import type { Token } from "../sql/lexer.ts";
import type { Expression } from "../sql/parse-expression.ts";
import { printName } from "./errors.ts";

/** What the names in an expression may mean. */
export interface ExpressionScope {
  readonly table: string;
  readonly columns: ReadonlySet<string>;
  /** Completes the name of a sequence. */
  sequence(parts: readonly string[]): readonly string[];
}

/** Functions that may be called without parentheses; Snowflake prints them with. */
const bareFunctions = new Set(
  "CURRENT_TIMESTAMP CURRENT_DATE CURRENT_TIME CURRENT_USER CURRENT_ROLE LOCALTIME LOCALTIMESTAMP".split(" "),
);

const escapes: Readonly<Record<string, string>> = {
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
  "\0": "\\0",
  "\\": "\\\\",
  "'": "''",
};

/** A string literal as Snowflake prints it: quotes doubled, backslashes and control characters escaped. */
export function printString(value: string): string {
  return `'${value.replace(/[\n\r\t\b\f\0\\']/g, (character) => escapes[character] ?? character)}'`;
}

function isName(token: Token | undefined): boolean {
  return token?.kind === "word" || token?.kind === "quoted";
}

/** `[db.][schema.]seq.NEXTVAL`, complete. */
function nextValue(tokens: readonly Token[], scope: ExpressionScope): string | undefined {
  const last = tokens.at(-1);
  if (last?.value !== "NEXTVAL" || last.kind !== "word" || tokens.length < 3) return undefined;
  const parts: string[] = [];
  for (const [index, token] of tokens.slice(0, -2).entries()) {
    if (index % 2 === 0 ? !isName(token) : token.text !== ".") return undefined;
    if (index % 2 === 0) parts.push(token.value);
  }
  return [...scope.sequence(parts).map(printName), "NEXTVAL"].join(".");
}

function printToken(tokens: readonly Token[], index: number, scope: ExpressionScope): string {
  const token = tokens[index];
  const before = tokens[index - 1]?.text;
  const after = tokens[index + 1]?.text;
  if (token === undefined) return "";
  if (token.kind === "string") return printString(token.value);
  if (!isName(token) || before === "." || before === ":" || after === ".") return token.text;
  if (after !== "(" && scope.columns.has(token.value)) return `${printName(scope.table)}.${printName(token.value)}`;
  if (token.kind === "quoted") return token.text;
  return bareFunctions.has(token.value) && after !== "(" ? `${token.value}()` : token.value;
}

/**
 * The text of a DEFAULT as SHOW COLUMNS gives it: literals canonical, keywords in upper case, columns qualified by the
 * table, sequences by database and schema, one space where there was any.
 */
export function printDefault({ tokens }: Expression, scope: ExpressionScope): string {
  const sequence = nextValue(tokens, scope);
  if (sequence !== undefined) return sequence;
  let text = "";
  for (const [index, token] of tokens.entries()) {
    const previous = tokens[index - 1];
    if (previous !== undefined && previous.end < token.start) text += " ";
    text += printToken(tokens, index, scope);
  }
  return text;
}
