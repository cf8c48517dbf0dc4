import { decodeQuoted } from "./snowflake-string.ts";

/** A piece of Snowflake SQL text. `text` is the meaning: upper-case for words, unquoted for quoted names. */
export interface Token {
  readonly kind: "word" | "quoted" | "string" | "number" | "punctuation" | "other" | "end";
  readonly text: string;
  /** As written. */
  readonly raw: string;
}

const pattern = new RegExp(
  [
    /(?<space>\s+)/,
    /(?<word>[A-Za-z_][A-Za-z0-9_$]*)/,
    /(?<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)/,
    /(?<quoted>"(?:[^"]|"")*")/,
    /(?<string>'(?:[^'\\]|''|\\[\s\S])*')/,
    /(?<dollar>\$\$[\s\S]*?\$\$)/,
    /(?<punctuation>::|[(),.:[\]{}+-])/,
    /(?<other>[\s\S])/,
  ]
    .map((part) => part.source)
    .join("|"),
  "y",
);

const end: Token = { kind: "end", text: "", raw: "" };

function stringToken(raw: string): Token {
  const value = decodeQuoted(raw.slice(1, -1));
  return value === undefined ? { kind: "other", text: raw, raw } : { kind: "string", text: value, raw };
}

function toToken(groups: Readonly<Record<string, string | undefined>>): Token | undefined {
  const { word, number, quoted, string, dollar, punctuation, other } = groups;
  if (word !== undefined) return { kind: "word", text: word.toUpperCase(), raw: word };
  if (number !== undefined) return { kind: "number", text: number, raw: number };
  if (quoted !== undefined) return { kind: "quoted", text: quoted.slice(1, -1).replaceAll('""', '"'), raw: quoted };
  if (string !== undefined) return stringToken(string);
  if (dollar !== undefined) return { kind: "string", text: dollar.slice(2, -2), raw: dollar };
  if (punctuation !== undefined) return { kind: "punctuation", text: punctuation, raw: punctuation };
  if (other !== undefined) return { kind: "other", text: other, raw: other };
  return undefined;
}

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  const matcher = new RegExp(pattern);
  while (matcher.lastIndex < text.length) {
    const token = toToken(matcher.exec(text)?.groups ?? {});
    if (token !== undefined) tokens.push(token);
  }
  return tokens;
}

/** Reads the tokens of one piece of Snowflake SQL from left to right. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = tokenize(text);
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#position + ahead] ?? end;
  }

  next(): Token {
    const token = this.peek();
    this.#position += 1;
    return token;
  }

  /** Takes these words or signs when all of them follow, else takes nothing. */
  take(...texts: readonly string[]): boolean {
    const follows = texts.every((text, index) => {
      const { kind, text: found } = this.peek(index);
      return (kind === "word" || kind === "punctuation") && found === text;
    });
    if (follows) this.#position += texts.length;
    return follows;
  }

  get atEnd(): boolean {
    return this.peek().kind === "end";
  }
}
