import { expect, test } from "@jest/globals";

import {
  InvalidSnowflakeTypeError,
  parseSnowflakeType,
  printSnowflakeType,
  UnknownSnowflakeTypeError,
} from "../src/index.ts";
import { spellings } from "./snowflake-spellings.ts";

test.each(spellings)("%s is %s", (written, canonical) => {
  expect(printSnowflakeType(parseSnowflakeType(written))).toBe(canonical);
  expect(printSnowflakeType(parseSnowflakeType(canonical))).toBe(canonical);
});

test.each(["TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ"] as const)("plain TIMESTAMP can mean %s", (name) => {
  expect(parseSnowflakeType("TIMESTAMP(3)", { timestampMapping: name })).toEqual({ name, precision: 3 });
  expect(parseSnowflakeType("ARRAY(TIMESTAMP)", { timestampMapping: name })).toEqual({
    name: "ARRAY",
    element: { name, precision: 9 },
  });
  expect(parseSnowflakeType("DATETIME", { timestampMapping: name })).toEqual({ name: "TIMESTAMP_NTZ", precision: 9 });
});

test.each([
  ["MONEY", "MONEY"],
  ["GEO", "GEO"],
  ["my_schema.my_type", "my_schema"],
  ["ARRAY(BLOB)", "BLOB"],
  ["OBJECT(a XML)", "XML"],
  ["REAL PRECISION", "REAL PRECISION"],
  ['"NUMBER"', '"NUMBER"'],
  ["'NUMBER'", "'NUMBER'"],
  ["toString", "toString"],
])("an unknown type is refused by name: %s", (text, named) => {
  const attempt = (): unknown => parseSnowflakeType(text);
  expect(attempt).toThrow(UnknownSnowflakeTypeError);
  expect(attempt).toThrow(
    expect.objectContaining({ code: "UNKNOWN_SNOWFLAKE_TYPE", typeText: text, retryable: false }),
  );
  expect(attempt).toThrow(JSON.stringify(named));
});

test.each([
  "",
  "NUMBER; DROP TABLE x",
  "NUMBER(0)",
  "NUMBER(39)",
  "NUMBER(38,38)",
  "NUMBER(5,6)",
  "NUMBER(5,-1)",
  "NUMBER(5,1,1)",
  "NUMBER()",
  "NUMBER(5",
  "NUMBER(a)",
  "NUMBER(1e1)",
  "INT(5)",
  "FLOAT(10)",
  "DECFLOAT(20)",
  "VARCHAR(0)",
  "VARCHAR(134217729)",
  "VARCHAR(99999999999999999999)",
  "VARCHAR(5) COLLATE en",
  "NUMBER COLLATE 'en'",
  "BINARY(67108865)",
  "BINARY(0)",
  "DATE(3)",
  "TIME(10)",
  "TIMESTAMP_TZ(10)",
  "TIMESTAMP(3) WITH TIME ZONE(3)",
  "BOOLEAN NOT NULL",
  "ARRAY()",
  "ARRAY(INT, INT)",
  "OBJECT(a)",
  "OBJECT(a INT,)",
  "OBJECT('a' INT)",
  "OBJECT(a INT, a DATE)",
  "MAP",
  "MAP(VARCHAR)",
  "MAP(FLOAT, INT)",
  "MAP(NUMBER(5,1), INT)",
  "VECTOR",
  "VECTOR(FLOAT)",
  "VECTOR(VARCHAR, 3)",
  "VECTOR(FLOAT, 0)",
  "VECTOR(FLOAT, 4097)",
  "INTERVAL",
  "INTERVAL WEEK",
  "INTERVAL YEAR TO DAY",
  "INTERVAL SECOND TO DAY",
  "INTERVAL MONTH TO SECOND",
  "INTERVAL DAY(10)",
  "INTERVAL DAY(0)",
  "INTERVAL DAY TO SECOND(10)",
  "PERIOD",
  "PERIOD(VARCHAR)",
  "VARIANT VARIANT",
  `${"ARRAY(".repeat(5000)}INT${")".repeat(5000)}`,
])("parameters that Snowflake does not have are refused: %#", (text) => {
  expect(() => parseSnowflakeType(text)).toThrow(InvalidSnowflakeTypeError);
  expect(() => parseSnowflakeType(text)).toThrow(
    expect.objectContaining({ code: "INVALID_SNOWFLAKE_TYPE", typeText: text }),
  );
});
