import { isUtf8 } from "node:buffer";
import { writeByte, writeCodePoint } from "./code-point.ts";
import { ReadError, type ReadErrorCode } from "./read-error.ts";

/** Whole rows of COPY text. The bytes stand until the next `push`. */
export interface Rows {
  readonly bytes: Buffer;
  readonly rows: number;
}

/** What a transcoder must know of the rows it gets. */
export interface TranscoderOptions {
  /** Names of the columns, for their number and for messages. */
  readonly columns: readonly string[];
  /** Rows of the result in front of these; 0 when absent. */
  readonly rowsBefore?: number;
}

const tab = 0x09;
const newline = 0x0a;
const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const opening = 0x5b;
const backslash = 0x5c;
const closing = 0x5d;
const letterN = 0x6e;
const letterU = 0x75;

/** What is expected next; from `escape` on, what is read byte by byte. `low…` are the second half of a pair. */
const state = {
  text: 0,
  value: 1,
  afterValue: 2,
  afterRow: 3,
  row: 4,
  start: 5,
  escape: 6,
  word: 7,
  digits: 8,
  lowEscape: 9,
  lowLetter: 10,
} as const;

const word = Buffer.from("null");

/** What a letter after a backslash stands for; 0 where it stands for nothing. */
const escaped = new Uint8Array(256);
const escapes = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
for (const [letter, stands] of Object.entries(escapes)) escaped[letter.charCodeAt(0)] = stands.charCodeAt(0);

/**
 * JSON rows without outer brackets, each value a text or null, to PostgreSQL's COPY text, from bytes to bytes. The input
 * may be cut anywhere. What has to be escaped for COPY is escaped after the JSON escapes were undone, so that a tab
 * becomes the same two bytes whichever way it was written; nothing else is changed.
 */
export class Transcoder {
  readonly #columns: readonly string[];
  readonly #rowsBefore: number;
  #out = Buffer.allocUnsafeSlow(1 << 18);
  /** Ends, in `out`: of everything, of the rows that are whole, of what was taken. */
  #end = 0;
  #whole = 0;
  #taken = 0;
  /** Rows: whole ones ever, and those that were taken. */
  #rows = 0;
  #rowsTaken = 0;
  #column = 0;
  #state: number = state.start;
  /** Letters of `null`, or digits of a code unit, that were read. */
  #count = 0;
  #unit = 0;
  /** First half of a pair that waits for its second; 0 when none does. */
  #high = 0;

  constructor({ columns, rowsBefore = 0 }: TranscoderOptions) {
    this.#columns = columns;
    this.#rowsBefore = rowsBefore;
  }

  /** Bytes of whole rows that `take` would give. */
  get ready(): number {
    return this.#whole - this.#taken;
  }

  /** Whole rows so far. */
  get rows(): number {
    return this.#rows;
  }

  /** @throws ReadError */
  push(input: Uint8Array): void {
    this.#reserve(input.length);
    let at = 0;
    while (at < input.length) {
      if (this.#state < state.escape) at = this.#scan(input, at);
      else this.#step(input[at++] ?? 0);
    }
  }

  /** The rows that are whole since the last call. @throws ReadError where they are no UTF-8 */
  take(): Rows {
    const bytes = this.#out.subarray(this.#taken, this.#whole);
    const rows = this.#rows - this.#rowsTaken;
    if (!isUtf8(bytes)) this.#refuseBytes(bytes);
    this.#taken = this.#whole;
    this.#rowsTaken = this.#rows;
    return { bytes, rows };
  }

  /** Says that nothing follows. @throws ReadError where a row is not whole */
  end(): void {
    if (this.#state !== state.afterRow && this.#state !== state.start) {
      this.#refuse("READ_MALFORMED", "it ends within a row");
    }
  }

  /** No byte of input becomes more than two. */
  #reserve(input: number): void {
    if (this.#taken > 0) {
      this.#out.copyWithin(0, this.#taken, this.#end);
      this.#end -= this.#taken;
      this.#whole -= this.#taken;
      this.#taken = 0;
    }
    const needed = this.#end + 2 * input + 16;
    if (needed <= this.#out.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, 2 * this.#out.length));
    this.#out.copy(larger, 0, 0, this.#end);
    this.#out = larger;
  }

  /** Reads what nearly all bytes are, up to an escape that is more than one letter; returns where it stopped. */
  #scan(input: Uint8Array, from: number): number {
    const out = this.#out;
    const lastColumn = this.#columns.length - 1;
    const length = input.length;
    let at = from;
    let end = this.#end;
    let now = this.#state;
    let column = this.#column;
    while (at < length) {
      let byte = input[at++] ?? 0;
      if (now === state.text) {
        while (byte >= space && byte !== quote && byte !== backslash) {
          out[end++] = byte;
          if (at === length) break;
          byte = input[at++] ?? 0;
        }
        if (byte === quote) now = state.afterValue;
        else if (byte === backslash) {
          const stands = at < length ? (escaped[input[at] ?? 0] ?? 0) : 0;
          if (stands === 0) {
            now = state.escape;
            break;
          }
          at += 1;
          end = writeByte(out, end, stands);
        } else if (byte < space) {
          if (byte === 0) this.#refuseAt("READ_NUL", column);
          end = writeByte(out, end, byte);
        }
      } else if (byte === quote && now === state.value) {
        now = state.text;
      } else if (byte === comma && now === state.afterValue && column < lastColumn) {
        out[end++] = tab;
        column += 1;
        now = state.value;
      } else if (byte === closing && now === state.afterValue && column === lastColumn) {
        out[end++] = newline;
        column = 0;
        this.#rows += 1;
        this.#whole = end;
        now = state.afterRow;
      } else if (byte === comma && now === state.afterRow) {
        now = state.row;
      } else if (byte === opening && (now === state.row || now === state.start)) {
        now = state.value;
      } else if (byte === letterN && now === state.value) {
        now = state.word;
        this.#count = 1;
        break;
      } else if (byte !== space && byte !== newline && byte !== tab && byte !== 0x0d) {
        this.#refuseByte(now, column);
      }
    }
    this.#end = end;
    this.#state = now;
    this.#column = column;
    return at;
  }

