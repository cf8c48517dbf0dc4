import { fidelityOf, type LossCode } from "./loss-codes.ts";
import { mappedLoss, mapType } from "./map-type.ts";
import type { PgType } from "./pg-type.ts";
import type { Policies } from "./policies.ts";
import { printPgType } from "./print-pg-type.ts";
import { printSnowflakeType } from "./print-snowflake-type.ts";
import type { Fidelity, SnowflakeType } from "./types.ts";

/** Whether a source type may be stored as another type than its mapping, and what that costs. */
export type OverrideCheck =
  | { readonly ok: true; readonly fidelity: Fidelity; readonly loss: readonly LossCode[] }
  | { readonly ok: false; readonly reason: string };

/** The losses, or a sentence that says why not. */
type Verdict = readonly LossCode[] | string;

type Named<Name extends SnowflakeType["name"]> = Extract<SnowflakeType, { name: Name }>;

/** Digits before and after the point that a source may have. */
interface Digits {
  readonly before: number;
  readonly after: number;
}

const integerTypes = {
  smallint: { digits: 4, loss: "OUTSIDE_INT2_REFUSED" },
  integer: { digits: 9, loss: "OUTSIDE_INT4_REFUSED" },
  bigint: { digits: 18, loss: "OUTSIDE_INT8_REFUSED" },
} as const;

function when(condition: boolean, code: LossCode): readonly LossCode[] {
  return condition ? [code] : [];
}

function toNumber(digits: Digits, target: PgType): Verdict | undefined {
  if (target.name === "smallint" || target.name === "integer" || target.name === "bigint") {
    const { digits: held, loss } = integerTypes[target.name];
    return [...when(digits.before > held, loss), ...when(digits.after > 0, "FRACTION_REFUSED")];
  }
  if (target.name !== "numeric") return undefined;
  if (target.precision === undefined) return [];
  const scale = target.scale ?? 0;
  const tooBig = digits.before > target.precision - scale;
  return [...when(tooBig, "NUMERIC_OVERFLOW_REFUSED"), ...when(digits.after > scale, "FRACTION_ROUNDED")];
}

function numberTo(source: Named<"NUMBER">, target: PgType): Verdict | undefined {
  const digits = { before: source.precision - source.scale, after: source.scale };
  // Every whole number of 15 digits is a 64-bit float, every one of 7 digits a 32-bit float.
  if (target.name === "double precision") return when(digits.after > 0 || digits.before > 15, "FLOAT_ROUNDED");
  if (target.name === "real") return when(digits.after > 0 || digits.before > 7, "FLOAT_ROUNDED");
  // PostgreSQL reads 0 and 1 as boolean, and no other number.
  if (target.name === "boolean" && digits.after === 0 && digits.before === 1) return ["MALFORMED_REFUSED"];
  return toNumber(digits, target);
}

function floatTo(target: PgType): Verdict | undefined {
  if (target.name === "double precision") return [];
  if (target.name === "real") return ["FLOAT_ROUNDED", "FLOAT_RANGE_REFUSED"];
  const loss = toNumber({ before: Infinity, after: Infinity }, target);
  return loss === undefined || typeof loss === "string" ? loss : [...loss, "NEGATIVE_ZERO"];
}

function decfloatTo(target: PgType): Verdict | undefined {
  if (target.name === "double precision" || target.name === "real") return ["FLOAT_ROUNDED", "FLOAT_RANGE_REFUSED"];
  if (target.name === "numeric" && target.precision === undefined) return ["DECFLOAT_RANGE_REFUSED"];
  return toNumber({ before: Infinity, after: Infinity }, target);
}

function varcharTo(source: Named<"VARCHAR">, target: PgType, policies: Partial<Policies>): Verdict | undefined {
  if (target.name === "character varying") {
    const tooShort = target.length !== undefined && target.length < source.length;
    return [...mappedLoss(source, policies), ...when(tooShort, "TEXT_TOO_LONG_REFUSED")];
  }
  if (target.name === "uuid" || target.name === "json") return ["MALFORMED_REFUSED"];
  if (target.name === "jsonb") return ["JSON_NORMALISED", "MALFORMED_REFUSED"];
  return "nothing says that the text is written as that type; cast it in a view and extract the view";
}

function secondsTo(precision: number, target: { readonly precision?: number }): readonly LossCode[] {
  const kept = target.precision ?? 6;
  if (kept < Math.min(precision, 6)) return ["FRACTION_TRUNCATED"];
  return when(precision > 6, "SUB_MICROSECOND");
}

type Timestamp = Named<"TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ">;

function timestampTo(source: Timestamp, target: PgType): Verdict | undefined {
  const wall = source.name === "TIMESTAMP_NTZ";
  const dropped = when(source.name === "TIMESTAMP_TZ", "TZ_OFFSET_DROPPED");
  if (target.name === "timestamp with time zone") {
    if (wall) return "a wall clock is no instant: the zone it was read in is not known";
    return [...dropped, ...secondsTo(source.precision, target)];
  }
  if (target.name === "timestamp without time zone") {
    return wall ? secondsTo(source.precision, target) : "an instant needs a time zone to be a wall clock";
  }
  if (target.name === "date") {
    return wall ? ["TIME_OF_DAY_DROPPED"] : "the day of an instant depends on the time zone";
  }
  return undefined;
}

function documentTo(source: SnowflakeType, target: PgType, policies: Partial<Policies>): Verdict | undefined {
  if (target.name === "json" || target.name === "jsonb") {
    return mappedLoss(source, { ...policies, semiStructured: target.name });
  }
  return target.name === "array" ? "documents are carried as JSON; make the array in PostgreSQL" : undefined;
}

