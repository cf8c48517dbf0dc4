/**
 * Semi-structured values as text. Beyond JSON, Snowflake knows bare `undefined`, `NaN`, `Infinity` and `-Infinity`.
 * Numbers keep the digits they were written with; objects are ordered by key.
 */
export type JsonNode =
  | { readonly kind: "object"; readonly entries: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: "array"; readonly items: readonly JsonNode[] }
  | { readonly kind: "string"; readonly value: string }
  /** Numbers and words, as written. */
  | { readonly kind: "scalar"; readonly text: string };

/** Text that is no JSON; `message` as Snowflake says it, without the prefix. */
export class JsonTextError extends Error {
  readonly code = "JSON_TEXT";
}

const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|undefined|NaN|-?Infinity/y;
const space = /[ \t\r\n]*/y;
const control = /[^\P{Cc}\x7f-\x9f]/u;
const stringEnd = /"(?:[^"\\]|\\[\s\S])*"/y;

class Reader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  document(): JsonNode {
    const node = this.value();
    this.space();
    if (this.at < this.text.length) throw this.fault();
    return node;
  }

  private fault(): JsonTextError {
    return new JsonTextError(this.at >= this.text.length ? `incomplete value, pos ${this.where()}` : this.unknown());
  }

  private unknown(): string {
    const word = /^[^\s,[\]{}:"]{1,20}/.exec(this.text.slice(this.at))?.[0] ?? this.text.charAt(this.at);
    return `unknown keyword "${word}", pos ${this.where()}`;
  }

  private where(): string {
    return String(this.at + 1);
  }

  private space(): void {
    space.lastIndex = this.at;
    space.test(this.text);
    this.at = space.lastIndex;
  }

  private take(character: string): boolean {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private value(): JsonNode {
    this.space();
    const first = this.text[this.at];
    if (first === "{") return this.object();
    if (first === "[") return this.array();
    if (first === '"') return { kind: "string", value: this.string() };
    scalar.lastIndex = this.at;
    const text = scalar.exec(this.text)?.[0];
    if (text === undefined) throw this.fault();
    this.at += text.length;
    return { kind: "scalar", text };
  }

  private string(): string {
    stringEnd.lastIndex = this.at;
    const raw = stringEnd.exec(this.text)?.[0];
    if (raw === undefined) throw this.fault();
    this.at += raw.length;
    if (!raw.includes("\\") && !control.test(raw)) return raw.slice(1, -1);
    const escaped = raw.replace(
      new RegExp(control, "gu"),
      (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
    );
    try {
      return JSON.parse(escaped) as string;
    } catch {
      throw this.fault();
    }
  }

  private object(): JsonNode {
    this.at++;
    const entries = new Map<string, JsonNode>();
    if (this.take("}")) return { kind: "object", entries: [] };
    do {
      this.space();
      if (this.text[this.at] !== '"') throw this.fault();
      const key = this.string();
      if (entries.has(key)) {
        throw new JsonTextError(`duplicate object attribute ${JSON.stringify(key)}, pos ${this.where()}`);
      }
      if (!this.take(":")) throw this.fault();
      entries.set(key, this.value());
    } while (this.take(","));
    if (!this.take("}")) throw this.fault();
    return objectOf([...entries]);
  }

  private array(): JsonNode {
    this.at++;
    const items: JsonNode[] = [];
    if (this.take("]")) return { kind: "array", items };
    do {
      this.space();
      // [1,,2] has an undefined in the middle
      const empty = this.text[this.at] === "," || this.text[this.at] === "]";
      items.push(empty ? { kind: "scalar", text: "undefined" } : this.value());
    } while (this.take(","));
    if (!this.take("]")) throw this.fault();
    return { kind: "array", items };
  }
}

/** An object with its keys in order. */
export function objectOf(entries: readonly (readonly [string, JsonNode])[]): JsonNode {
  const sorted = [...entries].sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return { kind: "object", entries: sorted };
}

/** @throws JsonTextError */
export function parseJson(text: string): JsonNode {
  return new Reader(text).document();
}

/** What a VARIANT holds: JSON, or XML, which stays as it is. @throws JsonTextError */
export function storedNode(text: string): JsonNode {
  return text.startsWith("<") ? { kind: "scalar", text } : parseJson(text);
}

export interface PrintOptions {
  /** Spaces a level; 0 prints one line without spaces. */
  readonly indent: number;
  /** STRICT_JSON_OUTPUT: undefined becomes null, NaN and Infinity strings. */
  readonly strict: boolean;
}

function scalarText(text: string, strict: boolean): string {
  if (!strict || text.startsWith("<")) return text;
  if (text === "undefined") return "null";
  return /NaN|Infinity/.test(text) ? `"${text}"` : text;
}

function block(open: string, close: string, parts: readonly string[], pad: { inner: string; outer: string }): string {
  if (parts.length === 0) return open + close;
  return `${open}${pad.inner}${parts.join(`,${pad.inner}`)}${pad.outer}${close}`;
}

export function printJson(node: JsonNode, options: PrintOptions, level = 0): string {
  if (node.kind === "scalar") return scalarText(node.text, options.strict);
  if (node.kind === "string") return JSON.stringify(node.value);
  const line = (depth: number): string => (options.indent === 0 ? "" : `\n${" ".repeat(options.indent * depth)}`);
  const pad = { inner: line(level + 1), outer: line(level) };
  if (node.kind === "array") {
    const items = node.items.map((item) => printJson(item, options, level + 1));
    return block("[", "]", items, pad);
  }
  const colon = options.indent === 0 ? ":" : ": ";
  const entries = node.entries.map(
    ([key, value]) => `${JSON.stringify(key)}${colon}${printJson(value, options, level + 1)}`,
  );
  return block("{", "}", entries, pad);
}

/** One line, as stored. */
export function compactJson(node: JsonNode): string {
  return printJson(node, { indent: 0, strict: false });
}

/** A VARIANT cast to text: strings without quotes, JSON null as SQL NULL. */
export function textOfJson(node: JsonNode): string | null {
  if (node.kind === "string") return node.value;
  if (node.kind === "scalar" && (node.text === "null" || node.text === "undefined")) return null;
  return compactJson(node);
}

/** Element by key or by position; null when there is none. */
export function getJson(node: JsonNode, key: string): JsonNode | null {
  let found: JsonNode | undefined;
  if (node.kind === "object") found = node.entries.find(([name]) => name === key)?.[1];
  else if (node.kind === "array" && /^\d+$/.test(key)) found = node.items[Number(key)];
  if (found === undefined || (found.kind === "scalar" && found.text === "undefined")) return null;
  return found;
}

/** As TYPEOF names it. */
export function typeOfJson(node: JsonNode): string {
  if (node.kind === "object") return "OBJECT";
  if (node.kind === "array") return "ARRAY";
  if (node.kind === "string") return "VARCHAR";
  if (node.text === "true" || node.text === "false") return "BOOLEAN";
  if (node.text === "null" || node.text === "undefined") return "NULL_VALUE";
  if (/[eENI]/.test(node.text)) return "DOUBLE";
  return node.text.includes(".") ? "DECIMAL" : "INTEGER";
}
