/** A wall clock reading as text, with an offset where one is written. */
export interface TimestampText {
  /** `YYYY-MM-DD HH:MM:SS`, then `.` and digits without trailing zeros where there are any. */
  readonly wall: string;
  /** `+HH:MM` or `-HH:MM`. */
  readonly offset?: string;
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

/** The same text when it is a day from 0001-01-01 to 9999-12-31, written YYYY-MM-DD. */
export function readDate(text: string): string | undefined {
  const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (match === null) return undefined;
  const [year, month, day] = match.slice(1).map(Number) as [number, number, number];
  return year >= 1 && day >= 1 && day <= daysIn(year, month) ? text : undefined;
}

/** `HH:MM:SS` with its fraction, trailing zeros cut; seconds may be left out in the input. */
export function readTime(text: string): string | undefined {
  const match = /^([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,9}))?)?$/.exec(text);
  if (match === null) return undefined;
  const [, hours = "", minutes = "", seconds = "00", fraction = ""] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const digits = fraction.replace(/0+$/, "");
  return `${hours}:${minutes}:${seconds}${digits === "" ? "" : `.${digits}`}`;
}

/** Digits after the point of a text that `readTime` or `readTimestamp` gave. */
export function fractionDigits(text: string): number {
  return /\.([0-9]+)$/.exec(text)?.[1]?.length ?? 0;
}

/** PostgreSQL reads offsets below 16 hours. */
function readOffset(text: string): string | undefined {
  if (text === "Z") return "+00:00";
  const match = /^([+-])([0-9]{2}):?([0-9]{2})$/.exec(text);
  if (match === null) return undefined;
  const [, sign = "", hours = "", minutes = ""] = match;
  return Number(hours) < 16 && Number(minutes) < 60 ? `${sign}${hours}:${minutes}` : undefined;
}

/** A date, or a date and a time with `T` or a blank between, with or without offset. */
export function readTimestamp(text: string): TimestampText | undefined {
  const match = /^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9:.]+?) ?(Z|[+-][0-9]{2}:?[0-9]{2})?)?$/.exec(text);
  if (match === null) return undefined;
  const [, day = "", clock = "00:00", zone] = match;
  const date = readDate(day);
  const time = readTime(clock);
  if (date === undefined || time === undefined) return undefined;
  if (zone === undefined) return { wall: `${date} ${time}` };
  const offset = readOffset(zone);
  return offset === undefined ? undefined : { wall: `${date} ${time}`, offset };
}
