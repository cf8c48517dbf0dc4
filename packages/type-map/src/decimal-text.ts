/** Digits that matter on either side of the point, after the exponent is worked in. */
export interface DecimalShape {
  readonly before: number;
  readonly after: number;
  /** From the first to the last that is not 0. */
  readonly significant: number;
}

const pattern =
  /^(?<sign>[+-]?)(?:(?<whole>[0-9]+)(?:\.(?<rest>[0-9]*))?|\.(?<only>[0-9]+))(?:[eE](?<exponent>[+-]?[0-9]{1,6}))?$/;

/** Whether a text is a decimal number, as both SQL dialects write them. */
export function isDecimal(text: string): boolean {
  return pattern.test(text);
}

/** Digits before and after the point without leading and trailing zeros; undefined when it is no number. */
export function decimalShape(text: string): DecimalShape | undefined {
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const whole = groups.whole ?? "";
  const digits = whole + (groups.rest ?? groups.only ?? "");
  if (/^0*$/.test(digits)) return { before: 0, after: 0, significant: 0 };
  const point = whole.length + Number(groups.exponent ?? "0");
  const first = digits.length - digits.replace(/^0+/, "").length;
  const last = digits.replace(/0+$/, "").length;
  return { before: Math.max(point - first, 0), after: Math.max(last - point, 0), significant: last - first };
}

/** The same number without `+`, superfluous zeros in front or a bare point, as JSON also reads it. */
export function tidyDecimal(text: string): string {
  const groups = pattern.exec(text)?.groups;
  if (groups === undefined) return text;
  const whole = (groups.whole ?? "").replace(/^0+(?=[0-9])/, "");
  const rest = groups.rest ?? groups.only ?? "";
  const exponent = groups.exponent === undefined ? "" : `e${groups.exponent}`;
  return `${groups.sign === "-" ? "-" : ""}${whole === "" ? "0" : whole}${rest === "" ? "" : `.${rest}`}${exponent}`;
}

/** The whole number that a decimal text says; undefined when it has decimals or more than 40 digits. */
export function wholeNumber(text: string): bigint | undefined {
  const shape = decimalShape(text);
  const groups = pattern.exec(text)?.groups;
  if (shape === undefined || groups === undefined || shape.after > 0 || shape.before > 40) return undefined;
  if (shape.before === 0) return 0n;
  const digits = (groups.whole ?? "") + (groups.rest ?? groups.only ?? "");
  const point = (groups.whole ?? "").length + Number(groups.exponent ?? "0");
  const value = BigInt(digits.padEnd(point, "0").slice(0, point));
  return groups.sign === "-" ? -value : value;
}
