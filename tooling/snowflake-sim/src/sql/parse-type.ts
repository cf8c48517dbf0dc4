import type { ColumnType } from "../catalog/model.ts";
import { SqlError } from "../contracts.ts";
import type { Cursor } from "./cursor.ts";

/** Length of VARCHAR and its synonyms when none is given. */
const defaultTextLength = 16_777_216;
const maxTextLength = 134_217_728;
const defaultBinaryLength = 8_388_608;
const maxBinaryLength = 67_108_864;

type Reader = (cursor: Cursor) => ColumnType;

function bounded(value: bigint, [least, most]: readonly [number, number], what: string): number {
  if (value < BigInt(least) || value > BigInt(most)) {
    throw new SqlError("001007", "22023", `SQL compilation error:\ninvalid value [${String(value)}] for ${what}`);
  }
  return Number(value);
}

function optionalArgument(cursor: Cursor, bounds: readonly [number, number], what: string): number | undefined {
  if (!cursor.acceptOperator("(")) return undefined;
  const value = bounded(cursor.expectInteger(), bounds, what);
  cursor.expectOperator(")");
  return value;
}

const integer: Reader = () => ({ name: "NUMBER", precision: 38, scale: 0 });

const decimal: Reader = (cursor) => {
  if (!cursor.acceptOperator("(")) return { name: "NUMBER", precision: 38, scale: 0 };
  const precision = bounded(cursor.expectInteger(), [1, 38], "precision");
  const scale = cursor.acceptOperator(",") ? bounded(cursor.expectInteger(), [0, Math.min(37, precision)], "scale") : 0;
  cursor.expectOperator(")");
  return { name: "NUMBER", precision, scale };
};

const float: Reader = () => ({ name: "FLOAT" });

const double: Reader = (cursor) => {
  cursor.accept("PRECISION");
  return { name: "FLOAT" };
};

const decfloat: Reader = (cursor) => {
  optionalArgument(cursor, [38, 38], "precision");
  return { name: "DECFLOAT" };
};

const text: Reader = (cursor) => ({
  name: "VARCHAR",
  length: optionalArgument(cursor, [1, maxTextLength], "length") ?? defaultTextLength,
});

const char: Reader = (cursor) => {
  if (cursor.accept("VARYING")) return text(cursor);
  return { name: "VARCHAR", length: optionalArgument(cursor, [1, maxTextLength], "length") ?? 1 };
};

const binary =
  (fixed: boolean): Reader =>
  (cursor) => ({
    name: "BINARY",
    length: optionalArgument(cursor, [1, maxBinaryLength], "length") ?? defaultBinaryLength,
    fixed,
  });

type Temporal = "TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ";

const temporal =
  (name: Temporal): Reader =>
  (cursor) => ({ name, scale: optionalArgument(cursor, [0, 9], "scale") ?? 9 });

const timestamp: Reader = (cursor) => {
  const scale = optionalArgument(cursor, [0, 9], "scale");
  let name: Temporal = cursor.settings.timestamp;
  if (cursor.accept("WITHOUT", "TIME", "ZONE")) name = "TIMESTAMP_NTZ";
  else if (cursor.accept("WITH", "LOCAL", "TIME", "ZONE")) name = "TIMESTAMP_LTZ";
  else if (cursor.accept("WITH", "TIME", "ZONE")) name = "TIMESTAMP_TZ";
  return { name, scale: scale ?? optionalArgument(cursor, [0, 9], "scale") ?? 9 };
};

function notNull(cursor: Cursor): boolean {
  if (cursor.accept("NOT", "NULL")) return true;
  cursor.accept("NULL");
  return false;
}

/** Field names of structured objects keep the case they are declared in. */
function fieldName(cursor: Cursor): string {
  const token = cursor.next();
  if (token.kind === "quoted") return token.value;
  if (token.kind === "word") return token.text;
  cursor.index--;
  throw cursor.unexpected();
}

const object: Reader = (cursor) => {
  if (!cursor.atOperator("(")) return { name: "OBJECT" };
  const fields = cursor.list(() => {
    const name = fieldName(cursor);
    const type = parseType(cursor);
    return { name, type, notNull: notNull(cursor) };
  });
  return { name: "OBJECT", fields };
};

const array: Reader = (cursor) => {
  if (!cursor.acceptOperator("(")) return { name: "ARRAY" };
  const element = parseType(cursor);
  const required = notNull(cursor);
  cursor.expectOperator(")");
  return { name: "ARRAY", element, ...(required ? { notNull: true } : {}) };
};

