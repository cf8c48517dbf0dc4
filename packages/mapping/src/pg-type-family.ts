import { parsePgType, printPgType, type PgType } from "@dp/type-map";

/**
 * Families within which PostgreSQL compares two columns of a foreign key by one operator, so that one type can be
 * chosen for both. Everything else is a family of its own. A numeric child of a bigint parent is refused (tried on
 * PostgreSQL 18), which is why integers and numeric must become one type, not just comparable ones.
 */
export function familyOf(type: string): string {
  const parsed = parsePgType(type);
  const { name } = parsed;
  if (isInteger(name) || name === "numeric") return "number";
  if (name === "text" || name === "character varying") return "text";
  return timed.has(name) ? name : printPgType(parsed);
}

/** Types whose parameter is only the number of decimals of the second. */
const timed: ReadonlySet<string> = new Set([
  "time without time zone",
  "timestamp without time zone",
  "timestamp with time zone",
  "interval",
]);

/** Whether the type counts whole numbers only. */
export function isWhole(type: string): boolean {
  const parsed = parsePgType(type);
  return isInteger(parsed.name) || (parsed.name === "numeric" && parsed.scale === 0);
}

/** Whether PostgreSQL accepts a foreign key between two columns of these types as they stand. */
export function joinable(a: string, b: string): boolean {
  const isNumeric = (type: string): boolean => parsePgType(type).name === "numeric";
  return familyOf(a) === familyOf(b) && isNumeric(a) === isNumeric(b);
}

/** The narrowest type of the family that holds the values of all. */
export function widest(types: readonly [string, ...string[]]): string {
  const parsed = types.map(parsePgType);
  return printPgType(parsed.reduce(wider));
}

function isInteger(name: string): boolean {
  return integerDigits.has(name);
}

/** Digits that the type needs at most. */
const integerDigits: ReadonlyMap<string, number> = new Map([
  ["smallint", 5],
  ["integer", 10],
  ["bigint", 19],
]);

function wider(a: PgType, b: PgType): PgType {
  const [first, second] = [integerDigits.get(a.name), integerDigits.get(b.name)];
  if (first !== undefined && second !== undefined) return first > second ? a : b;
  if (familyOf(printPgType(a)) === "number") return widerNumber(a, b);
  if (a.name === "text" || b.name === "text") return { name: "text" };
  if (a.name === "character varying" && b.name === a.name) return widerLength(a, b);
  return widerPrecision(a, b);
}

function widerNumber(a: PgType, b: PgType): PgType {
  const [first, second] = [digitsOf(a), digitsOf(b)];
  if (first === undefined || second === undefined) return { name: "numeric" };
  const scale = Math.max(first.scale, second.scale);
  return { name: "numeric", precision: Math.max(first.whole, second.whole) + scale, scale };
}

function digitsOf(type: PgType): { readonly whole: number; readonly scale: number } | undefined {
  const whole = integerDigits.get(type.name);
  if (whole !== undefined) return { whole, scale: 0 };
  if (type.name !== "numeric" || type.precision === undefined) return undefined;
  const { precision, scale = 0 } = type;
  return { whole: precision - scale, scale };
}

type Varying = Extract<PgType, { readonly name: "character varying" }>;

function widerLength(a: Varying, b: Varying): Varying {
  if (a.length === undefined || b.length === undefined) return { name: "character varying" };
  return a.length >= b.length ? a : b;
}

/** Of two types of one name the one with more decimals of the second; no precision is the most. */
function widerPrecision(a: PgType, b: PgType): PgType {
  const precision = (type: PgType): number => ("precision" in type ? type.precision : Number.POSITIVE_INFINITY);
  return precision(a) >= precision(b) ? a : b;
}
