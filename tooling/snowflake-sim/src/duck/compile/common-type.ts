/** The type in which values of different types meet: CASE branches, COALESCE, UNION, comparisons. */
import { float, isJson, number, typeText, varchar, variant, type SqlType } from "../carriers.ts";
import { compilationError } from "../faults.ts";

type Numeric = Extract<SqlType, { name: "NUMBER" }>;

function commonNumber(left: Numeric, right: Numeric): SqlType {
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  return number(Math.min(38, whole + scale), scale);
}

const timestampRank = ["DATE", "TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"];

function scaleOf(type: SqlType): number {
  return "scale" in type ? type.scale : 0;
}

function sameName(left: SqlType, right: SqlType): SqlType {
  if (left.name === "NUMBER" && right.name === "NUMBER") return commonNumber(left, right);
  if (left.name === "VARCHAR" && right.name === "VARCHAR") {
    return left.length >= right.length ? left : right;
  }
  if (left.name === "BINARY" && right.name === "BINARY") return left.length >= right.length ? left : right;
  return scaleOf(left) >= scaleOf(right) ? left : right;
}

/** Types that text turns into by itself when it meets them, strongest first. */
function absorbing(left: SqlType, right: SqlType): SqlType | undefined {
  if (left.name === "NULL" || right.name === "NULL") return left.name === "NULL" ? right : left;
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (one.name === "VARIANT" || (isJson(one) && isJson(other))) return variant;
    if (one.name === "DECFLOAT" && ["NUMBER", "FLOAT", "VARCHAR"].includes(other.name)) return one;
    if (one.name === "FLOAT" && ["NUMBER", "VARCHAR", "BOOLEAN"].includes(other.name)) return float;
    if (one.name === "VARCHAR" && !isJson(other))
      return other.name === "NUMBER" ? number(38, Math.max(other.scale, 5)) : widest(other);
    if (one.name === "BOOLEAN" && other.name === "NUMBER") return other;
  }
  return undefined;
}

/** The type as wide as it goes, so that a text or VARIANT that turns into it loses nothing of what it says. */
export function widest(type: SqlType): SqlType {
  if (type.name === "NUMBER") return number(38, Math.max(type.scale, 12));
  if (type.name === "VARCHAR") return varchar;
  if (type.name === "BINARY") return { ...type, length: 8_388_608 };
  return "scale" in type ? { ...type, scale: 9 } : type;
}

/** @throws SqlError 002007 when the types have nothing in common */
export function commonType(left: SqlType, right: SqlType): SqlType {
  if (left.name === right.name) return sameName(left, right);
  const absorbed = absorbing(left, right);
  if (absorbed !== undefined) return absorbed;
  const leftRank = timestampRank.indexOf(left.name);
  const rightRank = timestampRank.indexOf(right.name);
  if (leftRank >= 0 && rightRank >= 0) {
    const name = (leftRank > rightRank ? left : right).name;
    const scale = Math.max(left.name === "DATE" ? 0 : scaleOf(left), right.name === "DATE" ? 0 : scaleOf(right));
    if (name === "TIMESTAMP_NTZ" || name === "TIMESTAMP_LTZ" || name === "TIMESTAMP_TZ") return { name, scale };
  }
  throw compilationError(
    "002007",
    "22000",
    `Can not convert parameter of type [${typeText(left)}] into expected type [${typeText(right)}]`,
  );
}

export function commonTypeOf(types: readonly SqlType[]): SqlType {
  return types.reduce<SqlType>((common, type) => commonType(common, type), { name: "NULL" });
}
