/** How PostgreSQL prints values, from its manual: what a target is compared with. */

/** Shortest digits that are read as the same number; with an exponent below 1e-4 and from 1e15 on. */
export function float8(value: number): string {
  const [, digits = "", exponentText = "0"] = /^-?([\d.]+)e([+-]\d+)$/.exec(value.toExponential()) ?? [];
  const exponent = Number(exponentText);
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (value === 0) return `${sign}0`;
  if (exponent < -4 || exponent >= 15) {
    const shown = String(Math.abs(exponent)).padStart(2, "0");
    return `${sign}${digits}e${exponent < 0 ? "-" : "+"}${shown}`;
  }
  return `${sign}${decimal(digits.replace(".", ""), exponent - (digits.replace(".", "").length - 1))}`;
}

/** Digits times a power of ten, written out. */
export function decimal(digits: string, exponent: number): string {
  if (exponent >= 0) return digits + "0".repeat(exponent);
  const filled = digits.padStart(1 - exponent, "0");
  return `${filled.slice(0, exponent)}.${filled.slice(exponent)}`;
}

/** A day by its distance from 1970, of years 1 to 9999. */
export function days(count: number): string {
  return new Date(count * 86_400_000).toISOString().slice(0, 10);
}

/** A time with its fraction cut to microseconds, and without zeros at its end. */
export function shortened(time: string): string {
  const [whole = "", fraction = ""] = time.split(".");
  const kept = fraction.slice(0, 6).replace(/0+$/, "");
  return kept === "" ? whole : `${whole}.${kept}`;
}

const words = "some words\t\\N and others";

/** What the SQL of the column LETTERS makes. */
export function letters([one = 0, other = 0, far = 0, cut = 0, last = 0]: readonly number[]): string {
  const marks = String.fromCodePoint(1 + (one % 126), 160 + (other % 55_000), 65_536 + (far % 1_000_000));
  return `${marks}${words.slice(0, cut % 24)}${last % 2 === 0 ? "\n" : "\\"}`;
}

/** A string of jsonb. */
export function json(value: string): string {
  return JSON.stringify(value);
}

export function brackets([open = "", close = ""]: string, values: readonly number[]): string {
  return `${open}${values.join(",")}${close}`;
}

/** IntervalStyle postgres. */
export function interval(parts: {
  readonly years?: number;
  readonly months?: number;
  readonly days?: number;
  /** `HH:MM:SS[.ffffff]`, and whether it is taken off. */
  readonly clock?: string;
  readonly back?: boolean;
}): string {
  const { years = 0, months = 0, days: count = 0, clock = "00:00:00", back = false } = parts;
  const named = (value: number, name: string): readonly string[] =>
    value === 0 ? [] : [`${String(value)} ${name}${value === 1 ? "" : "s"}`];
  const shown = [...named(years, "year"), ...named(months, "mon"), ...named(count, "day")];
  if (clock !== "00:00:00") shown.push(`${back ? "-" : ""}${clock}`);
  return shown.length === 0 ? "00:00:00" : shown.join(" ");
}
