import { SqlError } from "../contracts.ts";

/**
 * - `word`: unquoted identifier or keyword; `value` is upper-cased
 * - `quoted`: "identifier"; `value` is without quotes, `""` undoubled
 * - `string`: '…' or $$…$$; `value` is decoded
 * - `number`: digits, with fraction and exponent; no sign
 * - `variable`: $1, $NAME; `value` is without the dollar
 * - `operator`: everything else, the longest that fits (`::`, `||`, `=>`, `->>`, `<>` …)
 */
type TokenKind = "word" | "quoted" | "string" | "number" | "variable" | "operator";

/** A token; comments and white space are no tokens. */
export interface Token {
  readonly kind: TokenKind;
  /** Exactly as written. */
  readonly text: string;
  /** What it means: see {@link TokenKind}. */
  readonly value: string;
  /** Offset of its first character in the text that was given. */
  readonly start: number;
  /** Offset behind its last character. */
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** Characters before it on its line, from 0, as Snowflake counts positions. */
  readonly column: number;
}

const space = /[\s\uFEFF]+/y;
const lineComment = /(?:--|\/\/)[^\n]*/y;
const word = /[\p{L}_][\p{L}\p{M}\p{N}_$]*/uy;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const variable = /\$(?:\d+|[A-Za-z_][A-Za-z0-9_$]*)/y;
const quoted = /"(?:[^"]|"")*"/y;
const operator = /->>|->|::|\|\||=>|<=|>=|<>|!=|:=|\|>|[^\s]/uy;

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", "0": "\0" };

/** Meaning of what stands between the quotes of a string literal (Snowflake SQL reference, String constants). */
export function decodeString(inner: string): string {
  if (!/['\\]/.test(inner)) return inner;
  return inner.replace(
    /''|\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([0-3]?[0-7]{2})|([\s\S]))/g,
    (_all, unicode?: string, hex?: string, octal?: string, other?: string) => {
      const code = unicode ?? hex;
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (other !== undefined) return escapes[other] ?? other;
      return "'";
    },
  );
}

function endOfString(sql: string, start: number): number {
  for (let at = start + 1; at < sql.length; at++) {
    const code = sql.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x27) {
      if (sql.charCodeAt(at + 1) !== 0x27) return at + 1;
      at++;
    }
  }
  return -1;
}

function match(pattern: RegExp, sql: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : -1;
}

class Scanner {
  readonly tokens: Token[] = [];
  private readonly sql: string;
  private line = 1;
  private lineStart = 0;

  constructor(sql: string) {
    this.sql = sql;
  }

  scan(): Token[] {
    let at = 0;
    while (at < this.sql.length) at = this.skip(at) ?? this.token(at);
    return this.tokens;
  }

  /** End of the white space or comment at `at`; undefined when there is none. */
  private skip(at: number): number | undefined {
    let end = match(space, this.sql, at);
    if (end < 0 && (this.sql.startsWith("--", at) || this.sql.startsWith("//", at))) {
      end = match(lineComment, this.sql, at);
    }
    if (end < 0 && this.sql.startsWith("/*", at)) {
      const close = this.sql.indexOf("*/", at + 2);
      end = close < 0 ? this.sql.length : close + 2;
    }
    if (end < 0) return undefined;
    this.countLines(at, end);
    return end;
  }

  private countLines(from: number, to: number): void {
    for (let at = from; at < to; at++) {
      if (this.sql.charCodeAt(at) !== 0x0a) continue;
      this.line++;
      this.lineStart = at + 1;
    }
  }

  private token(at: number): number {
    const code = this.sql.charCodeAt(at);
    if (code === 0x27) return this.string(at, endOfString(this.sql, at), 1);
    if (this.sql.startsWith("$$", at)) {
      const close = this.sql.indexOf("$$", at + 2);
      return this.string(at, close < 0 ? -1 : close + 2, 2);
    }
    if (code === 0x22) {
      const end = match(quoted, this.sql, at);
      if (end < 0) throw this.unterminated(at);
      return this.add("quoted", at, end, this.sql.slice(at + 1, end - 1).replaceAll('""', '"'));
    }
    return this.plain(at);
  }

  private plain(at: number): number {
    let end = match(word, this.sql, at);
    if (end >= 0) return this.add("word", at, end, this.sql.slice(at, end).toUpperCase());
    end = match(number, this.sql, at);
    if (end >= 0) return this.add("number", at, end, this.sql.slice(at, end));
    end = match(variable, this.sql, at);
    if (end >= 0) return this.add("variable", at, end, this.sql.slice(at + 1, end).toUpperCase());
    end = match(operator, this.sql, at);
    return this.add("operator", at, end, this.sql.slice(at, end));
  }

  private string(at: number, end: number, quote: 1 | 2): number {
    if (end < 0) throw this.unterminated(at);
    const inner = this.sql.slice(at + quote, end - quote);
    return this.add("string", at, end, quote === 1 ? decodeString(inner) : inner);
  }

  private add(kind: TokenKind, start: number, end: number, value: string): number {
    const text = this.sql.slice(start, end);
    this.tokens.push({ kind, text, value, start, end, line: this.line, column: start - this.lineStart });
    if (kind === "string" || kind === "quoted") this.countLines(start, end);
    return end;
  }

  private unterminated(at: number): SqlError {
    const where = `line ${String(this.line)} at position ${String(at - this.lineStart)}`;
    return new SqlError("001003", "42000", `SQL compilation error:\nparse error ${where} near '<EOF>'.`);
  }
}

/**
 * All tokens of a text, in order.
 * @throws SqlError 001003 when a string or a quoted name does not end
 */
export function tokenize(sql: string): Token[] {
  return new Scanner(sql).scan();
}

/** A statement of a file. */
export interface FileStatement {
  /** Without the closing semicolon. */
  readonly sql: string;
  /** Line of its first token, from 1. */
  readonly line: number;
}

/**
 * Cuts a file at the semicolons outside of strings, quoted names and comments; empty statements are left out.
 * @throws SqlError 001003 when a string does not end
 */
export function splitStatements(text: string): FileStatement[] {
  const statements: FileStatement[] = [];
  let first: Token | undefined;
  let end = 0;
  const close = (): void => {
    if (first !== undefined) statements.push({ sql: text.slice(first.start, end), line: first.line });
    first = undefined;
  };
  for (const token of tokenize(text)) {
    if (token.kind === "operator" && token.text === ";") close();
    else {
      first ??= token;
      end = token.end;
    }
  }
  close();
  return statements;
}
