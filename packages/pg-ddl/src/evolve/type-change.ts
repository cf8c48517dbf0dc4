import { parsePgType, type PgType } from "@dp/type-map";

/** What `ALTER COLUMN … TYPE` does to the rows that are there. */
export interface TypeChange {
  /** Whether the server writes the table anew; without, only the catalogue changes. */
  readonly rewrites: boolean;
  /** Whether the server builds the column's indexes anew although it does not write the table. */
  readonly rebuildsIndexes: boolean;
  /** Values may be other values afterwards. */
  readonly changesValues: boolean;
  /** Some of them cannot be brought back. */
  readonly losesData: boolean;
  /** Some values are refused, and then nothing is done. */
  readonly mayFail: boolean;
  /** Type that the values are cast to on their way; none where the server's own cast is right. */
  readonly via?: "text" | "integer" | "json" | "jsonb";
  /** The result hangs on the session's time zone. */
  readonly session?: "utc";
}

const inPlace: TypeChange = {
  rewrites: false,
  rebuildsIndexes: false,
  changesValues: false,
  losesData: false,
  mayFail: false,
};
const exact: TypeChange = { ...inPlace, rewrites: true };
const failing: TypeChange = { ...exact, mayFail: true };
const lossy: TypeChange = { ...exact, changesValues: true, losesData: true };

/** Whole digits that each value of the type fits in, and whole digits whose every value fits in the type. */
const integers: ReadonlyMap<string, { readonly needs: number; readonly holds: number }> = new Map([
  ["smallint", { needs: 5, holds: 4 }],
  ["integer", { needs: 10, holds: 9 }],
  ["bigint", { needs: 19, holds: 18 }],
]);
const integerOrder = [...integers.keys()];
const floats = ["real", "double precision"];
const texts = ["text", "character varying"];
const clocks = ["timestamp without time zone", "timestamp with time zone"];
const timed = [...clocks, "time without time zone", "interval"];

type Numeric = Extract<PgType, { readonly name: "numeric" }>;

/** Whole digits and decimals; undefined where there is no bound. */
function digitsOf({ precision, scale = 0 }: Numeric): { readonly whole: number; readonly scale: number } | undefined {
  return precision === undefined ? undefined : { whole: precision - scale, scale };
}

// numeric_support: no new scale and no fewer digits is no work at all.
function numericToNumeric(from: Numeric, to: Numeric): TypeChange {
  const [one, two] = [digitsOf(from), digitsOf(to)];
  if (two === undefined) return inPlace;
  if (one === undefined || two.scale < one.scale) return { ...lossy, mayFail: true };
  if (two.whole < one.whole) return failing;
  return two.scale === one.scale ? inPlace : exact;
}

function integerToNumeric(from: string, to: Numeric): TypeChange {
  const digits = digitsOf(to);
  return digits === undefined || digits.whole >= (integers.get(from)?.needs ?? 0) ? exact : failing;
}

function numericToInteger(from: Numeric, to: string): TypeChange {
  const digits = digitsOf(from);
  if (digits === undefined || digits.scale > 0) return { ...lossy, mayFail: true };
  return digits.whole <= (integers.get(to)?.holds ?? 0) ? exact : failing;
}

// A double holds every integer of 53 bits, a real of 24. To integers and numeric the server rounds (to 15 or 6 digits).
function floatChange(from: PgType, to: PgType): TypeChange {
  if (from.name === "real" && to.name === "double precision") return exact;
  if (from.name === "smallint" || (from.name === "integer" && to.name === "double precision")) return exact;
  return { ...lossy, mayFail: true };
}

function isNumber({ name }: PgType): boolean {
  return integers.has(name) || floats.includes(name) || name === "numeric";
}

function numberChange(from: PgType, to: PgType): TypeChange {
  if (floats.includes(from.name) || floats.includes(to.name)) return floatChange(from, to);
  if (from.name === "numeric")
    return to.name === "numeric" ? numericToNumeric(from, to) : numericToInteger(from, to.name);
  if (to.name === "numeric") return integerToNumeric(from.name, to);
  return integerOrder.indexOf(to.name) > integerOrder.indexOf(from.name) ? exact : failing;
}

