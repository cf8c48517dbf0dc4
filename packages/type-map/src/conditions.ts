import { icuCollation, changesComparison } from "./collation.ts";
import type { SnowflakeType } from "./types.ts";

/** The types at the bottom of a structured type, semi-structured ones included; keys of a MAP count. */
function leaves(type: SnowflakeType): readonly SnowflakeType[] {
  if (type.name === "OBJECT" && type.fields !== undefined) return type.fields.flatMap((field) => leaves(field.type));
  if (type.name === "ARRAY" && type.element !== undefined) return leaves(type.element);
  return type.name === "MAP" ? [...leaves(type.key), ...leaves(type.value)] : [type];
}

function holds(type: SnowflakeType, names: readonly SnowflakeType["name"][]): boolean {
  return leaves(type).some((leaf) => names.includes(leaf.name));
}

/** A leaf that is OBJECT or ARRAY has no declared inside, as VARIANT. */
function holdsVariant(type: SnowflakeType): boolean {
  return holds(type, ["VARIANT", "OBJECT", "ARRAY"]);
}

function holdsKeys(type: SnowflakeType): boolean {
  if (type.name === "ARRAY") return type.element !== undefined && holdsKeys(type.element);
  return type.name === "OBJECT" || type.name === "MAP";
}

function holdsNumberKeys(type: SnowflakeType): boolean {
  if (type.name === "MAP") return type.key.name === "NUMBER" || holdsNumberKeys(type.value);
  if (type.name === "OBJECT") return type.fields?.some((field) => holdsNumberKeys(field.type)) ?? false;
  return type.name === "ARRAY" && type.element !== undefined && holdsNumberKeys(type.element);
}

const typedScalars: readonly SnowflakeType["name"][] = [
  "DATE",
  "TIME",
  "TIMESTAMP_NTZ",
  "TIMESTAMP_LTZ",
  "TIMESTAMP_TZ",
  "BINARY",
  "UUID",
];

/** Decimals of the second, of the type itself or of what a PERIOD runs between. */
function secondDigits(type: SnowflakeType): number {
  if (type.name === "PERIOD") return secondDigits(type.element);
  if (type.name === "INTERVAL") return type.fractionalPrecision ?? 0;
  return "precision" in type && type.name !== "NUMBER" ? type.precision : 0;
}

function wholeNumber(type: SnowflakeType, precision: number): boolean {
  return type.name === "NUMBER" && type.scale === 0 && type.precision <= precision;
}

/** The conditions that rows of the type table refer to, by the words the documentation shows. */
export const conditions = {
  "scale 0, precision up to 18": (type) => wholeNumber(type, 18),
  "scale 0, precision up to 9": (type) => wholeNumber(type, 9),
  "scale 0, precision up to 4": (type) => wholeNumber(type, 4),
  "length up to 10485760": (type) => type.name === "VARCHAR" && type.length <= 10_485_760,
  "a collation other than utf8": (type) => type.name === "VARCHAR" && changesComparison(type.collation),
  "a collation that ICU has": (type) => type.name === "VARCHAR" && icuCollation(type.collation) !== undefined,
  "precision over 6": (type) => secondDigits(type) > 6,
  "years of 9 digits": (type) => type.name === "INTERVAL" && type.from === "YEAR" && type.leadingPrecision >= 9,
  "of TIME": (type) => type.name === "PERIOD" && type.element.name === "TIME",
  "of a range type, precision over 6": (type) =>
    type.name === "PERIOD" && type.element.name !== "TIME" && secondDigits(type) > 6,
  "of TIMESTAMP_TZ": (type) => type.name === "PERIOD" && type.element.name === "TIMESTAMP_TZ",
  "elements INT": (type) => type.name === "VECTOR" && type.element === "INT",
  "keys, FLOAT or undeclared values inside": (type) => holdsKeys(type) || holdsVariant(type) || holds(type, ["FLOAT"]),
  "undeclared values inside": holdsVariant,
  "text or undeclared values inside": (type) => holdsVariant(type) || holds(type, ["VARCHAR"]),
  "DECFLOAT or undeclared values inside": (type) => holdsVariant(type) || holds(type, ["DECFLOAT"]),
  "FLOAT or undeclared values inside": (type) => holdsVariant(type) || holds(type, ["FLOAT"]),
  "times, UUID, BINARY or undeclared values inside": (type) => holdsVariant(type) || holds(type, typedScalars),
  "numbers as keys": holdsNumberKeys,
} as const satisfies Readonly<Record<string, (type: SnowflakeType) => boolean>>;

/** Name of a condition, in the words the documentation shows. */
export type Condition = keyof typeof conditions;
