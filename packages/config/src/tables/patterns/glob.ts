/** `[*]`, `[?]` and `[%]` are those characters themselves; a `*` or `?` alone stands for others. */
const written = /\[([*?%])\]|([*?%])|[^]/gu;

interface Token {
  readonly kind: "character" | "any" | "one" | "percent";
  readonly text: string;
}

const wild: Readonly<Record<string, Token["kind"]>> = { "*": "any", "?": "one", "%": "percent" };

function tokensOf(text: string): readonly Token[] {
  return [...text.matchAll(written)].map(([whole, itself, sign]) => {
    if (itself !== undefined) return { kind: "character", text: itself };
    return { kind: (sign === undefined ? undefined : wild[sign]) ?? "character", text: whole };
  });
}

/** Whether a text of tables.yaml stands for more than one name. @internal */
export function isPattern(text: string): boolean {
  return tokensOf(text).some(({ kind }) => kind === "any" || kind === "one");
}

/** Whether SQL's wildcard stands in a text: it is none here. @internal */
export function hasPercent(text: string): boolean {
  return tokensOf(text).some(({ kind }) => kind === "percent");
}

/** The one name that a text without `*` and `?` stands for. @internal */
export function nameIn(text: string): string {
  return tokensOf(text)
    .map((token) => token.text)
    .join("");
}

/** The name that a text of tables.yaml stands for; undefined when it is a pattern. */
export function singleName(text: string): string | undefined {
  return isPattern(text) ? undefined : nameIn(text);
}

/** How a stored name is written in tables.yaml, so that it stands for itself alone. */
export function writtenName(name: string): string {
  return name.replaceAll(/[*?%]/g, "[$&]");
}

/** What every name begins with that a text stands for. */
export function patternStart(text: string): string {
  const all = tokensOf(text);
  const first = all.findIndex(({ kind }) => kind === "any" || kind === "one");
  return (first < 0 ? all : all.slice(0, first)).map((token) => token.text).join("");
}

const read = new Map<string, readonly Token[]>();

/** Whether a stored name is one that a text stands for: exact case, all of it. */
export function fitsPattern(text: string, name: string): boolean {
  const tokens = read.get(text) ?? tokensOf(text);
  read.set(text, tokens);
  return fits(tokens, Array.from(name));
}

/** A star first takes nothing; when the rest does not fit, the last star takes one more. No pattern is slow so. */
function fits(tokens: readonly Token[], characters: readonly string[]): boolean {
  let [at, token] = [0, 0];
  let star: { readonly token: number; at: number } | undefined;
  while (at < characters.length) {
    const { kind, text } = tokens[token] ?? {};
    if (kind === "any") {
      token += 1;
      star = { token, at };
    } else if (kind === "one" || (kind !== undefined && text === characters[at])) {
      token += 1;
      at += 1;
    } else if (star === undefined) {
      return false;
    } else {
      star.at += 1;
      ({ token, at } = star);
    }
  }
  return tokens.slice(token).every(({ kind }) => kind === "any");
}
