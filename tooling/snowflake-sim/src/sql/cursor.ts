import { SqlError } from "../contracts.ts";
import { tokenize, type Token } from "./lexer.ts";
import { reserved } from "./reserved.ts";

/** What of a session changes the meaning of a statement's text. */
export interface ParseSettings {
  /** QUOTED_IDENTIFIERS_IGNORE_CASE: quoted names are folded too. */
  readonly foldQuoted: boolean;
  /** TIMESTAMP_TYPE_MAPPING: what a bare TIMESTAMP stands for. */
  readonly timestamp: "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ";
}

/** Settings of a fresh session. */
export const defaultParseSettings: ParseSettings = { foldQuoted: false, timestamp: "TIMESTAMP_NTZ" };

/** A walk over the tokens of one statement; every parser takes one and leaves it behind what it has read. */
export class Cursor {
  readonly sql: string;
  readonly tokens: readonly Token[];
  readonly settings: ParseSettings;
  index = 0;

  constructor(sql: string, settings: ParseSettings = defaultParseSettings) {
    this.sql = sql;
    this.settings = settings;
    const tokens = tokenize(sql);
    while (tokens.at(-1)?.text === ";") tokens.pop();
    this.tokens = tokens;
  }

  get done(): boolean {
    return this.index >= this.tokens.length;
  }

  peek(offset = 0): Token | undefined {
    return this.tokens[this.index + offset];
  }

  /** The token here, and steps behind it. @throws SqlError 001003 at the end */
  next(): Token {
    const token = this.tokens[this.index];
    if (token === undefined) throw this.unexpected();
    this.index++;
    return token;
  }

  /** Whether these keywords come next, in this order. */
  at(...words: readonly string[]): boolean {
    return words.every((word, offset) => {
      const token = this.peek(offset);
      return token?.kind === "word" && token.value === word;
    });
  }

  /** Whether the next token is one of these keywords. */
  atAny(words: readonly string[]): boolean {
    const token = this.peek();
    return token?.kind === "word" && words.includes(token.value);
  }

  /** Steps over the keywords when they come next. */
  accept(...words: readonly string[]): boolean {
    if (!this.at(...words)) return false;
    this.index += words.length;
    return true;
  }

  /** Steps over one of the keywords and says which. */
  acceptAny(words: readonly string[]): string | undefined {
    return this.atAny(words) ? this.next().value : undefined;
  }

  expect(...words: readonly string[]): void {
    for (const word of words) if (!this.accept(word)) throw this.unexpected();
  }

  atOperator(text: string, offset = 0): boolean {
    const token = this.peek(offset);
    return token?.kind === "operator" && token.text === text;
  }

  acceptOperator(text: string): boolean {
    if (!this.atOperator(text)) return false;
    this.index++;
    return true;
  }

  expectOperator(text: string): void {
    if (!this.acceptOperator(text)) throw this.unexpected();
  }

  expectEnd(): void {
    if (!this.done) throw this.unexpected();
  }

  expectString(): string {
    if (this.peek()?.kind !== "string") throw this.unexpected();
    return this.next().value;
  }

  /** A whole number with an optional sign. */
  expectInteger(): bigint {
    const negative = this.acceptOperator("-");
    if (!negative) this.acceptOperator("+");
    const token = this.peek();
    if (token?.kind !== "number" || !/^\d+$/.test(token.text)) throw this.unexpected();
    this.index++;
    return negative ? -BigInt(token.text) : BigInt(token.text);
  }

  /** One identifier, folded: upper case unless quoted. */
  expectName(): string {
    const token = this.peek();
    if (token?.kind === "quoted") return this.fold(this.next());
    if (token?.kind !== "word" || reserved.has(token.value)) throw this.unexpected();
    return this.next().value;
  }

  fold(token: Token): string {
    return token.kind === "quoted" && this.settings.foldQuoted ? token.value.toUpperCase() : token.value;
  }

  /** The text between two token positions, as written; comments inside are kept. */
  textBetween(from: number, to: number): string {
    const first = this.tokens[from];
    const last = this.tokens[to - 1];
    return first === undefined || last === undefined || to <= from ? "" : this.sql.slice(first.start, last.end);
  }

  /** Everything from here to the end, as written. */
  rest(): string {
    const text = this.textBetween(this.index, this.tokens.length);
    this.index = this.tokens.length;
    return text;
  }

  /** Items in parentheses, separated by commas; at least one. */
  list<T>(item: () => T): T[] {
    this.expectOperator("(");
    const items = [item()];
    while (this.acceptOperator(",")) items.push(item());
    this.expectOperator(")");
    return items;
  }

  /** Steps over a parenthesised group, whatever is inside; the text inside comes back. */
  skipGroup(): string {
    this.expectOperator("(");
    const from = this.index;
    for (let depth = 1; depth > 0;) {
      const token = this.next();
      if (token.kind !== "operator") continue;
      if (token.text === "(") depth++;
      else if (token.text === ")") depth--;
    }
    return this.textBetween(from, this.index - 1);
  }

  /** The error for the token that stands here. */
  unexpected(): SqlError {
    const token = this.peek();
    const last = this.tokens.at(-1);
    const line = token?.line ?? last?.line ?? 1;
    const column = token?.column ?? (last === undefined ? 0 : last.column + last.text.length);
    const where = `syntax error line ${String(line)} at position ${String(column)}`;
    return new SqlError("001003", "42000", `SQL compilation error:\n${where} unexpected '${token?.text ?? "<EOF>"}'.`);
  }
}
