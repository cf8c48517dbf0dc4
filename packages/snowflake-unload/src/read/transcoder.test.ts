import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { ReadError } from "./read-error.ts";
import { Transcoder } from "./transcoder.ts";

type Value = string | null;

/** COPY text of rows, made without the code under test. */
function copyText(rows: readonly (readonly Value[])[]): string {
  const field = (value: Value): string =>
    value === null
      ? "\\N"
      : value.replaceAll("\\", "\\\\").replaceAll("\t", "\\t").replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return rows.map((row) => `${row.map(field).join("\t")}\n`).join("");
}

const names = (width: number): string[] => Array.from({ length: width }, (_, index) => `C${String(index)}`);

/** What comes out when the input arrives in these pieces. */
function transcode(pieces: readonly Uint8Array[], width: number, rowsBefore = 0): { text: string; rows: number } {
  const transcoder = new Transcoder({ columns: names(width), rowsBefore });
  const out: Buffer[] = [];
  let rows = 0;
  for (const piece of pieces) {
    transcoder.push(piece);
    const taken = transcoder.take();
    out.push(Buffer.from(taken.bytes));
    rows += taken.rows;
  }
  transcoder.end();
  return { text: Buffer.concat(out).toString(), rows };
}

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof ReadError) return `${error.code} ${error.where ?? ""}`;
    throw error;
  }
  return "nothing";
}

/** Everything that a value may need, each written in the ways that JSON has for it. */
const torture = String.raw`["",null,"NULL","\\N"],["\u005cN","\u005c\u005c","\\u0041","\u0022\""],
 ["\u0009\t","\u000a\n","\u000d\r","\b\f\u0008\u000c\u000b"] ,["ä€😀","\u00e4\u20AC\ud83d\uDE00","\ufeff\ufffd","\/a\u002f"],
["\u007f\u0080\u07ff\u0800\uffff","\ud800\udc00\udbff\udfff","\u0001\u001f","\\.\u0000b"]`.replace("\\u0000b", "b");

const tortureRows = JSON.parse(`[${torture}]`) as Value[][];

describe("rows of JSON become COPY text", () => {
  test("with every escape undone and what COPY needs escaped", () => {
    expect(transcode([Buffer.from(torture)], 4)).toEqual({ text: copyText(tortureRows), rows: 5 });
    expect(copyText(tortureRows).split("\n")).toHaveLength(6);
  });

  test("wherever the input is cut, also byte by byte", () => {
    const bytes = Buffer.from(torture);
    const whole = copyText(tortureRows);
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(transcode([bytes.subarray(0, cut), bytes.subarray(cut)], 4).text).toBe(whole);
    }
    expect(
      transcode(
        [...bytes].map((byte) => Buffer.of(byte)),
        4,
      ).text,
    ).toBe(whole);
  });

  test("as JSON.parse and an escape of the test's own make it (random rows, escapes and cuts, seed 1)", () => {
    const unit = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      fc.constantFrom("\\", "\t", "\n", "\r", '"', "/", "\b", "\f", "N", "u", "😀", "\u0001", "\u2028", "\ufffe"),
    );
    const written = fc.tuple(unit, fc.integer({ min: 0, max: 3 })).map(([char, way]) => writeAs(char, way));
    const value = fc.option(
      fc.array(written, { maxLength: 12 }).map((parts) => `"${parts.join("")}"`),
      { freq: 8 },
    );
    const space = fc.constantFrom("", "", "", " ", "\n", "\t\r");
    const document = fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.record({
        width: fc.constant(width),
        space,
        rows: fc.array(fc.array(value, { minLength: width, maxLength: width }), { maxLength: 8 }),
        cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 }),
      }),
    );
    fc.assert(
      fc.property(document, ({ width, space: s, rows, cuts }) => {
        const text = rows.map((row) => `${s}[${s}${row.map((v) => v ?? "null").join(`${s},${s}`)}${s}]${s}`).join(",");
        fc.pre(!text.includes("\u0000") && !text.includes("\\u0000"));
        const bytes = Buffer.from(text);
        const parsed = JSON.parse(`[${text}]`) as Value[][];
        expect(transcode(cutUp(bytes, cuts), width)).toEqual({ text: copyText(parsed), rows: rows.length });
      }),
      { seed: 1, numRuns: 1500 },
    );
  });

  test("raw control characters, which JSON forbids, are taken for themselves", () => {
    expect(transcode([Buffer.from('["a\tb\nc\rd\u0001"]')], 1).text).toBe("a\\tb\\nc\\rd\u0001\n");
  });

  test("nothing is nothing", () => {
    expect(transcode([Buffer.alloc(0)], 3)).toEqual({ text: "", rows: 0 });
  });

  test("a value larger than any buffer", () => {
    const long = `${"x".repeat(3_000_000)}\\n`;
    const bytes = Buffer.from(`["${long}","b"],["c","d"]`);
    const pieces = Array.from({ length: 50 }, (_, index) => bytes.subarray(index * 61_000, (index + 1) * 61_000));
    expect(transcode(pieces, 2).text).toBe(`${"x".repeat(3_000_000)}\\n\tb\nc\td\n`);
  });
});

