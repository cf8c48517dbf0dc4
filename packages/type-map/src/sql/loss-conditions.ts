import type { LossCode } from "../loss-codes.ts";
import { droppedDigits } from "./interval-text.ts";
import { periodEnds } from "./period-text.ts";
import { holdsNul, type ConditionRule } from "./refusal-conditions.ts";
import { call, constant, text } from "./snowflake-sql.ts";
import { cutNanoseconds, keptDigits, type TimeType } from "./time-text.ts";

const every: ConditionRule = (_source, reference) => `${reference} IS NOT NULL`;

const cut: ConditionRule = ({ type, target }, reference) => {
  if (type.name === "INTERVAL") return `${droppedDigits(type, reference, target)} <> ${constant("")}`;
  if (type.name === "PERIOD") {
    const [begin, end] = periodEnds(reference).map((value) => `${cutNanoseconds(value, 6)} <> 0`);
    return `${begin ?? ""} OR ${end ?? ""}`;
  }
  return `${cutNanoseconds(reference, keptDigits(type as TimeType, target))} <> 0`;
};

const isFeature: ConditionRule = (_source, reference) => {
  const type = text(call("GET", call("ST_ASGEOJSON", reference), constant("type")));
  return `${type} IN (${constant("Feature")}, ${constant("FeatureCollection")})`;
};

/** How the losses are found that SQL can see. */
export const lossConditions: Readonly<Partial<Record<LossCode, ConditionRule>>> = {
  SUB_MICROSECOND: cut,
  FRACTION_TRUNCATED: cut,
  TZ_OFFSET_DROPPED: every,
  TIME_OF_DAY_DROPPED: (_source, reference) =>
    `${text(reference, "HH24:MI:SS.FF9")} <> ${constant("00:00:00.000000000")}`,
  NUL_STRIPPED: holdsNul,
  NUL_REPLACED: holdsNul,
  JSON_NORMALISED: every,
  JSON_KEYS_AS_TEXT: every,
  GEO_SRID_DROPPED: (_source, reference) => `${call("ST_SRID", reference)} <> 0`,
  GEO_FEATURE_REDUCED: isFeature,
  FILE_CONTENT_NOT_MOVED: every,
  FRACTION_ROUNDED: ({ target }, reference) => {
    const scale = target.name === "numeric" ? (target.scale ?? 0) : 0;
    return `${reference} <> ROUND(${reference}, ${String(scale)})`;
  },
  NEGATIVE_ZERO: (_source, reference) => `${reference} = 0 AND LEFT(${text(reference, "TME")}, 1) = ${constant("-")}`,
};
