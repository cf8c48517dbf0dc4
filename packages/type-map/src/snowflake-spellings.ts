import type { SnowflakeTypeName } from "./types.ts";

/** How the text after a type's name is read. */
export type Family =
  | "number"
  | "integer"
  | "float"
  | "decfloat"
  | "varchar"
  | "char"
  | "binary"
  | "plain"
  | "fraction"
  | "timestamp"
  | "interval"
  | "period"
  | "object"
  | "array"
  | "map"
  | "vector";

interface Spelling {
  readonly family: Family;
  readonly name: SnowflakeTypeName;
}

function all(family: Family, name: SnowflakeTypeName, words: string): [string, Spelling][] {
  return words.split(" ").map((word) => [word, { family, name }]);
}

/** First word of every spelling: Snowflake SQL reference, "Summary of data types" and the synonyms on each type's page. */
export const spellings: ReadonlyMap<string, Spelling> = new Map([
  ...all("number", "NUMBER", "NUMBER DECIMAL DEC NUMERIC"),
  ...all("integer", "NUMBER", "INT INTEGER BIGINT SMALLINT TINYINT BYTEINT"),
  ...all("float", "FLOAT", "FLOAT FLOAT4 FLOAT8 DOUBLE REAL"),
  ...all("decfloat", "DECFLOAT", "DECFLOAT"),
  ...all("varchar", "VARCHAR", "VARCHAR STRING TEXT NVARCHAR NVARCHAR2 VARCHAR2"),
  ...all("char", "VARCHAR", "CHAR CHARACTER NCHAR"),
  ...all("binary", "BINARY", "BINARY VARBINARY"),
  ...all("plain", "BOOLEAN", "BOOLEAN"),
  ...all("plain", "DATE", "DATE"),
  ...all("plain", "VARIANT", "VARIANT"),
  ...all("plain", "GEOGRAPHY", "GEOGRAPHY"),
  ...all("plain", "GEOMETRY", "GEOMETRY"),
  ...all("plain", "FILE", "FILE"),
  ...all("plain", "UUID", "UUID"),
  ...all("fraction", "TIME", "TIME"),
  ...all("fraction", "TIMESTAMP_NTZ", "TIMESTAMP_NTZ TIMESTAMPNTZ DATETIME"),
  ...all("fraction", "TIMESTAMP_LTZ", "TIMESTAMP_LTZ TIMESTAMPLTZ"),
  ...all("fraction", "TIMESTAMP_TZ", "TIMESTAMP_TZ TIMESTAMPTZ"),
  ...all("timestamp", "TIMESTAMP_NTZ", "TIMESTAMP"),
  ...all("interval", "INTERVAL", "INTERVAL"),
  ...all("period", "PERIOD", "PERIOD"),
  ...all("object", "OBJECT", "OBJECT"),
  ...all("array", "ARRAY", "ARRAY"),
  ...all("map", "MAP", "MAP"),
  ...all("vector", "VECTOR", "VECTOR"),
]);