describe("what cannot be stored is refused with row and column", () => {
  test.each([
    ["U+0000 as an escape", String.raw`["a","b"],["c","\u0000"]`, "READ_NUL row 12, column C1"],
    ["U+0000 as a byte", '["a","b"],["c","x\u0000"]', "READ_NUL row 12, column C1"],
    ["a first half alone", String.raw`["\ud800","b"]`, "READ_LONE_SURROGATE row 11, column C0"],
    ["a first half before another escape", String.raw`["\ud800\n","b"]`, "READ_LONE_SURROGATE row 11, column C0"],
    ["two first halves", String.raw`["\ud800\ud800","b"]`, "READ_LONE_SURROGATE row 11, column C0"],
    ["a second half alone", String.raw`["a","\udc00"]`, "READ_LONE_SURROGATE row 11, column C1"],
    [
      "a surrogate in bytes",
      Buffer.from([...Buffer.from('["a","'), 0xed, 0xa0, 0x80, 0x22, 0x5d]),
      "READ_NOT_UTF8 row 11, column C1",
    ],
    [
      "a byte that is no UTF-8",
      Buffer.from([...Buffer.from('["a","b"],["'), 0xff, ...Buffer.from('","d"]')]),
      "READ_NOT_UTF8 row 12, column C0",
    ],
    ["a number", '["a",1]', "READ_NOT_TEXT row 11, column C1"],
    ["a list", '["a",["b"]]', "READ_NOT_TEXT row 11, column C1"],
  ])("%s", (_name, written, code) => {
    const bytes = typeof written === "string" ? Buffer.from(written) : written;
    expect(codeOf(() => transcode([bytes], 2, 10))).toBe(code);
    expect(
      codeOf(() =>
        transcode(
          [...bytes].map((byte) => Buffer.of(byte)),
          2,
          10,
        ),
      ),
    ).toBe(code);
  });
});

describe("what is no list of rows is refused", () => {
  test.each([
    '["a"',
    '["a","b"]]',
    '["a","b"],',
    '["a","b"]["c","d"]',
    "[]",
    '["a"]',
    '["a","b","c"]',
    ',["a","b"]',
    '["a","b",]',
    '["a",nul]',
    '["a",nulll]',
    '["a","\\x"]',
    '["a","\\u00g0"]',
    '["a" "b"]',
    "x",
    '[["a","b"]]',
    '["a",true]',
  ])("%s", (written) => {
    expect(codeOf(() => transcode([Buffer.from(written)], 2))).toMatch(/^READ_(MALFORMED|NOT_TEXT)/);
  });

  test("every beginning of a document that is not whole", () => {
    const bytes = Buffer.from(torture);
    let accepted = 0;
    for (let end = 1; end < bytes.length; end += 1) {
      const head = bytes.subarray(0, end).toString();
      if (codeOf(() => transcode([bytes.subarray(0, end)], 4)) !== "nothing") continue;
      accepted += 1;
      expect(Array.isArray(JSON.parse(`[${head}]`))).toBe(true);
    }
    expect(accepted).toBeLessThan(12);
  });

  test("a changed byte is read as JSON.parse reads it, or refused (random, seed 2)", () => {
    const bytes = Buffer.from(torture);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.constantFrom(...Buffer.from('"\\[],n0u \t~{')), (at, byte) => {
        const changed = Buffer.from(bytes);
        changed[at] = byte;
        const wanted = reference(changed.toString());
        if (!changed.equals(Buffer.from(changed.toString()))) return;
        const got = outcome(changed);
        // A raw tab is taken for itself, which JSON.parse does not do.
        expect(got).toBe(wanted ?? (changed.includes(9) ? got : undefined));
      }),
      { seed: 2, numRuns: 3000 },
    );
  });
});

/** COPY text, or undefined where the input was refused. */
function outcome(bytes: Buffer): string | undefined {
  try {
    return transcode([bytes], 4).text;
  } catch {
    return undefined;
  }
}

/** COPY text of what JSON.parse makes of rows; undefined where it is no rows of four texts that can be stored. */
function reference(text: string): string | undefined {
  try {
    const rows = JSON.parse(`[${text}]`) as unknown[];
    const good = rows.every(
      (row) => Array.isArray(row) && row.length === 4 && row.every((v) => v === null || storable(v)),
    );
    return good ? copyText(rows as Value[][]) : undefined;
  } catch {
    return undefined;
  }
}

function storable(value: unknown): boolean {
  return typeof value === "string" && !value.includes("\u0000") && value.isWellFormed();
}

function writeAs(char: string, way: number): string {
  const plain = JSON.stringify(char).slice(1, -1);
  if (way < 2) return plain;
  const hex = [...Array(char.length).keys()].map((index) => char.charCodeAt(index).toString(16).padStart(4, "0"));
  return hex.map((digits) => `\\u${way === 2 ? digits : digits.toUpperCase()}`).join("");
}

function cutUp(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [0, ...cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b), bytes.length];
  return at.slice(1).map((end, index) => bytes.subarray(at[index], end));
}