function geoTo(source: Named<"GEOGRAPHY" | "GEOMETRY">, target: PgType): Verdict | undefined {
  if (target.name === "jsonb") return mappedLoss(source, { geo: "geojson" });
  if (target.name === "json" || target.name === "text") {
    return mappedLoss(source, { geo: "geojson" }).filter((code) => code !== "JSON_NORMALISED");
  }
  if (target.name === "bytea") return mappedLoss(source, { geo: "ewkb" });
  if (target.name !== "geography" && target.name !== "geometry") return undefined;
  if (target.name !== source.name.toLowerCase()) return "one is a sphere, the other a plane";
  const free = source.name === "GEOGRAPHY" ? [undefined, 4326] : [undefined];
  const bound = (target.shape ?? "Geometry") !== "Geometry" || !free.includes(target.srid);
  return [...mappedLoss(source, { geo: "postgis" }), ...when(bound, "MALFORMED_REFUSED")];
}

function vectorTo(source: Named<"VECTOR">, target: PgType): Verdict | undefined {
  const whole = source.element === "INT";
  if (target.name === "json" || target.name === "jsonb") return [];
  if (target.name === "vector") {
    const same = (target.dimension ?? source.dimension) === source.dimension;
    return same ? when(whole, "VECTOR_INT_ROUNDED") : "the dimensions differ";
  }
  if (target.name !== "array") return undefined;
  const element = target.element.name;
  if (element === "double precision") return [];
  if (element === "real") return when(whole, "VECTOR_INT_ROUNDED");
  return whole && (element === "integer" || element === "bigint") ? [] : undefined;
}

/** To text: every type has a text that holds the whole value. */
function textOf(source: SnowflakeType, target: PgType, policies: Partial<Policies>): Verdict | undefined {
  if (source.name === "GEOGRAPHY" || source.name === "GEOMETRY") return geoTo(source, target);
  const asText: Partial<Policies> = { ...policies, varcharLength: "text", semiStructured: "text" };
  const documents: readonly string[] = ["VARCHAR", "VARIANT", "OBJECT", "ARRAY", "MAP", "FILE"];
  return documents.includes(source.name) ? mappedLoss(source, asText) : [];
}

function judge(source: SnowflakeType, target: PgType, policies: Partial<Policies>): Verdict | undefined {
  if (target.name === "text") return textOf(source, target, policies);
  switch (source.name) {
    case "NUMBER":
      return numberTo(source, target);
    case "FLOAT":
      return floatTo(target);
    case "DECFLOAT":
      return decfloatTo(target);
    case "VARCHAR":
      return varcharTo(source, target, policies);
    case "BINARY":
      if (target.name === "uuid" && source.length === 16) return ["MALFORMED_REFUSED"];
      return target.name === "bytea" ? [] : undefined;
    case "BOOLEAN":
      return target.name === "boolean" ? [] : undefined;
    case "DATE":
      return target.name === "date" || target.name === "timestamp without time zone" ? [] : undefined;
    case "TIME":
      return target.name === "time without time zone" ? secondsTo(source.precision, target) : undefined;
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return timestampTo(source, target);
    case "VARIANT":
    case "OBJECT":
    case "ARRAY":
    case "MAP":
    case "FILE":
      return documentTo(source, target, policies);
    case "GEOGRAPHY":
    case "GEOMETRY":
      return geoTo(source, target);
    case "VECTOR":
      return vectorTo(source, target);
    case "INTERVAL": {
      if (target.name !== "interval") return undefined;
      const range = mappedLoss(source, policies).filter((code) => code === "INTERVAL_RANGE_REFUSED");
      return [...range, ...secondsTo(source.fractionalPrecision ?? 0, target)];
    }
    case "PERIOD": {
      const asRange: Partial<Policies> = { ...policies, subMicrosecond: "truncate", timestampTzOffset: "drop" };
      const [own] = mapType(source, asRange).parts;
      return own?.type === target.name ? mappedLoss(source, asRange) : undefined;
    }
    case "UUID": {
      const wide = target.name === "character varying" && (target.length ?? 36) >= 36;
      return target.name === "uuid" || wide ? [] : undefined;
    }
  }
}

/** Years are a matter of every type with days, also of the wider ones. */
function yearLoss(source: SnowflakeType, target: PgType, policies: Partial<Policies>): readonly LossCode[] {
  if (target.name === "text" || policies.yearBelowOne !== "reject") return [];
  return mappedLoss(source, policies).filter((code) => code === "YEAR_BELOW_ONE_REFUSED");
}

/**
 * Judges an override of a column's type: a wider type costs nothing, a narrower one names its losses, and a type that
 * cannot hold the values is refused with the reason. Ranges: PostgreSQL manual, "Numeric Types", "Date/Time Types".
 * @throws UnknownPolicyError
 */
export function checkOverride(source: SnowflakeType, target: PgType, policies: Partial<Policies> = {}): OverrideCheck {
  const verdict = judge(source, target, policies);
  if (verdict === undefined || typeof verdict === "string") {
    const why = verdict === undefined ? "" : `: ${verdict}`;
    return { ok: false, reason: `${printSnowflakeType(source)} cannot be stored as ${printPgType(target)}${why}` };
  }
  const loss = [...verdict, ...yearLoss(source, target, policies)];
  return { ok: true, fidelity: fidelityOf(loss), loss };
}
