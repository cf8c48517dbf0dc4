import { coerce } from "./default-coerce.ts";
import type { Expression } from "./default-expression.ts";
import { giveUp } from "./default-reasons.ts";
import type { Now, Value } from "./default-value.ts";
import { parseSnowflakeType, type ParseTypeOptions } from "./parse-snowflake-type.ts";
import { utf8Bytes } from "./utf8.ts";

type Call = (args: readonly Value[], options: ParseTypeOptions) => Value;

const zonePattern = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/;

/** Whether a text looks like the name of a time zone; the zone itself is checked by the server. */
export function isZoneName(zone: string): boolean {
  return zonePattern.test(zone);
}

function none(value: Value): Call {
  return (args) => (args.length === 0 ? value : giveUp("FUNCTION"));
}

/** Functions of the current time take a number of decimals. */
function clock(value: Value): Call {
  return ([digits, ...more]) => {
    if (digits === undefined) return value;
    if (more.length > 0 || digits.kind !== "number" || !/^[0-9]$/.test(digits.text)) return giveUp("FUNCTION");
    if (value.kind === "now") return { ...value, digits: Number(digits.text) };
    return Number(digits.text) >= 6 ? value : giveUp("DOES_NOT_FIT");
  };
}

const instant: Now = { kind: "now", as: "instant", digits: 9 };

/** Formats in which the texts that are understood are written anyway. */
const plainFormats: Readonly<Record<string, RegExp>> = {
  "YYYY-MM-DD": /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  "HH24:MI:SS": /^[0-9]{2}:[0-9]{2}:[0-9]{2}$/,
  "YYYY-MM-DD HH24:MI:SS": /^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$/,
};

function conversion(typeText: string): Call {
  return ([value, format, ...more], options) => {
    if (value === undefined || more.length > 0) return giveUp("FUNCTION");
    if (format !== undefined) {
      if (format.kind !== "string" || value.kind !== "string") return giveUp("FUNCTION");
      if (plainFormats[format.value.toUpperCase()]?.test(value.value) !== true) return giveUp("SESSION_DEPENDENT");
    }
    return coerce(value, parseSnowflakeType(typeText, options));
  };
}

function smallNumber(value: Value | undefined): number | undefined {
  return value?.kind === "number" && /^[0-9]{1,2}$/.test(value.text) ? Number(value.text) : undefined;
}

const toNumber: Call = ([value, precision, scale, ...more]) => {
  const type = { name: "NUMBER", precision: smallNumber(precision) ?? 38, scale: smallNumber(scale) ?? 0 } as const;
  const understood = precision === undefined || (smallNumber(precision) !== undefined && scale?.kind !== "string");
  return value === undefined || more.length > 0 || !understood ? giveUp("FUNCTION") : coerce(value, type);
};

const toBinary: Call = ([value, format, ...more]) => {
  if (value?.kind !== "string" || more.length > 0) return giveUp("FUNCTION");
  // Without a format the session's BINARY_INPUT_FORMAT decides.
  if (format?.kind !== "string") return giveUp("SESSION_DEPENDENT");
  const kind = format.value.toUpperCase();
  if (kind === "HEX" && /^(?:[0-9A-Fa-f]{2})*$/.test(value.value))
    return { kind: "bytes", hex: value.value.toLowerCase() };
  if (kind !== "UTF-8" && kind !== "UTF8") return giveUp("FUNCTION");
  return {
    kind: "bytes",
    hex: utf8Bytes(value.value)
      .map((byte) => byte.toString(16).padStart(2, "0"))
      .join(""),
  };
};

const parseJson: Call = ([value, ...more]) => {
  if (value?.kind !== "string" || more.length > 0) return giveUp("FUNCTION");
  try {
    JSON.parse(value.value);
  } catch {
    // Snowflake reads more than JSON here.
    return giveUp("NOT_UNDERSTOOD");
  }
  return { kind: "json", text: value.value.trim() };
};

function asJson(value: Value): string {
  const variant = value.kind === "null" ? giveUp("NOT_UNDERSTOOD") : coerce(value, { name: "VARIANT" });
  return variant.kind === "json" ? variant.text : giveUp("NOT_UNDERSTOOD");
}

function jsonObject(entries: readonly (readonly [string, Value])[]): Value {
  const keys = new Set(entries.map(([key]) => key));
  if (keys.size !== entries.length) return giveUp("NOT_UNDERSTOOD");
  const members = entries.map(([key, value]) => `${JSON.stringify(key)}:${asJson(value)}`);
  return { kind: "json", text: `{${members.join(",")}}` };
}

