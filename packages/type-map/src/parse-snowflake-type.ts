import { InvalidSnowflakeTypeError, UnknownSnowflakeTypeError } from "./errors.ts";
import { checked, intervalFields, limits } from "./snowflake-limits.ts";
import { spellings, type Family } from "./snowflake-spellings.ts";
import { TokenCursor } from "./token-cursor.ts";
import type { IntervalField, ObjectField, SnowflakeType, SnowflakeTypeName } from "./types.ts";

/** What a type text leaves to the session it was written in. */
export interface ParseTypeOptions {
  /** What plain TIMESTAMP means: the session parameter TIMESTAMP_TYPE_MAPPING, by default TIMESTAMP_NTZ. */
  readonly timestampMapping?: "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ";
}

interface Reading {
  readonly text: string;
  readonly cursor: TokenCursor;
  readonly timestampMapping: "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ";
  readonly depth: number;
}

function fail(reading: Reading, problem: string): never {
  throw new InvalidSnowflakeTypeError(reading.text, problem);
}

function expectSign(reading: Reading, sign: string): void {
  if (reading.cursor.take(sign)) return;
  const found = reading.cursor.peek().raw;
  fail(reading, `expected "${sign}" ${found === "" ? "at the end" : `before ${JSON.stringify(found)}`}`);
}

function readInteger(reading: Reading): number {
  const { kind, text, raw } = reading.cursor.next();
  if (kind !== "number" || !/^[0-9]{1,10}$/.test(text)) fail(reading, `${JSON.stringify(raw)} is not a whole number`);
  return Number(text);
}

/** Numbers in parentheses; none when there are no parentheses. */
function readNumbers(reading: Reading, atMost: number): readonly number[] {
  if (!reading.cursor.take("(")) return [];
  const numbers = [readInteger(reading)];
  while (numbers.length < atMost && reading.cursor.take(",")) numbers.push(readInteger(reading));
  expectSign(reading, ")");
  return numbers;
}

function readFraction(reading: Reading): number {
  return readNumbers(reading, 1)[0] ?? limits.fraction;
}

function readVarchar(reading: Reading, defaultLength: number): SnowflakeType {
  const { cursor } = reading;
  const length = readNumbers(reading, 1)[0] ?? defaultLength;
  if (!cursor.take("COLLATE")) return { name: "VARCHAR", length };
  const collation = cursor.next();
  if (collation.kind !== "string") fail(reading, "COLLATE takes a text in single quotes");
  return collation.text === "" ? { name: "VARCHAR", length } : { name: "VARCHAR", length, collation: collation.text };
}

function readTimestamp(reading: Reading): SnowflakeType {
  const { cursor } = reading;
  const before = readNumbers(reading, 1)[0];
  const name = cursor.take("WITHOUT", "TIME", "ZONE")
    ? "TIMESTAMP_NTZ"
    : cursor.take("WITH", "LOCAL", "TIME", "ZONE")
      ? "TIMESTAMP_LTZ"
      : cursor.take("WITH", "TIME", "ZONE")
        ? "TIMESTAMP_TZ"
        : reading.timestampMapping;
  return { name, precision: before ?? readFraction(reading) };
}

function readIntervalField(reading: Reading): IntervalField {
  const word = reading.cursor.next();
  const field = intervalFields.find((known) => known === word.text);
  return field ?? fail(reading, `${JSON.stringify(word.raw)} is not a field of an interval`);
}

function readInterval(reading: Reading): SnowflakeType {
  const from = readIntervalField(reading);
  const [leadingPrecision = 9, ownFraction] = readNumbers(reading, from === "SECOND" ? 2 : 1);
  if (!reading.cursor.take("TO")) {
    const fraction = from === "SECOND" ? { fractionalPrecision: ownFraction ?? limits.fraction } : {};
    return { name: "INTERVAL", from, to: from, leadingPrecision, ...fraction };
  }
  const to = readIntervalField(reading);
  const fraction = to === "SECOND" ? { fractionalPrecision: readFraction(reading) } : {};
  return { name: "INTERVAL", from, to, leadingPrecision, ...fraction };
}

interface Element {
  readonly type: SnowflakeType;
  readonly notNull: boolean;
}

function readElement(reading: Reading): Element {
  const type = readType({ ...reading, depth: reading.depth + 1 });
  return { type, notNull: reading.cursor.take("NOT", "NULL") };
}

function readField(reading: Reading): ObjectField {
  const name = reading.cursor.next();
  if (name.kind !== "word" && name.kind !== "quoted") {
    fail(reading, `${JSON.stringify(name.raw)} is not the name of a field`);
  }
  const { type, notNull } = readElement(reading);
  const field = { name: name.kind === "word" ? name.raw : name.text, type };
  return notNull ? { ...field, notNull: true } : field;
}

function readObject(reading: Reading): SnowflakeType {
  if (!reading.cursor.take("(")) return { name: "OBJECT" };
  const fields: ObjectField[] = [];
  if (reading.cursor.take(")")) return { name: "OBJECT", fields };
  do fields.push(readField(reading));
  while (reading.cursor.take(","));
  expectSign(reading, ")");
  return { name: "OBJECT", fields };
}

