/** INTERVAL values: months for the year-month family, nanoseconds for the day-time family. */

const nanosecondsOf: Readonly<Record<string, bigint>> = {
  DAY: 86_400_000_000_000n,
  HOUR: 3_600_000_000_000n,
  MINUTE: 60_000_000_000n,
  SECOND: 1_000_000_000n,
};

/** First and last field of a unit such as `DAY(9) TO SECOND(3)`. */
function fieldsOf(unit: string): { first: string; last: string } {
  const [first = "", last = first] = unit
    .replace(/\([^)]*\)/g, "")
    .toUpperCase()
    .split(/\s+TO\s+/);
  return { first: first.trim(), last: last.trim() };
}

function yearMonth(text: string, first: string): bigint | undefined {
  const match = /^([+-]?)(\d+)(?:-(\d+))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, head = "0", tail] = match;
  const months = first === "YEAR" ? BigInt(head) * 12n + BigInt(tail ?? "0") : BigInt(head);
  return sign === "-" ? -months : months;
}

function dayTime(text: string, first: string): bigint | undefined {
  const match = /^([+-]?)(?:(\d+)(?: |$))?(?:(\d+)(?::(\d+))?(?::(\d+))?)?(?:\.(\d{1,9}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, lead, ...rest] = match;
  const fraction = BigInt((rest[3] ?? "").padEnd(9, "0") || "0");
  const times = rest.slice(0, 3).flatMap((part: string | undefined) => part ?? []);
  const numbers = [lead, ...times].flatMap((part) => part ?? []);
  const order = ["DAY", "HOUR", "MINUTE", "SECOND"];
  const units = order.slice(order.indexOf(first));
  if (numbers.length > units.length) return undefined;
  let total = fraction;
  numbers.forEach((value, index) => (total += BigInt(value) * (nanosecondsOf[units[index] ?? ""] ?? 0n)));
  return sign === "-" ? -total : total;
}

/** Undefined when the text is no such interval. */
export function parseInterval(text: string, unit: string): bigint | undefined {
  const { first } = fieldsOf(unit);
  const trimmed = text.trim();
  return first === "YEAR" || first === "MONTH" ? yearMonth(trimmed, first) : dayTime(trimmed, first);
}

function fractionDigits(unit: string): number {
  const digits = /SECOND\((?:\d+\s*,\s*)?(\d)\)\s*$/i.exec(unit)?.[1];
  return digits === undefined ? 9 : Number(digits);
}

function dayTimeText(amount: bigint, unit: string): string {
  const { first, last } = fieldsOf(unit);
  const order = ["DAY", "HOUR", "MINUTE", "SECOND"];
  let rest = amount;
  const parts = order.slice(order.indexOf(first), order.indexOf(last) + 1).map((field, index) => {
    const size = nanosecondsOf[field] ?? 1n;
    const value = rest / size;
    rest %= size;
    return index === 0 ? value.toString() : value.toString().padStart(2, "0");
  });
  const [head = "", ...tail] = parts;
  const digits = fractionDigits(unit);
  const fraction = last === "SECOND" && digits > 0 ? `.${rest.toString().padStart(9, "0").slice(0, digits)}` : "";
  const body = first === "DAY" && tail.length > 0 ? `${head} ${tail.join(":")}` : parts.join(":");
  return body + fraction;
}

/** As a cast to VARCHAR prints it: `+1-02`, `-54 16:15:14.123`. */
export function intervalText(amount: bigint, unit: string): string {
  const { first, last } = fieldsOf(unit);
  const sign = amount < 0n ? "-" : "+";
  const size = amount < 0n ? -amount : amount;
  if (first === "MONTH") return `${sign}${String(size)}`;
  if (first !== "YEAR") return sign + dayTimeText(size, unit);
  const years = (size / 12n).toString();
  return last === "YEAR" ? sign + years : `${sign}${years}-${(size % 12n).toString().padStart(2, "0")}`;
}