/** OBJECT_CONSTRUCT leaves out keys whose value is NULL. */
const objectConstruct: Call = (args) => {
  const entries: [string, Value][] = [];
  for (let index = 0; index < args.length; index += 2) {
    const [key, value] = [args[index], args[index + 1]];
    if (key?.kind !== "string" || value === undefined) return giveUp("FUNCTION");
    if (value.kind !== "null") entries.push([key.value, value]);
  }
  return jsonObject(entries);
};

const arrayConstruct: Call = (args) => ({ kind: "json", text: `[${args.map(asJson).join(",")}]` });

function zoneOf(value: Value | undefined): string {
  return value?.kind === "string" && isZoneName(value.value) ? value.value : giveUp("FUNCTION");
}

/** Two arguments: an instant shown in a zone. Three: a wall clock from one zone to another. */
const convertTimezone: Call = (args) => {
  const value = args.at(-1);
  if (value?.kind !== "now") return giveUp("FUNCTION");
  if (args.length === 2) {
    return value.as === "instant" ? { ...value, zone: zoneOf(args[0]) } : giveUp("ZONE_UNKNOWN");
  }
  if (args.length !== 3 || value.as !== "wall") return giveUp("FUNCTION");
  return value.zone === zoneOf(args[0]) ? { ...value, zone: zoneOf(args[1]) } : giveUp("ZONE_UNKNOWN");
};

/** Snowflake SQL reference: these are the same function under several names. */
const functions: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["CURRENT_TIMESTAMP", clock(instant)],
  ["LOCALTIMESTAMP", clock(instant)],
  ["GETDATE", none(instant)],
  ["SYSTIMESTAMP", none(instant)],
  ["SYSDATE", none({ kind: "now", as: "wall", zone: "UTC", digits: 9 })],
  ["CURRENT_DATE", none({ kind: "today" })],
  ["CURRENT_TIME", clock({ kind: "time-now" })],
  ["LOCALTIME", clock({ kind: "time-now" })],
  ["UUID_STRING", none({ kind: "uuid" })],
  ["CURRENT_USER", none({ kind: "user" })],
  ["TO_DATE", conversion("DATE")],
  ["DATE", conversion("DATE")],
  ["TO_TIME", conversion("TIME")],
  ["TIME", conversion("TIME")],
  ["TO_TIMESTAMP", conversion("TIMESTAMP")],
  ["TO_TIMESTAMP_NTZ", conversion("TIMESTAMP_NTZ")],
  ["TO_TIMESTAMP_LTZ", conversion("TIMESTAMP_LTZ")],
  ["TO_TIMESTAMP_TZ", conversion("TIMESTAMP_TZ")],
  ["TO_VARCHAR", conversion("VARCHAR")],
  ["TO_CHAR", conversion("VARCHAR")],
  ["TO_BOOLEAN", conversion("BOOLEAN")],
  ["TO_DOUBLE", conversion("FLOAT")],
  ["TO_NUMBER", toNumber],
  ["TO_DECIMAL", toNumber],
  ["TO_NUMERIC", toNumber],
  ["TO_BINARY", toBinary],
  ["TO_VARIANT", conversion("VARIANT")],
  ["TO_ARRAY", conversion("ARRAY")],
  ["TO_OBJECT", conversion("OBJECT")],
  ["PARSE_JSON", parseJson],
  ["OBJECT_CONSTRUCT", objectConstruct],
  ["ARRAY_CONSTRUCT", arrayConstruct],
  ["CONVERT_TIMEZONE", convertTimezone],
]);

/** The TRY_ forms differ only for values that cannot be converted, which are given up anyway. */
function findFunction(name: string): Call | undefined {
  return functions.get(name.replace(/^TRY_(?=TO_|PARSE_)/, ""));
}

/** Whether calls of a function can be evaluated at all. */
export function isKnownFunction(name: string): boolean {
  return findFunction(name) !== undefined;
}

function negate(value: Value): Value {
  if (value.kind !== "number") return giveUp("EXPRESSION");
  return { kind: "number", text: value.text.startsWith("-") ? value.text.slice(1) : `-${value.text}` };
}

/** What a default stands for. @throws Untranslated */
export function evaluate(expression: Expression, options: ParseTypeOptions): Value {
  switch (expression.kind) {
    case "null":
    case "boolean":
    case "number":
    case "string":
    case "bytes":
      return expression;
    case "negative":
      return negate(evaluate(expression.value, options));
    case "cast":
      return coerce(evaluate(expression.value, options), expression.type);
    case "array":
      return arrayConstruct(
        expression.items.map((item) => evaluate(item, options)),
        options,
      );
    case "object":
      return jsonObject(expression.entries.map(([key, value]) => [key, evaluate(value, options)]));
    case "call": {
      const found = findFunction(expression.name);
      const args = expression.args.map((arg) => evaluate(arg, options));
      return found === undefined ? giveUp("FUNCTION") : found(args, options);
    }
  }
}