function readArray(reading: Reading): SnowflakeType {
  if (!reading.cursor.take("(")) return { name: "ARRAY" };
  const { type, notNull } = readElement(reading);
  expectSign(reading, ")");
  return notNull ? { name: "ARRAY", element: type, elementNotNull: true } : { name: "ARRAY", element: type };
}

function readMap(reading: Reading): SnowflakeType {
  expectSign(reading, "(");
  const { type: key } = readElement(reading);
  expectSign(reading, ",");
  const { type: value, notNull } = readElement(reading);
  expectSign(reading, ")");
  return notNull ? { name: "MAP", key, value, valueNotNull: true } : { name: "MAP", key, value };
}

function readPeriod(reading: Reading): SnowflakeType {
  expectSign(reading, "(");
  const element = readType({ ...reading, depth: reading.depth + 1 });
  expectSign(reading, ")");
  return { name: "PERIOD", element };
}

function readVector(reading: Reading): SnowflakeType {
  expectSign(reading, "(");
  const element = reading.cursor.next();
  if (element.text !== "INT" && element.text !== "FLOAT") {
    return fail(reading, "the elements of a VECTOR are INT or FLOAT");
  }
  expectSign(reading, ",");
  const dimension = readInteger(reading);
  expectSign(reading, ")");
  return { name: "VECTOR", element: element.text, dimension };
}

function readDecfloat(reading: Reading): SnowflakeType {
  const [digits = limits.precision] = readNumbers(reading, 1);
  if (digits !== limits.precision) fail(reading, "DECFLOAT has 38 digits");
  return { name: "DECFLOAT" };
}

const readers: Readonly<Record<Family, (reading: Reading, name: SnowflakeTypeName) => SnowflakeType>> = {
  number: (reading) => {
    const [precision = limits.precision, scale = 0] = readNumbers(reading, 2);
    return { name: "NUMBER", precision, scale };
  },
  // All integer names are NUMBER(38,0) and take no precision.
  integer: () => ({ name: "NUMBER", precision: limits.precision, scale: 0 }),
  float: (reading) => {
    reading.cursor.take("PRECISION");
    return { name: "FLOAT" };
  },
  decfloat: readDecfloat,
  varchar: (reading) => readVarchar(reading, limits.varcharDefault),
  char: (reading) => readVarchar(reading, reading.cursor.take("VARYING") ? limits.varcharDefault : 1),
  binary: (reading) => ({ name: "BINARY", length: readNumbers(reading, 1)[0] ?? limits.binaryDefault }),
  plain: (_reading, name) => ({ name }) as SnowflakeType,
  fraction: (reading, name) => ({ name, precision: readFraction(reading) }) as SnowflakeType,
  timestamp: readTimestamp,
  interval: readInterval,
  period: readPeriod,
  object: readObject,
  array: readArray,
  map: readMap,
  vector: readVector,
};

function readType(reading: Reading): SnowflakeType {
  if (reading.depth > limits.depth) fail(reading, "nested too deeply");
  const word = reading.cursor.next();
  if (word.kind === "end") fail(reading, "a type is missing at the end");
  if (word.kind === "punctuation") fail(reading, `a type is missing before "${word.raw}"`);
  const spelling = word.kind === "word" ? spellings.get(word.text) : undefined;
  // PRECISION goes with DOUBLE alone.
  const misplaced = word.text !== "DOUBLE" && reading.cursor.peek().text === "PRECISION";
  if (spelling === undefined || misplaced) {
    throw new UnknownSnowflakeTypeError(reading.text, spelling === undefined ? word.raw : `${word.raw} PRECISION`);
  }
  return checked(readers[spelling.family](reading, spelling.name), reading.text);
}

/**
 * The type at the cursor, leaving the cursor behind it; for a type inside a longer text, such as a cast.
 * @throws UnknownSnowflakeTypeError, InvalidSnowflakeTypeError
 */
export function readSnowflakeType(cursor: TokenCursor, text: string, options: ParseTypeOptions = {}): SnowflakeType {
  return readType({ text, cursor, timestampMapping: options.timestampMapping ?? "TIMESTAMP_NTZ", depth: 0 });
}

/**
 * Reads a type as DESCRIBE prints it or as people write it in DDL: all synonyms, nested structured types, quoted field
 * names, NOT NULL inside structured types, COLLATE (Snowflake SQL reference, "Data types").
 * @throws UnknownSnowflakeTypeError for a name that is not a Snowflake type
 * @throws InvalidSnowflakeTypeError for parameters that Snowflake does not have, or text after the type
 */
export function parseSnowflakeType(text: string, options: ParseTypeOptions = {}): SnowflakeType {
  const cursor = new TokenCursor(text);
  const type = readSnowflakeType(cursor, text, options);
  if (cursor.atEnd) return type;
  const rest = cursor.peek().raw;
  const hint = cursor.take("NOT", "NULL") ? " (nullability belongs to the column)" : "";
  throw new InvalidSnowflakeTypeError(text, `${JSON.stringify(rest)} is not part of the type${hint}`);
}
