import { UnknownPgTypeError } from "./errors.ts";
import { pgShapes, type PgElement, type PgPlainName, type PgShape, type PgTimeName, type PgType } from "./pg-type.ts";

interface Parts {
  readonly text: string;
  readonly args: readonly string[];
  /** `with time zone`, `without time zone` or empty. */
  readonly zone: string;
}

type Reader = (parts: Parts) => PgElement;

function fail(parts: Parts, problem?: string): never {
  throw new UnknownPgTypeError(parts.text, problem);
}

function numberArg(parts: Parts, index: number, range: readonly [low: number, high: number]): number | undefined {
  const arg = parts.args[index];
  if (arg === undefined) return undefined;
  const value = /^[0-9]{1,9}$/.test(arg) ? Number(arg) : Number.NaN;
  const [low, high] = range;
  if (!(value >= low && value <= high)) fail(parts, `${arg} is not a number from ${String(low)} to ${String(high)}`);
  return value;
}

/** Refuses what the type does not take. */
function limit(parts: Parts, args: number, zones: readonly string[] = [""]): void {
  if (parts.args.length > args) fail(parts, "too many parameters");
  if (!zones.includes(parts.zone)) fail(parts);
}

function plain(name: PgPlainName): Reader {
  return (parts) => {
    limit(parts, 0);
    return { name };
  };
}

// The manual, "Numeric Types": precision 1 to 1000. Negative scales and scales beyond the precision need
// PostgreSQL 15 and no Snowflake type needs them.
function numeric(parts: Parts): PgElement {
  limit(parts, 2);
  const precision = numberArg(parts, 0, [1, 1000]);
  if (precision === undefined) return { name: "numeric" };
  return { name: "numeric", precision, scale: numberArg(parts, 1, [0, precision]) ?? 0 };
}

function varchar(parts: Parts): PgElement {
  limit(parts, 1);
  const length = numberArg(parts, 0, [1, 10_485_760]);
  return length === undefined ? { name: "character varying" } : { name: "character varying", length };
}

/** FLOAT(p) counts bits: up to 24 is real. */
function float(parts: Parts): PgElement {
  limit(parts, 1);
  const bits = numberArg(parts, 0, [1, 53]) ?? 53;
  return { name: bits <= 24 ? "real" : "double precision" };
}

function time(zones: Readonly<Record<string, PgTimeName>>): Reader {
  return (parts) => {
    limit(parts, 1, Object.keys(zones));
    const name = zones[parts.zone] ?? fail(parts);
    const precision = numberArg(parts, 0, [0, 6]);
    return precision === undefined ? { name } : { name, precision };
  };
}

function shapeArg(parts: Parts): PgShape | undefined {
  const [arg] = parts.args;
  if (arg === undefined) return undefined;
  const match = /^([a-z]+?)(zm|z|m)?$/.exec(arg);
  const base = pgShapes.find((known) => known.toLowerCase() === match?.[1]);
  return base === undefined
    ? fail(parts, `${arg} is not a shape`)
    : (`${base}${match?.[2]?.toUpperCase() ?? ""}` as PgShape);
}

/** PostGIS prints `geometry(Geometry)` without SRID as `geometry` and gives every geography column an SRID. */
function spatial(name: "geometry" | "geography"): Reader {
  return (parts) => {
    limit(parts, 2);
    const shape = shapeArg(parts);
    if (shape === undefined) return { name };
    const srid = numberArg(parts, 1, [0, 999_999]) ?? (name === "geography" ? 4326 : 0);
    if (srid !== 0) return { name, shape, srid };
    return shape === "Geometry" ? { name } : { name, shape };
  };
}

function vector(parts: Parts): PgElement {
  limit(parts, 1);
  const dimension = numberArg(parts, 0, [1, 16_000]);
  return dimension === undefined ? { name: "vector" } : { name: "vector", dimension };
}

const timestamp = time({
  "": "timestamp without time zone",
  "without time zone": "timestamp without time zone",
  "with time zone": "timestamp with time zone",
});

const readers: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ["smallint", plain("smallint")],
  ["int2", plain("smallint")],
  ["integer", plain("integer")],
  ["int", plain("integer")],
  ["int4", plain("integer")],
  ["bigint", plain("bigint")],
  ["int8", plain("bigint")],
  ["real", plain("real")],
  ["float4", plain("real")],
  ["double precision", plain("double precision")],
  ["float8", plain("double precision")],
  ["float", float],
  ["numeric", numeric],
  ["decimal", numeric],
  ["dec", numeric],
  ["boolean", plain("boolean")],
  ["bool", plain("boolean")],
  ["text", plain("text")],
  ["character varying", varchar],
  ["char varying", varchar],
  ["varchar", varchar],
  ["bytea", plain("bytea")],
  ["date", plain("date")],
  ["time", time({ "": "time without time zone", "without time zone": "time without time zone" })],
  ["timestamp", timestamp],
  ["timestamptz", time({ "": "timestamp with time zone" })],
  ["interval", time({ "": "interval" })],
  ["json", plain("json")],
  ["jsonb", plain("jsonb")],
  ["uuid", plain("uuid")],
  ["daterange", plain("daterange")],
  ["tsrange", plain("tsrange")],
  ["tstzrange", plain("tstzrange")],
  ["geometry", spatial("geometry")],
  ["geography", spatial("geography")],
  ["vector", vector],
]);

/** First words of all spellings, for documentation. */
export const pgTypeSpellings: readonly string[] = [...readers.keys()];

const grammar =
  /^(?<name>[a-z][a-z0-9 ]*?) ?(?:\((?<args>[a-z0-9, ]+)\))? ?(?<zone>with(?:out)? time zone)? ?(?<array>\[\])?$/;

/**
 * Reads a PostgreSQL type in any usual spelling: `varchar(20)`, `int8`, `timestamptz(6)`, `decimal(10,2)`, `real[]`,
 * `geometry(Point,4326)`, `vector(3)`. Whatever is outside this closed grammar is refused, which is what keeps SQL out
 * of types. `char(n)` is outside: it pads with blanks.
 * @throws UnknownPgTypeError
 */
export function parsePgType(text: string): PgType {
  // The alphabet is checked first: lower-casing maps some other letters to ASCII.
  const spelled = /^[A-Za-z0-9\s(),[\]]{1,100}$/.test(text) ? text.trim().replace(/\s+/g, " ").toLowerCase() : "";
  const groups = grammar.exec(spelled)?.groups;
  const reader = readers.get(groups?.name ?? "");
  if (groups === undefined || reader === undefined) throw new UnknownPgTypeError(text);
  const args = groups.args === undefined ? [] : groups.args.split(",").map((arg) => arg.trim());
  const type = reader({ text, args, zone: groups.zone ?? "" });
  return groups.array === undefined ? type : { name: "array", element: type };
}
