import { fractionDigits, readDate, readTime, readTimestamp } from "./date-text.ts";
import { decimalShape, isDecimal, tidyDecimal } from "./decimal-text.ts";
import { giveUp } from "./default-reasons.ts";
import { floatSpecial, type Now, type Value } from "./default-value.ts";
import type { SnowflakeType } from "./types.ts";
import { codePoints } from "./utf8.ts";

type Named<Name extends SnowflakeType["name"]> = Extract<SnowflakeType, { name: Name }>;

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function toDecimal(value: Value): string {
  if (value.kind === "boolean") return value.value ? "1" : "0";
  const text = value.kind === "number" ? value.text : value.kind === "string" ? value.value : giveUp("DOES_NOT_FIT");
  return isDecimal(text) ? tidyDecimal(text) : giveUp("DOES_NOT_FIT");
}

function toNumber(value: Value, type: Named<"NUMBER">): Value {
  const text = toDecimal(value);
  const shape = decimalShape(text);
  if (shape === undefined || shape.before > type.precision - type.scale || shape.after > type.scale) {
    return giveUp("DOES_NOT_FIT");
  }
  return { kind: "number", text };
}

function toFloat(value: Value): Value {
  const special = value.kind === "string" ? floatSpecial(value.value) : undefined;
  if (special !== undefined) return { kind: "string", value: special };
  const text = toDecimal(value);
  const number = Number(text);
  const vanished = number === 0 && decimalShape(text)?.significant !== 0;
  if (!Number.isFinite(number) || vanished) return giveUp("DOES_NOT_FIT");
  return { kind: "number", text };
}

function toDecfloat(value: Value): Value {
  const text = toDecimal(value);
  return (decimalShape(text)?.significant ?? 0) <= 38 ? { kind: "number", text } : giveUp("DOES_NOT_FIT");
}

/** The text that a constant is cast to, when it has only one. */
function constantText(value: Value): string {
  if (value.kind === "string") return value.value;
  if (value.kind === "boolean") return String(value.value);
  // Only whole numbers have one text whatever the type of the literal.
  if (value.kind === "number" && /^-?(?:0|[1-9][0-9]{0,36})$/.test(value.text)) return value.text;
  return giveUp("SESSION_DEPENDENT");
}

function toVarchar(value: Value, type: Named<"VARCHAR">): Value {
  if (value.kind === "user") return value;
  if (value.kind === "uuid") return type.length >= 36 ? value : giveUp("DOES_NOT_FIT");
  const text = constantText(value);
  return codePoints(text) <= type.length ? { kind: "string", value: text } : giveUp("DOES_NOT_FIT");
}

/** Snowflake SQL reference, "TO_BOOLEAN". */
function toBoolean(value: Value): Value {
  if (value.kind === "boolean") return value;
  if (value.kind === "number" && /^[01]$/.test(value.text)) return { kind: "boolean", value: value.text === "1" };
  if (value.kind !== "string") return giveUp("DOES_NOT_FIT");
  const word = value.value.toLowerCase();
  if (["true", "t", "yes", "y", "on", "1"].includes(word)) return { kind: "boolean", value: true };
  if (["false", "f", "no", "n", "off", "0"].includes(word)) return { kind: "boolean", value: false };
  return giveUp("DOES_NOT_FIT");
}

function toDate(value: Value): Value {
  if (value.kind === "today" || value.kind === "date") return value;
  if (value.kind === "timestamp") return { kind: "date", text: value.text.wall.slice(0, 10) };
  if (value.kind === "now") return value.zone === undefined ? { kind: "today" } : giveUp("ZONE_UNKNOWN");
  if (value.kind !== "string") return giveUp("DOES_NOT_FIT");
  return { kind: "date", text: readDate(value.value) ?? giveUp("SESSION_DEPENDENT") };
}

function toTime(value: Value, precision: number): Value {
  if (value.kind === "time-now") return value;
  if (value.kind === "now") return value.zone === undefined ? { kind: "time-now" } : giveUp("ZONE_UNKNOWN");
  if (value.kind !== "time" && value.kind !== "string") return giveUp("DOES_NOT_FIT");
  const text = readTime(value.kind === "string" ? value.value : value.text) ?? giveUp("SESSION_DEPENDENT");
  return fractionDigits(text) > precision ? giveUp("DOES_NOT_FIT") : { kind: "time", text };
}