function lengthOf(type: PgType): number {
  return type.name === "character varying" ? (type.length ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
}

// Too long a text is refused, but spaces at its end are cut without a word (manual, "Character Types").
function textToText(from: PgType, to: PgType): TypeChange {
  return lengthOf(to) >= lengthOf(from) ? inPlace : { ...lossy, mayFail: true };
}

/** Types whose text says the value in full, under the session's settings where those matter. */
const toText: Readonly<Record<string, Partial<TypeChange>>> = {
  smallint: {},
  integer: {},
  bigint: {},
  numeric: {},
  real: { session: "utc" },
  "double precision": { session: "utc" },
  boolean: {},
  date: { session: "utc" },
  "time without time zone": {},
  "timestamp without time zone": { session: "utc" },
  "timestamp with time zone": { session: "utc" },
  uuid: {},
  json: {},
  jsonb: {},
};

function precisionOf(type: PgType): number {
  return "precision" in type ? (type.precision ?? 6) : 6;
}

// TemporalSimplify: as many decimals of the second as before, or all of them, is no work at all.
function samePrecision(from: PgType, to: PgType): TypeChange {
  return precisionOf(to) >= precisionOf(from) ? inPlace : lossy;
}

// Under UTC the two are stored alike, so that the server writes nothing anew; a precision to be applied makes it.
function clockChange(from: PgType, to: PgType): TypeChange {
  if (from.name === to.name) return samePrecision(from, to);
  const rounds = precisionOf(to) < precisionOf(from);
  const rewrites = precisionOf(to) < 6;
  return { ...inPlace, rewrites, rebuildsIndexes: !rewrites, changesValues: true, losesData: rounds, session: "utc" };
}

function timeChange(from: PgType, to: PgType): TypeChange | undefined {
  const [one, two] = [clocks.includes(from.name), clocks.includes(to.name)];
  if (one && two) return clockChange(from, to);
  if (from.name === to.name && timed.includes(from.name)) return samePrecision(from, to);
  if (from.name === "date" && to.name === "timestamp without time zone") return exact;
  if (from.name === "date" && to.name === "timestamp with time zone") {
    return { ...exact, changesValues: true, session: "utc" };
  }
  if (one && to.name === "date") return { ...lossy, session: "utc" };
  return undefined;
}

function documentChange(from: PgType, to: PgType): TypeChange | undefined {
  if (from.name === "text" || from.name === "character varying") {
    if (to.name === "json") return { ...failing, via: "json" };
    return to.name === "jsonb" ? { ...lossy, mayFail: true, via: "jsonb" } : undefined;
  }
  if (from.name === "json" && to.name === "jsonb") return { ...lossy, mayFail: true };
  return from.name === "jsonb" && to.name === "json" ? exact : undefined;
}

function change(from: PgType, to: PgType): TypeChange | undefined {
  if (isNumber(from) && isNumber(to)) return numberChange(from, to);
  if (texts.includes(to.name)) {
    if (texts.includes(from.name)) return textToText(from, to);
    const text = toText[from.name];
    return text && { ...exact, via: "text", mayFail: Number.isFinite(lengthOf(to)), ...text };
  }
  if (from.name === "boolean" && (integers.has(to.name) || to.name === "numeric")) return { ...exact, via: "integer" };
  return timeChange(from, to) ?? documentChange(from, to);
}

/**
 * What it takes to give a column another type and keep its values; undefined where no conversion is right for every
 * value. Rests on PostgreSQL 14 to 18 (`ATColumnChangeRequiresRewrite` and the support functions of the length casts);
 * each row is tried on a server by a test.
 */
export function typeChange(from: string, to: string): TypeChange | undefined {
  try {
    return change(parsePgType(from), parsePgType(to));
  } catch {
    // A catalogue may have types of its own.
    return undefined;
  }
}