  /** One byte of an escape or of `null`. */
  #step(byte: number): void {
    if (this.#state === state.word) this.#letterOfNull(byte);
    else if (this.#state === state.digits) this.#digit(byte);
    else if (this.#state === state.lowEscape) {
      if (byte !== backslash) this.#refuse("READ_LONE_SURROGATE");
      this.#state = state.lowLetter;
    } else {
      const stands = escaped[byte] ?? 0;
      if (byte !== letterU && this.#high !== 0) this.#refuse("READ_LONE_SURROGATE");
      if (byte !== letterU && stands === 0) this.#refuse("READ_MALFORMED", "an escape that JSON does not have");
      if (byte !== letterU) this.#end = writeByte(this.#out, this.#end, stands);
      this.#state = byte === letterU ? state.digits : state.text;
      this.#count = 0;
      this.#unit = 0;
    }
  }

  #letterOfNull(byte: number): void {
    if (byte !== word[this.#count]) this.#refuse("READ_MALFORMED", "a word that is not null");
    this.#count += 1;
    if (this.#count < word.length) return;
    this.#out[this.#end++] = backslash;
    this.#out[this.#end++] = 0x4e;
    this.#state = state.afterValue;
  }

  #digit(byte: number): void {
    const digit = Number.parseInt(String.fromCharCode(byte), 16);
    if (Number.isNaN(digit)) this.#refuse("READ_MALFORMED", "an escape that JSON does not have");
    this.#unit = (this.#unit << 4) | digit;
    this.#count += 1;
    if (this.#count === 4) this.#codeUnit(this.#unit);
  }

  #codeUnit(unit: number): void {
    const isLow = unit >= 0xdc00 && unit < 0xe000;
    if (isLow !== (this.#high !== 0)) this.#refuse("READ_LONE_SURROGATE");
    if (unit === 0) this.#refuse("READ_NUL");
    if (unit >= 0xd800 && unit < 0xdc00) {
      this.#high = unit;
      this.#state = state.lowEscape;
      return;
    }
    const point = isLow ? 0x10000 + ((this.#high - 0xd800) << 10) + (unit - 0xdc00) : unit;
    this.#high = 0;
    this.#end = writeCodePoint(this.#out, this.#end, point);
    this.#state = state.text;
  }

  /** A byte that cannot stand where it stands. */
  #refuseByte(now: number, column: number): never {
    if (now === state.value) this.#refuseAt("READ_NOT_TEXT", column);
    const isWidth = now === state.afterValue;
    const detail = isWidth ? `a row of another width than ${String(this.#columns.length)}` : "it is no list of rows";
    return this.#refuseAt("READ_MALFORMED", column, detail);
  }

  /** Finds the row, and the column in it, that are no UTF-8. */
  #refuseBytes(bytes: Buffer): never {
    let from = 0;
    for (let row = this.#rowsTaken; ; row += 1) {
      const to = bytes.indexOf(newline, from) + 1;
      const line = bytes.subarray(from, to);
      if (!isUtf8(line)) return this.#refuseIn("READ_NOT_UTF8", row, brokenField(line));
      from = to;
    }
  }

  #refuse(code: ReadErrorCode, detail?: string): never {
    return this.#refuseAt(code, this.#column, detail);
  }

  #refuseAt(code: ReadErrorCode, column: number, detail?: string): never {
    return this.#refuseIn(code, this.#rows, column, detail);
  }

  #refuseIn(code: ReadErrorCode, row: number, column: number, detail?: string): never {
    const name = this.#columns[column];
    const where = `row ${String(this.#rowsBefore + row + 1)}${name === undefined ? "" : `, column ${name}`}`;
    throw new ReadError(code, { where, ...(detail !== undefined && { detail }) });
  }
}

/** Which field of a line is no UTF-8. */
function brokenField(line: Buffer): number {
  let column = 0;
  for (let from = 0; from < line.length; column += 1) {
    const tabAt = line.indexOf(tab, from);
    const to = tabAt < 0 ? line.length : tabAt;
    if (!isUtf8(line.subarray(from, to))) return column;
    from = to + 1;
  }
  return column;
}