const map: Reader = (cursor) => {
  cursor.expectOperator("(");
  const key = parseType(cursor);
  if (key.name !== "VARCHAR" && !(key.name === "NUMBER" && key.scale === 0)) throw unsupported("MAP");
  cursor.expectOperator(",");
  const value = parseType(cursor);
  const required = notNull(cursor);
  cursor.expectOperator(")");
  return { name: "MAP", key, value, ...(required ? { notNull: true } : {}) };
};

const vector: Reader = (cursor) => {
  cursor.expectOperator("(");
  const element = cursor.acceptAny(["INT", "INTEGER", "FLOAT"]);
  if (element === undefined) throw cursor.unexpected();
  cursor.expectOperator(",");
  const dimension = bounded(cursor.expectInteger(), [1, 4096], "dimension");
  cursor.expectOperator(")");
  return { name: "VECTOR", element: element === "FLOAT" ? "FLOAT" : "INT", dimension };
};

const intervalFields = ["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];

function intervalField(cursor: Cursor): string {
  const field = cursor.acceptAny(intervalFields);
  if (field === undefined) throw cursor.unexpected();
  return cursor.atOperator("(") ? `${field}(${cursor.skipGroup().replaceAll(/\s/g, "")})` : field;
}

const interval: Reader = (cursor) => {
  const first = intervalField(cursor);
  const unit = cursor.accept("TO") ? `${first} TO ${intervalField(cursor)}` : first;
  return { name: "INTERVAL", unit, family: /^(?:YEAR|MONTH)/.test(unit) ? "year-month" : "day-time" };
};

const period: Reader = (cursor) => {
  cursor.expectOperator("(");
  const element = parseType(cursor);
  cursor.expectOperator(")");
  if (element.name !== "DATE" && element.name !== "TIME" && !element.name.startsWith("TIMESTAMP_")) {
    throw unsupported("PERIOD");
  }
  return { name: "PERIOD", element };
};

const plain =
  (name: "BOOLEAN" | "DATE" | "VARIANT" | "GEOGRAPHY" | "GEOMETRY" | "FILE" | "UUID"): Reader =>
  () => ({ name });

/** Every type name and synonym (Snowflake SQL reference, Summary of data types). */
const readers: Readonly<Record<string, Reader>> = {
  NUMBER: decimal,
  DECIMAL: decimal,
  DEC: decimal,
  NUMERIC: decimal,
  INT: integer,
  INTEGER: integer,
  BIGINT: integer,
  SMALLINT: integer,
  TINYINT: integer,
  BYTEINT: integer,
  FLOAT: float,
  FLOAT4: float,
  FLOAT8: float,
  REAL: float,
  DOUBLE: double,
  DECFLOAT: decfloat,
  VARCHAR: text,
  STRING: text,
  TEXT: text,
  NVARCHAR: text,
  NVARCHAR2: text,
  VARCHAR2: text,
  CHAR: char,
  CHARACTER: char,
  NCHAR: char,
  BINARY: binary(true),
  VARBINARY: binary(false),
  BOOLEAN: plain("BOOLEAN"),
  DATE: plain("DATE"),
  TIME: temporal("TIME"),
  DATETIME: temporal("TIMESTAMP_NTZ"),
  TIMESTAMP: timestamp,
  TIMESTAMP_NTZ: temporal("TIMESTAMP_NTZ"),
  TIMESTAMPNTZ: temporal("TIMESTAMP_NTZ"),
  TIMESTAMP_LTZ: temporal("TIMESTAMP_LTZ"),
  TIMESTAMPLTZ: temporal("TIMESTAMP_LTZ"),
  TIMESTAMP_TZ: temporal("TIMESTAMP_TZ"),
  TIMESTAMPTZ: temporal("TIMESTAMP_TZ"),
  VARIANT: plain("VARIANT"),
  OBJECT: object,
  ARRAY: array,
  MAP: map,
  GEOGRAPHY: plain("GEOGRAPHY"),
  GEOMETRY: plain("GEOMETRY"),
  VECTOR: vector,
  FILE: plain("FILE"),
  UUID: plain("UUID"),
  INTERVAL: interval,
  PERIOD: period,
};

function unsupported(name: string): SqlError {
  return new SqlError("002040", "42601", `SQL compilation error:\nUnsupported data type '${name}'.`);
}

/**
 * A type, with Snowflake's defaults filled in; COLLATE and NOT NULL of a column are not part of it.
 * @throws SqlError 002040 for unknown names, 001003, 001007
 */
export function parseType(cursor: Cursor): ColumnType {
  const token = cursor.peek();
  if (token?.kind !== "word") throw cursor.unexpected();
  const reader = readers[token.value];
  if (reader === undefined) throw unsupported(token.value);
  cursor.index++;
  return reader(cursor);
}
