import { describe, expect, test } from "@jest/globals";

import {
  InvalidSnowflakeTypeError,
  parseInformationSchemaType,
  parseShowColumnsType,
  printSnowflakeType,
  UnknownSnowflakeTypeError,
  type InformationSchemaColumn,
} from "../src/index.ts";

describe("the data_type JSON of SHOW COLUMNS", () => {
  test.each<readonly [json: string, canonical: string, nullable: boolean]>([
    ['{"type":"FIXED","precision":38,"scale":0,"nullable":true}', "NUMBER(38,0)", true],
    ['{"type":"FIXED","precision":10,"scale":2,"nullable":false}', "NUMBER(10,2)", false],
    ['{"type":"REAL","nullable":true}', "FLOAT", true],
    ['{"type":"TEXT","length":9,"byteLength":36,"nullable":true,"fixed":false}', "VARCHAR(9)", true],
    [
      '{"type":"TEXT","length":16777216,"byteLength":67108864,"charLength":16777216,"nullable":false,"fixed":false}',
      "VARCHAR(16777216)",
      false,
    ],
    [
      '{"type":"TEXT","length":200,"byteLength":800,"nullable":true,"fixed":false,"collation":"en-ci"}',
      "VARCHAR(200) COLLATE 'en-ci'",
      true,
    ],
    ['{"type":"TEXT","length":5,"nullable":true,"collation":""}', "VARCHAR(5)", true],
    ['{"type":"TEXT","length":5,"nullable":true,"collation":null}', "VARCHAR(5)", true],
    ['{"type":"BINARY","length":20,"byteLength":20,"nullable":true,"fixed":true}', "BINARY(20)", true],
    ['{"type":"BOOLEAN","nullable":true}', "BOOLEAN", true],
    ['{"type":"DATE","nullable":true}', "DATE", true],
    ['{"type":"TIME","precision":0,"scale":3,"nullable":true}', "TIME(3)", true],
    ['{"type":"TIMESTAMP_NTZ","precision":0,"scale":9,"nullable":false}', "TIMESTAMP_NTZ(9)", false],
    ['{"type":"TIMESTAMP_LTZ","precision":0,"scale":6,"nullable":true}', "TIMESTAMP_LTZ(6)", true],
    ['{"type":"TIMESTAMP_TZ","precision":0,"scale":0,"nullable":true}', "TIMESTAMP_TZ(0)", true],
    ['{"type":"VARIANT","nullable":true}', "VARIANT", true],
    ['{"type":"OBJECT","nullable":true}', "OBJECT", true],
    ['{"type":"ARRAY","nullable":true}', "ARRAY", true],
    ['{"type":"GEOGRAPHY","outputType":"OBJECT","nullable":true}', "GEOGRAPHY", true],
    ['{"type":"GEOMETRY","nullable":true}', "GEOMETRY", true],
    ['{"type":"FILE","nullable":true}', "FILE", true],
    ['{"type":"UUID","nullable":true}', "UUID", true],
    ['{"type":"DECFLOAT","nullable":true}', "DECFLOAT(38)", true],
    [
      '{"type":"VECTOR","nullable":true,"vectorElementType":{"type":"REAL","nullable":false},"dimension":256}',
      "VECTOR(FLOAT, 256)",
      true,
    ],
    [
      '{"type":"VECTOR","nullable":true,"vectorElementType":{"type":"FIXED","precision":38,"scale":0},"dimension":3}',
      "VECTOR(INT, 3)",
      true,
    ],
    [
      '{"type":"ARRAY","nullable":true,"elementType":{"type":"FIXED","precision":38,"scale":0,"nullable":false}}',
      "ARRAY(NUMBER(38,0) NOT NULL)",
      true,
    ],
    [
      '{"type":"MAP","nullable":true,"keyType":{"type":"TEXT","length":16777216,"nullable":false},"valueType":{"type":"REAL","nullable":true}}',
      "MAP(VARCHAR(16777216), FLOAT)",
      true,
    ],
    [
      '{"type":"OBJECT","nullable":true,"fields":[{"fieldName":"a b","fieldType":{"type":"ARRAY","nullable":false,"elementType":{"type":"DATE","nullable":true}}},{"fieldName":"c","fieldType":{"type":"TEXT","length":3,"nullable":true,"collation":"de"}}]}',
      "OBJECT(\"a b\" ARRAY(DATE) NOT NULL, c VARCHAR(3) COLLATE 'de')",
      true,
    ],
    // Absent keys mean the defaults.
    ['{"type":"FIXED"}', "NUMBER(38,0)", true],
    ['{"type":"TEXT"}', "VARCHAR(16777216)", true],
    ['{"type":"BINARY"}', "BINARY(8388608)", true],
    ['{"type":"TIME"}', "TIME(9)", true],
    ['{"type":"INTERVAL DAY TO SECOND(3)","nullable":true}', "INTERVAL DAY(9) TO SECOND(3)", true],
    ['{"type":"PERIOD(DATE)","nullable":true}', "PERIOD(DATE)", true],
  ])("%s", (json, canonical, nullable) => {
    const read = parseShowColumnsType(json);
    expect(printSnowflakeType(read.type)).toBe(canonical);
    expect(read.nullable).toBe(nullable);
  });

  test.each([
    '{"type":"MONEY","nullable":true}',
    '{"type":"PERIOD","nullable":true}',
    '{"type":"INTERVAL_DAY_TIME","nullable":true}',
    '{"type":"ARRAY","elementType":{"type":"NUMBER"}}',
    '{"type":"","nullable":true}',
    '{"type":"toString"}',
  ])("refuses a type that it does not know: %s", (json) => {
    expect(() => parseShowColumnsType(json)).toThrow(UnknownSnowflakeTypeError);
    expect(() => parseShowColumnsType(json)).toThrow(expect.objectContaining({ typeText: json }));
  });

  test.each([
    "",
    "NUMBER(38,0)",
    "null",
    "[]",
    '"TEXT"',
    "{}",
    '{"type":5}',
    '{"type":"FIXED","precision":"38"}',
    '{"type":"FIXED","precision":39,"scale":0}',
    '{"type":"FIXED","precision":1.5}',
    '{"type":"TEXT","length":-1}',
    '{"type":"TEXT","collation":5}',
    '{"type":"TIME","scale":12}',
    '{"type":"VECTOR","dimension":3}',
    '{"type":"VECTOR","vectorElementType":{"type":"TEXT"},"dimension":3}',
    '{"type":"VECTOR","vectorElementType":{"type":"REAL"}}',
    '{"type":"MAP","keyType":{"type":"REAL"},"valueType":{"type":"REAL"}}',
    '{"type":"MAP"}',
    '{"type":"OBJECT","fields":{}}',
    '{"type":"OBJECT","fields":[{"fieldType":{"type":"DATE"}}]}',
    `${'{"type":"ARRAY","elementType":'.repeat(500)}{"type":"DATE"}${"}".repeat(500)}`,
  ])("refuses what is no type: %#", (json) => {
    expect(() => parseShowColumnsType(json)).toThrow(InvalidSnowflakeTypeError);
  });
});

