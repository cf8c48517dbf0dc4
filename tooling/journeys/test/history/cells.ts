import type { Dice } from "./dice.ts";

/** A value: a constant of Snowflake's SQL, and the text that PostgreSQL must have of it in the end. */
export interface Cell {
  readonly sql: string;
  readonly text: string | null;
}

export const none: Cell = { sql: "NULL", text: null };

export function whole(value: number): Cell {
  return { sql: String(value), text: String(value) };
}

const texts = [
  "",
  "\\N",
  "\\.",
  "NULL",
  "tab\there",
  "line\nnext\r\nlast",
  "back\\slash \\\\ \\n \\t",
  'it\'s "quoted"',
  "äöü € 😀 \u2028",
  " blanks  ",
  "\u0001\u001f\u007f",
];

function text(value: string): Cell {
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("'", "''");
  return { sql: `'${escaped}'`, text: value };
}

/** NUMBER(12,3), and wider later. */
function amount(dice: Dice): Cell {
  const value = `${dice.once(2) ? "-" : ""}${String(1 + dice.below(999_999_999))}.${String(dice.below(1000)).padStart(3, "0")}`;
  return { sql: value, text: value };
}

/** Eighths have short texts in every language. */
function ratio(dice: Dice): Cell {
  const value = (dice.below(2_000_001) - 1_000_000) / 8;
  return { sql: `${String(value)}::FLOAT`, text: String(value) };
}

function bytes(dice: Dice): Cell {
  const hex = Array.from({ length: dice.below(9) }, () => dice.below(256).toString(16).padStart(2, "0")).join("");
  return { sql: `TO_BINARY('${hex}', 'HEX')`, text: `\\x${hex}` };
}

function day(dice: Dice): Cell {
  const value = new Date(Date.UTC(1900 + dice.below(200), dice.below(12), 1 + dice.below(28)))
    .toISOString()
    .slice(0, 10);
  return { sql: `'${value}'::DATE`, text: value };
}

/** A wall clock of nanoseconds since 1970; PostgreSQL has its microseconds, without zeros at the end. */
export function moment(nanoseconds: bigint): Cell {
  const second = new Date(Number(nanoseconds / 1_000_000_000n) * 1000).toISOString().slice(0, 19).replace("T", " ");
  const fraction = String(nanoseconds % 1_000_000_000n).padStart(9, "0");
  const kept = fraction.slice(0, 6).replace(/0+$/, "");
  return {
    sql: `'${second}.${fraction}'::TIMESTAMP_NTZ(9)`,
    text: kept === "" ? second : `${second}.${kept}`,
  };
}

/** Columns whose values are drawn; each is NULL once in six times. */
const drawn: Readonly<Record<string, (dice: Dice) => Cell>> = {
  NOTE: (dice) => text(dice.once(3) ? `note ${String(dice.below(1000))}` : dice.pick(texts)),
  AMOUNT: amount,
  RATIO: ratio,
  FLAG: (dice) => (dice.once(2) ? { sql: "TRUE", text: "true" } : { sql: "FALSE", text: "false" }),
  RAW: bytes,
  DAY: day,
};

export const drawnColumns: readonly string[] = Object.keys(drawn);

/** A value of one of `drawnColumns`, or of a column that came later: text. */
export function drawCell(dice: Dice, column: string): Cell {
  if (dice.once(6)) return none;
  return (drawn[column] ?? drawn.NOTE ?? (() => none))(dice);
}
