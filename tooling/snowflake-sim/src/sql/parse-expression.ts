import type { Cursor } from "./cursor.ts";
import type { Token } from "./lexer.ts";

/** An expression that the catalogue keeps as text; only the data side evaluates it. */
export interface Expression {
  /** As written, without the parentheses around it. */
  readonly text: string;
  readonly tokens: readonly Token[];
}

/** Keywords that end a column's DEFAULT because they begin its next attribute. */
const attributeWords = new Set(
  `PRIMARY UNIQUE REFERENCES FOREIGN CONSTRAINT COMMENT COLLATE MASKING WITH TAG AUTOINCREMENT IDENTITY PROJECTION CHECK
  NOT NULL UNMASK`.split(/\s+/),
);

function endsDefault(cursor: Cursor, from: number): boolean {
  const token = cursor.peek();
  if (token?.kind !== "word" || !attributeWords.has(token.value) || cursor.index === from) return false;
  const before = cursor.peek(-1);
  if (before?.kind === "word" && (before.value === "IS" || before.value === "NOT")) return false;
  if (before?.kind === "operator" && !/^[)\]}]$/.test(before.text)) return false;
  return !(token.value === "WITH" && (cursor.peek(1)?.value === "TIME" || cursor.peek(1)?.value === "LOCAL"));
}

/** The expression of a DEFAULT: up to a comma, a closing parenthesis or the column's next attribute. */
export function parseDefault(cursor: Cursor): Expression {
  const from = cursor.index;
  let depth = 0;
  let cases = 0;
  while (!cursor.done) {
    if (depth === 0 && (cursor.atOperator(",") || cursor.atOperator(")"))) break;
    if (depth === 0 && cases === 0 && endsDefault(cursor, from)) break;
    const token = cursor.next();
    if (token.kind === "operator" && /^[([{]$/.test(token.text)) depth++;
    else if (token.kind === "operator" && /^[)\]}]$/.test(token.text)) depth--;
    else if (token.kind === "word" && token.value === "CASE") cases++;
    else if (token.kind === "word" && token.value === "END") cases--;
  }
  if (cursor.index === from) throw cursor.unexpected();
  return { text: cursor.textBetween(from, cursor.index), tokens: cursor.tokens.slice(from, cursor.index) };
}

/** An expression in parentheses, as of AS (…) and CHECK (…). */
export function parseGroup(cursor: Cursor): Expression {
  const from = cursor.index + 1;
  const text = cursor.skipGroup();
  return { text, tokens: cursor.tokens.slice(from, cursor.index - 1) };
}

/** Expressions in parentheses, separated by commas, each as written. */
export function parseGroupItems(cursor: Cursor): string[] {
  const { tokens } = parseGroup(cursor);
  const items: string[] = [];
  let depth = 0;
  let first = 0;
  const close = (end: number): void => {
    const start = tokens[first];
    const last = tokens[end - 1];
    if (start === undefined || last === undefined || end <= first) throw cursor.unexpected();
    items.push(cursor.sql.slice(start.start, last.end));
    first = end + 1;
  };
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== "operator") continue;
    if (token.text === "(") depth++;
    else if (token.text === ")") depth--;
    else if (token.text === "," && depth === 0) close(index);
  }
  close(tokens.length);
  return items;
}
