import { isUtf8 } from "node:buffer";
import { ReadError, type ReadErrorCode } from "./read-error.ts";
import type { Rows, TranscoderOptions } from "./transcoder.ts";

const tab = 0x09;
const newline = 0x0a;
const carriageReturn = 0x0d;
const backslash = 0x5c;
const letterN = 0x4e;

/** Letters after a backslash that the statement writes. */
const letters = new Uint8Array(256);
for (const letter of "\\tnrN") letters[letter.charCodeAt(0)] = 1;

/**
 * Passes COPY text on that the warehouse wrote, after a look at each byte: as many fields a row as there are columns, no
 * byte that COPY reads differently from the way it was meant, `\N` as a whole field only. Same face as the transcoder.
 */
export class CopyCheck {
  readonly #columns: readonly string[];
  readonly #rowsBefore: number;
  #out = Buffer.allocUnsafeSlow(1 << 19);
  #end = 0;
  #whole = 0;
  #taken = 0;
  #rows = 0;
  #rowsTaken = 0;
  #column = 0;
  /** Bytes of the field so far; whether the last one is a backslash that waits; whether the field is NULL. */
  #length = 0;
  #waits = false;
  #isNull = false;

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
    this.#out.set(input, this.#end);
    for (let at = 0; at < input.length; at += 1) this.#look(input[at] ?? 0, this.#end + at + 1);
    this.#end += input.length;
  }

  /** The rows that are whole since the last call. @throws ReadError where they are no UTF-8 */
  take(): Rows {
    const bytes = this.#out.subarray(this.#taken, this.#whole);
    const rows = this.#rows - this.#rowsTaken;
    if (!isUtf8(bytes)) this.#refuse("READ_NOT_UTF8");
    this.#taken = this.#whole;
    this.#rowsTaken = this.#rows;
    return { bytes, rows };
  }

  /** @throws ReadError where a row is not whole */
  end(): void {
    if (this.#column !== 0 || this.#length !== 0) this.#refuse("READ_MALFORMED", "it ends within a row");
  }

  #look(byte: number, end: number): void {
    if (this.#waits) this.#escape(byte);
    else if (byte === tab || byte === newline) this.#endField(byte, end);
    else {
      if (byte === 0) this.#refuse("READ_NUL");
      if (byte === carriageReturn || this.#isNull)
        this.#refuse("READ_MALFORMED", "a field that no statement of ours wrote");
      this.#waits = byte === backslash;
      this.#length += 1;
    }
  }

  #escape(byte: number): void {
    const isNull = byte === letterN;
    if (letters[byte] !== 1 || (isNull && this.#length !== 1)) {
      this.#refuse("READ_MALFORMED", "an escape that no statement of ours wrote");
    }
    this.#waits = false;
    this.#isNull = isNull;
    this.#length += 1;
  }

  #endField(byte: number, end: number): void {
    const isLast = this.#column === this.#columns.length - 1;
    if (isLast !== (byte === newline)) {
      this.#refuse("READ_MALFORMED", `a row of another width than ${String(this.#columns.length)}`);
    }
    this.#length = 0;
    this.#isNull = false;
    this.#column = isLast ? 0 : this.#column + 1;
    if (!isLast) return;
    this.#rows += 1;
    this.#whole = end;
  }

  #reserve(input: number): void {
    if (this.#taken > 0) {
      this.#out.copyWithin(0, this.#taken, this.#end);
      this.#end -= this.#taken;
      this.#whole -= this.#taken;
      this.#taken = 0;
    }
    if (this.#end + input <= this.#out.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#end + input, 2 * this.#out.length));
    this.#out.copy(larger, 0, 0, this.#end);
    this.#out = larger;
  }

  #refuse(code: ReadErrorCode, detail?: string): never {
    const name = this.#columns[this.#column];
    const row = code === "READ_NOT_UTF8" ? this.#rowsTaken : this.#rows;
    const place = `row ${String(this.#rowsBefore + row + 1)}`;
    const where = code === "READ_NOT_UTF8" || name === undefined ? `from ${place} on` : `${place}, column ${name}`;
    throw new ReadError(code, { where, ...(detail !== undefined && { detail }) });
  }
}
