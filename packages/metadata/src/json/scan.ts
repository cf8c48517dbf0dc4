/** Deepest nesting that is read; a table's metadata needs eight. */
const maxDepth = 64;

/** Something wrong in a JSON text, at an offset of it. */
export interface ScanProblem {
  readonly offset: number;
  /** JSON pointer of the innermost value that was being read. */
  readonly pointer: string;
  readonly message: string;
}

type OnValue = (pointer: string, offset: number) => void;

/** Thrown inside the scanner to stop at the first place that is no JSON. */
class ScanStop extends Error {}

const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const escapePattern = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/**
 * Walks a JSON text once and reports what `JSON.parse` accepts in silence or reports without a place: syntax errors,
 * names said twice in one object, nesting deeper than {@link maxDepth}, and numbers that a double cannot hold.
 */
export function scanJson(text: string, onValue?: OnValue): readonly ScanProblem[] {
  const scanner = new Scanner(text, onValue);
  scanner.run();
  return scanner.problems;
}

class Scanner {
  readonly problems: ScanProblem[] = [];
  private readonly text: string;
  private readonly onValue: OnValue | undefined;
  private readonly path: (string | number)[] = [];
  private at = 0;

  constructor(text: string, onValue: OnValue | undefined) {
    this.text = text;
    this.onValue = onValue;
  }

  run(): void {
    try {
      this.value();
      this.space();
      if (this.at < this.text.length) this.stop("there is more text after the end of the document");
    } catch (error) {
      if (!(error instanceof ScanStop)) throw error;
    }
  }

  private value(): void {
    this.space();
    this.onValue?.(pointerOf(this.path), this.at);
    const next = this.text[this.at];
    if (next === "{") this.object();
    else if (next === "[") this.array();
    else if (next === '"') this.string();
    else if (next === "t") this.word("true");
    else if (next === "f") this.word("false");
    else if (next === "n") this.word("null");
    else this.number();
  }

  private object(): void {
    this.open();
    const seen = new Set<string>();
    if (!this.took("}")) {
      do {
        this.space();
        this.name(seen);
        this.value();
        this.path.pop();
      } while (this.more("}"));
    }
  }

  /** Reads one member's name with its colon, and leaves the name on the path. */
  private name(seen: Set<string>): void {
    const start = this.at;
    if (this.text[start] !== '"') this.stop('expected a name in double quotes or "}"');
    this.string();
    const raw = this.text.slice(start, this.at);
    const name = raw.includes("\\") ? (JSON.parse(raw) as string) : raw.slice(1, -1);
    if (seen.has(name)) this.report(start, `the name ${JSON.stringify(name)} stands twice in this object`);
    seen.add(name);
    this.space();
    if (this.text[this.at] !== ":") this.stop('expected ":" after the name');
    this.at += 1;
    this.path.push(name);
  }

  private array(): void {
    this.open();
    if (!this.took("]")) {
      let index = 0;
      do {
        this.path.push(index);
        this.value();
        this.path.pop();
        index += 1;
      } while (this.more("]"));
    }
  }

  private open(): void {
    if (this.path.length >= maxDepth) this.stop(`nested deeper than ${String(maxDepth)} levels`);
    this.at += 1;
  }

  /** Whether the closing bracket comes at once. */
  private took(close: string): boolean {
    this.space();
    if (this.text[this.at] !== close) return false;
    this.at += 1;
    return true;
  }

  /** Whether another member follows; reads the comma or the closing bracket. */
  private more(close: string): boolean {
    this.space();
    const next = this.text[this.at];
    if (next !== "," && next !== close) this.stop(`expected "," or "${close}"`);
    this.at += 1;
    return next === ",";
  }

  private string(): void {
    const { text } = this;
    let at = this.at + 1;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        escapePattern.lastIndex = at;
        if (!escapePattern.test(text)) this.stopAt(at, "unknown escape in a string");
        at = escapePattern.lastIndex;
      } else if (code >= 0x20) at += 1;
      else this.stopAt(at, at < text.length ? "control character in a string" : "the text ends inside a string");
      if (Number.isNaN(code)) this.stopAt(at, "the text ends inside a string");
    }
    this.at = at + 1;
  }

  private number(): void {
    const start = this.at;
    numberPattern.lastIndex = start;
    if (!numberPattern.test(this.text)) {
      this.stop(start < this.text.length ? "expected a value" : "the text ends where a value should stand");
    }
    this.at = numberPattern.lastIndex;
    const digits = this.text.slice(start, this.at);
    if (String(Number(digits)) !== digits) {
      this.report(start, "this number cannot be kept as it is written; in this format such numbers are strings");
    }
  }

  private word(word: string): void {
    if (!this.text.startsWith(word, this.at)) this.stop("expected a value");
    this.at += word.length;
  }

  private space(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }

  private report(offset: number, message: string): void {
    this.problems.push({ offset, pointer: pointerOf(this.path), message });
  }

  private stop(message: string): never {
    return this.stopAt(this.at, message);
  }

  private stopAt(offset: number, message: string): never {
    this.report(offset, message);
    throw new ScanStop(message);
  }
}

/** RFC 6901: `~` and `/` in a name are escaped. */
function pointerOf(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