describe("a row of INFORMATION_SCHEMA.COLUMNS", () => {
  test.each<readonly [row: InformationSchemaColumn, canonical: string]>([
    [{ dataType: "NUMBER", numericPrecision: 38, numericScale: 0 }, "NUMBER(38,0)"],
    [{ dataType: "NUMBER", numericPrecision: "10", numericScale: "2", dataTypeAlias: "DECIMAL(10,2)" }, "NUMBER(10,2)"],
    [{ dataType: "FLOAT", numericPrecision: null, numericScale: null }, "FLOAT"],
    [{ dataType: "DECFLOAT" }, "DECFLOAT(38)"],
    [{ dataType: "TEXT", characterMaximumLength: "16777216" }, "VARCHAR(16777216)"],
    [{ dataType: "VARCHAR", characterMaximumLength: 20 }, "VARCHAR(20)"],
    [
      { dataType: "TEXT", characterMaximumLength: 20, dataTypeAlias: "VARCHAR(20) COLLATE 'en-ci'" },
      "VARCHAR(20) COLLATE 'en-ci'",
    ],
    [{ dataType: "BINARY", characterMaximumLength: 16 }, "BINARY(16)"],
    [{ dataType: "BOOLEAN" }, "BOOLEAN"],
    [{ dataType: "DATE" }, "DATE"],
    [{ dataType: "TIME", datetimePrecision: 0 }, "TIME(0)"],
    [{ dataType: "TIMESTAMP_NTZ", datetimePrecision: "9", dataTypeAlias: "TIMESTAMP" }, "TIMESTAMP_NTZ(9)"],
    [{ dataType: "TIMESTAMP_LTZ", datetimePrecision: 3 }, "TIMESTAMP_LTZ(3)"],
    [{ dataType: "TIMESTAMP_TZ", datetimePrecision: 6 }, "TIMESTAMP_TZ(6)"],
    [{ dataType: "VARIANT" }, "VARIANT"],
    [{ dataType: "OBJECT" }, "OBJECT"],
    [{ dataType: "OBJECT", dataTypeAlias: "OBJECT(a INT)" }, "OBJECT(a NUMBER(38,0))"],
    [{ dataType: "ARRAY", dataTypeAlias: "ARRAY" }, "ARRAY"],
    [{ dataType: "ARRAY", dataTypeAlias: "something else" }, "ARRAY"],
    [{ dataType: "MAP", dataTypeAlias: "MAP(VARCHAR, INT)" }, "MAP(VARCHAR(16777216), NUMBER(38,0))"],
    [{ dataType: "VECTOR", dataTypeAlias: "VECTOR(FLOAT, 3)" }, "VECTOR(FLOAT, 3)"],
    [{ dataType: "PERIOD", dataTypeAlias: "PERIOD(DATE)" }, "PERIOD(DATE)"],
    [{ dataType: "INTERVAL", dataTypeAlias: "INTERVAL YEAR TO MONTH" }, "INTERVAL YEAR(9) TO MONTH"],
    [{ dataType: "INTERVAL DAY(3) TO HOUR" }, "INTERVAL DAY(3) TO HOUR"],
    [{ dataType: "GEOGRAPHY" }, "GEOGRAPHY"],
    [{ dataType: "GEOMETRY" }, "GEOMETRY"],
    [{ dataType: "FILE" }, "FILE"],
    [{ dataType: "UUID" }, "UUID"],
  ])("%j", (row, canonical) => {
    expect(printSnowflakeType(parseInformationSchemaType(row))).toBe(canonical);
  });

  test("refuses a family that it does not know", () => {
    expect(() => parseInformationSchemaType({ dataType: "MONEY" })).toThrow(UnknownSnowflakeTypeError);
  });

  test.each<InformationSchemaColumn>([
    { dataType: "VECTOR", dataTypeAlias: null },
    { dataType: "MAP" },
    { dataType: "MAP", dataTypeAlias: "OBJECT(a INT)" },
    { dataType: "NUMBER", numericPrecision: "x" },
    { dataType: "NUMBER", numericPrecision: 39, numericScale: 0 },
  ])("refuses parameters that are missing or impossible: %j", (row) => {
    expect(() => parseInformationSchemaType(row)).toThrow(InvalidSnowflakeTypeError);
  });
});
