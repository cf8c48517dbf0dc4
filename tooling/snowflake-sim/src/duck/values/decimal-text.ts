/** Exact decimal arithmetic on text, for what DuckDB's DECIMAL cannot hold. */

interface Decimal {
  readonly digits: bigint;
  /** Power of ten that the digits are multiplied by. */
  readonly exponent: number;
}

function parse(text: string): Decimal | undefined {
  // what DuckDB prints of a DECIMAL, which is nearly all there is
  if (/^-?\d+(?:\.\d+)?$/.test(text)) {
    const point = text.indexOf(".");
    if (point < 0) return { digits: BigInt(text), exponent: 0 };
    return { digits: BigInt(text.slice(0, point) + text.slice(point + 1)), exponent: point + 1 - text.length };
  }
  const match = /^\s*([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?\s*$/.exec(text);
  if (match === null) return undefined;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  if (whole === "" && fraction === "") return undefined;
  const digits = BigInt(whole + fraction);
  return { digits: sign === "-" ? -digits : digits, exponent: Number(power) - fraction.length };
}

function roundedDivision(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n !== divisor < 0n;
  const above = dividend < 0n ? -dividend : dividend;
  const below = divisor < 0n ? -divisor : divisor;
  const quotient = (above * 2n + below) / (below * 2n);
  return negative ? -quotient : quotient;
}

function positional(digits: bigint, scale: number): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, "0");
  const sign = digits < 0n ? "-" : "";
  return scale === 0 ? sign + text : `${sign}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** Quotient rounded half away from zero to `scale` digits; undefined for a zero divisor or no numbers. */
export function divide(left: string, right: string, scale: number): string | undefined {
  const dividend = parse(left);
  const divisor = parse(right);
  if (dividend === undefined || divisor === undefined || divisor.digits === 0n) return undefined;
  const shift = dividend.exponent - divisor.exponent + scale;
  const factor = 10n ** BigInt(Math.abs(shift));
  const quotient =
    shift >= 0
      ? roundedDivision(dividend.digits * factor, divisor.digits)
      : roundedDivision(dividend.digits, divisor.digits * factor);
  return positional(quotient, scale);
}

/** Product rounded to `scale` digits. */
export function multiply(left: string, right: string, scale: number): string | undefined {
  const one = parse(left);
  const other = parse(right);
  if (one === undefined || other === undefined) return undefined;
  const shift = one.exponent + other.exponent + scale;
  const product = one.digits * other.digits;
  const factor = 10n ** BigInt(Math.abs(shift));
  return positional(shift >= 0 ? product * factor : roundedDivision(product, factor), scale);
}

/** Cut to 38 significant digits, trailing zeros gone; undefined when the text is no DECFLOAT. */
function normalised(text: string): Decimal | undefined {
  const parsed = parse(text);
  if (parsed === undefined) return undefined;
  let { digits, exponent } = parsed;
  const excess = digits.toString().replace("-", "").length - 38;
  if (excess > 0) {
    digits = roundedDivision(digits, 10n ** BigInt(excess));
    exponent += excess;
  }
  if (digits === 0n) return { digits, exponent: 0 };
  const zeros = /0*$/.exec(digits.toString())?.[0].length ?? 0;
  return { digits: digits / 10n ** BigInt(zeros), exponent: exponent + zeros };
}

/** DECFLOAT as Snowflake prints it: positional while it fits 38 digits, else scientific; undefined when it is none. */
export function decfloatText(text: string): string | undefined {
  const value = normalised(text);
  if (value === undefined) return undefined;
  const negative = value.digits < 0n;
  const significant = value.digits.toString().replace("-", "");
  const leading = value.exponent + significant.length - 1;
  if (leading > 16_384 || leading < -16_383) return undefined;
  const sign = negative ? "-" : "";
  if (leading < 38 && value.exponent <= 0 && -value.exponent <= 38) return positional(value.digits, -value.exponent);
  if (value.exponent > 0 && leading < 38) return (value.digits * 10n ** BigInt(value.exponent)).toString();
  const fraction = significant.length > 1 ? `.${significant.slice(1)}` : "";
  return `${sign}${significant.charAt(0)}${fraction}e${String(leading)}`;
}

/** Text that sorts as the numbers do; equal numbers have equal texts. */
export function decfloatKey(text: string): string {
  const value = normalised(text);
  if (value === undefined || value.digits === 0n) return "1";
  const negative = value.digits < 0n;
  const significant = value.digits.toString().replace("-", "").padEnd(38, "0");
  const leading = value.exponent + value.digits.toString().replace("-", "").length - 1 + 20_000;
  const body = String(leading).padStart(5, "0") + significant;
  if (!negative) return `2${body}`;
  return `0${body.replace(/\d/g, (digit) => String(9 - Number(digit)))}`;
}