function nowAs(value: Now, type: Named<"TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ">): Value {
  const digits = Math.min(value.digits, type.precision);
  if (type.name === "TIMESTAMP_NTZ") return { ...value, as: "wall", digits };
  // A wall clock becomes an instant by the zone of the session, which is right only when it was read in that zone.
  if (value.as === "wall" && value.zone !== undefined) return giveUp("ZONE_UNKNOWN");
  if (value.zone === undefined) return { kind: "now", as: "instant", digits };
  return type.name === "TIMESTAMP_TZ" ? { ...value, digits } : { kind: "now", as: "instant", digits };
}

function toTimestamp(value: Value, type: Named<"TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ">): Value {
  const wall = type.name === "TIMESTAMP_NTZ";
  if (value.kind === "now") return nowAs(value, type);
  if (value.kind === "date") {
    return wall ? { kind: "timestamp", text: { wall: `${value.text} 00:00:00` } } : giveUp("ZONE_UNKNOWN");
  }
  if (value.kind !== "timestamp" && value.kind !== "string") return giveUp("DOES_NOT_FIT");
  const text = value.kind === "string" ? readTimestamp(value.value) : value.text;
  if (text === undefined) return giveUp("SESSION_DEPENDENT");
  if (fractionDigits(text.wall) > type.precision) return giveUp("DOES_NOT_FIT");
  // The wall clock of a value with offset is certain only for a value that already is a TIMESTAMP_TZ.
  if (wall && text.offset !== undefined && value.kind === "string") return giveUp("ZONE_UNKNOWN");
  if (wall) return { kind: "timestamp", text: { wall: text.wall } };
  return text.offset === undefined ? giveUp("ZONE_UNKNOWN") : { kind: "timestamp", text };
}

function toVariant(value: Value): Value {
  if (value.kind === "json") return value;
  if (value.kind === "string") return { kind: "json", text: JSON.stringify(value.value) };
  if (value.kind === "number") return { kind: "json", text: tidyDecimal(value.text) };
  return value.kind === "boolean" ? { kind: "json", text: String(value.value) } : giveUp("DOES_NOT_FIT");
}

/** Arrays and objects; a declared inside is certain only where there is nothing inside. */
function toDocument(value: Value, type: Named<"OBJECT" | "ARRAY" | "MAP">): Value {
  if (value.kind !== "json") return giveUp("DOES_NOT_FIT");
  const list = type.name === "ARRAY";
  const root = list ? "[" : "{";
  if (!value.text.trimStart().startsWith(root)) return giveUp("DOES_NOT_FIT");
  const declared =
    type.name === "MAP" ||
    (type.name === "ARRAY" && type.element !== undefined) ||
    (type.name === "OBJECT" && (type.fields ?? []).length > 0);
  const empty = /^\s*(?:\{\s*\}|\[\s*\])\s*$/.test(value.text);
  const missingFields = type.name === "OBJECT" && declared;
  return (declared && !empty) || missingFields ? giveUp("DOES_NOT_FIT") : value;
}

function toBinary(value: Value, type: Named<"BINARY">): Value {
  // A text becomes binary by the session's BINARY_INPUT_FORMAT.
  if (value.kind === "string") return giveUp("SESSION_DEPENDENT");
  return value.kind === "bytes" && value.hex.length <= 2 * type.length ? value : giveUp("DOES_NOT_FIT");
}

function toUuid(value: Value): Value {
  if (value.kind === "uuid") return value;
  if (value.kind === "string" && uuidPattern.test(value.value)) {
    return { kind: "string", value: value.value.toLowerCase() };
  }
  return giveUp("DOES_NOT_FIT");
}

/**
 * A value cast to a Snowflake type, explicitly or because the column has it; given up wherever the cast would change the
 * value or its outcome is not certain.
 * @throws Untranslated
 */
export function coerce(value: Value, type: SnowflakeType): Value {
  if (value.kind === "null") return value;
  switch (type.name) {
    case "NUMBER":
      return toNumber(value, type);
    case "FLOAT":
      return toFloat(value);
    case "DECFLOAT":
      return toDecfloat(value);
    case "VARCHAR":
      return toVarchar(value, type);
    case "BOOLEAN":
      return toBoolean(value);
    case "BINARY":
      return toBinary(value, type);
    case "DATE":
      return toDate(value);
    case "TIME":
      return toTime(value, type.precision);
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return toTimestamp(value, type);
    case "VARIANT":
      return toVariant(value);
    case "OBJECT":
    case "ARRAY":
    case "MAP":
      return toDocument(value, type);
    case "UUID":
      return toUuid(value);
    case "GEOGRAPHY":
    case "GEOMETRY":
    case "VECTOR":
    case "INTERVAL":
    case "PERIOD":
    case "FILE":
      return giveUp("NOT_UNDERSTOOD");
  }
}
