import { quoteIdentifier, quoteLiteral } from "@dp/snowflake-client";
import { parseSnowflakeType, printSnowflakeType, type SnowflakeType } from "@dp/type-map";

import { UnloadError } from "../error.ts";
import type { MovedTable } from "../table/moved-table.ts";

/** A column that grows with every change, and how its values are written exactly. */
export interface Cursor {
  /** Stored name. */
  readonly column: string;
  /** Quoted. */
  readonly reference: string;
  /** Expression of the exact text of its greatest value. */
  readonly greatest: string;
  /** That text as a constant of the column's type, moved back by so many minutes where the type knows time. */
  readonly constant: (text: string, minutesBack: number) => string;
}

interface Spelling {
  readonly print: (value: string) => string;
  readonly constant: (text: string, minutesBack: number) => string;
}

const nanoseconds = quoteLiteral("YYYY-MM-DD HH24:MI:SS.FF9");

function back(constant: string, minutes: number): string {
  return minutes === 0 ? constant : `DATEADD('minute', -${String(minutes)}, ${constant})`;
}

function inUtc(type: "TIMESTAMP_LTZ" | "TIMESTAMP_TZ"): Spelling {
  return {
    print: (value) => `TO_VARCHAR(CONVERT_TIMEZONE('UTC', ${value}), ${nanoseconds}) || ' +00:00'`,
    constant: (text, minutes) => back(`${quoteLiteral(text)}::${type}(9)`, minutes),
  };
}

const date: Spelling = {
  print: (value) => `TO_VARCHAR(${value}, 'YYYY-MM-DD')`,
  constant: (text, minutes) => {
    const days = Math.ceil(minutes / 1440);
    const day = `${quoteLiteral(text)}::DATE`;
    return days === 0 ? day : `DATEADD('day', -${String(days)}, ${day})`;
  },
};

const wallClock: Spelling = {
  print: (value) => `TO_VARCHAR(${value}, ${nanoseconds})`,
  constant: (text, minutes) => back(`${quoteLiteral(text)}::TIMESTAMP_NTZ(9)`, minutes),
};

/** Numbers and texts know no time: the overlap does not move them. */
function plain(print: (value: string) => string, constant: (text: string) => string): Spelling {
  return { print, constant };
}

const spellings: Readonly<Partial<Record<SnowflakeType["name"], (type: SnowflakeType) => Spelling | undefined>>> = {
  NUMBER: (type) =>
    plain(
      (value) => `TO_VARCHAR(${value})`,
      (text) => `${quoteLiteral(text)}::${printSnowflakeType(type)}`,
    ),
  VARCHAR: (type) => ("collation" in type ? undefined : plain((value) => value, quoteLiteral)),
  DATE: () => date,
  TIMESTAMP_NTZ: () => wallClock,
  TIMESTAMP_LTZ: () => inUtc("TIMESTAMP_LTZ"),
  TIMESTAMP_TZ: () => inUtc("TIMESTAMP_TZ"),
};

function spellingOf(type: SnowflakeType): Spelling | undefined {
  return spellings[type.name]?.(type);
}

/** @throws UnloadError UNLOAD_CURSOR_UNUSABLE */
export function cursorOf({ name, metadata }: MovedTable, column: string): Cursor {
  const source = metadata.source.columns.find((one) => one.name === column);
  const spelling = source === undefined ? undefined : spellingOf(parseSnowflakeType(source.type));
  if (spelling === undefined) {
    const what = source === undefined ? "is no column of the committed metadata" : `is ${source.type}`;
    throw new UnloadError("UNLOAD_CURSOR_UNUSABLE", `the cursor ${column} ${what}`, {
      where: name,
      hint: "A cursor is a NUMBER, a DATE, a TIMESTAMP, or a VARCHAR without collation; change incremental.cursor in config/tables.yaml.",
    });
  }
  const reference = quoteIdentifier(column);
  return { column, reference, greatest: spelling.print(`MAX(${reference})`), constant: spelling.constant };
}

/** Rows that may be new or changed since the watermark: at or behind it, less the overlap, and those without a cursor. */
export function sinceWatermark({ reference, constant }: Cursor, text: string, overlapMinutes: number): string {
  return `(${reference} >= ${constant(text, overlapMinutes)} OR ${reference} IS NULL)`;
}

/** Rows behind the watermark. */
export function behindWatermark({ reference, constant }: Cursor, text: string): string {
  return `${reference} > ${constant(text, 0)}`;
}
