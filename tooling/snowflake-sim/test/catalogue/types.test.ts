import { beforeAll, describe, expect, test } from "@jest/globals";
import { Bench } from "./fixture.ts";

const fixed = '{"type":"FIXED","precision":38,"scale":0,"nullable":true}';
const real = '{"type":"REAL","nullable":true}';
const text = '{"type":"TEXT","length":16777216,"byteLength":16777216,"nullable":true,"fixed":false}';
const time = (name: string, scale: number): string =>
  `{"type":"${name}","precision":0,"scale":${String(scale)},"nullable":true}`;
const bare = (name: string): string => `{"type":"${name}","nullable":true}`;
const place = (name: string): string => `{"type":"${name}","outputType":"OBJECT","nullable":true}`;

/** As declared; as DESCRIBE prints it; `data_type` of SHOW COLUMNS. Sources: Snowflake SQL reference, Data types. */
const cases: readonly (readonly [declared: string, described: string, json: string])[] = [
  ["NUMBER", "NUMBER(38,0)", fixed],
  ["NUMBER(5)", "NUMBER(5,0)", '{"type":"FIXED","precision":5,"scale":0,"nullable":true}'],
  ["NUMBER(38, 37)", "NUMBER(38,37)", '{"type":"FIXED","precision":38,"scale":37,"nullable":true}'],
  ["DECIMAL(10,2)", "NUMBER(10,2)", '{"type":"FIXED","precision":10,"scale":2,"nullable":true}'],
  ["DEC", "NUMBER(38,0)", fixed],
  ["NUMERIC", "NUMBER(38,0)", fixed],
  ...["INT", "INTEGER", "BIGINT", "SMALLINT", "TINYINT", "BYTEINT"].map(
    (name) => [name, "NUMBER(38,0)", fixed] as const,
  ),
  ...["FLOAT", "FLOAT4", "FLOAT8", "DOUBLE", "DOUBLE PRECISION", "REAL"].map((name) => [name, "FLOAT", real] as const),
  ["DECFLOAT", "DECFLOAT(38)", bare("DECFLOAT")],
  ...["VARCHAR", "STRING", "TEXT", "NVARCHAR", "NVARCHAR2", "VARCHAR2", "CHAR VARYING", "NCHAR VARYING"].map(
    (name) => [name, "VARCHAR(16777216)", text] as const,
  ),
  ...["CHAR", "CHARACTER", "NCHAR"].map(
    (name) => [name, "VARCHAR(1)", '{"type":"TEXT","length":1,"byteLength":4,"nullable":true,"fixed":false}'] as const,
  ),
  ["CHAR(5)", "VARCHAR(5)", '{"type":"TEXT","length":5,"byteLength":20,"nullable":true,"fixed":false}'],
  ["VARCHAR(9)", "VARCHAR(9)", '{"type":"TEXT","length":9,"byteLength":36,"nullable":true,"fixed":false}'],
  [
    "STRING(134217728)",
    "VARCHAR(134217728)",
    '{"type":"TEXT","length":134217728,"byteLength":134217728,"nullable":true,"fixed":false}',
  ],
  [
    "VARCHAR(200) COLLATE 'en-ci'",
    "VARCHAR(200) COLLATE 'en-ci'",
    '{"type":"TEXT","length":200,"byteLength":800,"nullable":true,"fixed":false,"collation":"en-ci"}',
  ],
  ["BINARY(20)", "BINARY(20)", '{"type":"BINARY","length":20,"byteLength":20,"nullable":true,"fixed":true}'],
  [
    "VARBINARY",
    "BINARY(8388608)",
    '{"type":"BINARY","length":8388608,"byteLength":8388608,"nullable":true,"fixed":false}',
  ],
  ["BOOLEAN", "BOOLEAN", bare("BOOLEAN")],
  ["DATE", "DATE", bare("DATE")],
  ["TIME", "TIME(9)", time("TIME", 9)],
  ["TIME(3)", "TIME(3)", time("TIME", 3)],
  ...["TIMESTAMP_NTZ", "TIMESTAMPNTZ", "TIMESTAMP WITHOUT TIME ZONE", "DATETIME", "TIMESTAMP"].map(
    (name) => [name, "TIMESTAMP_NTZ(9)", time("TIMESTAMP_NTZ", 9)] as const,
  ),
  ...["TIMESTAMP_LTZ", "TIMESTAMPLTZ", "TIMESTAMP WITH LOCAL TIME ZONE"].map(
    (name) => [name, "TIMESTAMP_LTZ(9)", time("TIMESTAMP_LTZ", 9)] as const,
  ),
  ...["TIMESTAMP_TZ(6)", "TIMESTAMPTZ(6)", "TIMESTAMP(6) WITH TIME ZONE"].map(
    (name) => [name, "TIMESTAMP_TZ(6)", time("TIMESTAMP_TZ", 6)] as const,
  ),
  ["VARIANT", "VARIANT", bare("VARIANT")],
  ["OBJECT", "OBJECT", bare("OBJECT")],
  ["ARRAY", "ARRAY", bare("ARRAY")],
  ["ARRAY(NUMBER)", "ARRAY(NUMBER(38,0))", `{"type":"ARRAY","nullable":true,"elementType":${fixed}}`],
  [
    "ARRAY(ARRAY(INT NOT NULL))",
    "ARRAY(ARRAY(NUMBER(38,0) NOT NULL))",
    '{"type":"ARRAY","nullable":true,"elementType":{"type":"ARRAY","nullable":true,"elementType":{"type":"FIXED","precision":38,"scale":0,"nullable":false}}}',
  ],
  [
    'OBJECT(a VARCHAR, "b c" NUMBER NOT NULL)',
    'OBJECT(a VARCHAR(16777216), "b c" NUMBER(38,0) NOT NULL)',
    `{"type":"OBJECT","nullable":true,"fields":[{"fieldName":"a","fieldType":${text}},{"fieldName":"b c","fieldType":{"type":"FIXED","precision":38,"scale":0,"nullable":false}}]}`,
  ],
  [
    "MAP(VARCHAR(10), INT)",
    "MAP(VARCHAR(10), NUMBER(38,0))",
    `{"type":"MAP","nullable":true,"keyType":{"type":"TEXT","length":10,"byteLength":40,"nullable":false,"fixed":false},"valueType":${fixed}}`,
  ],
  [
    "VECTOR(FLOAT, 256)",
    "VECTOR(FLOAT, 256)",
    '{"type":"VECTOR","nullable":true,"vectorElementType":{"type":"REAL","nullable":false},"dimension":256}',
  ],
  [
    "VECTOR(INT,3)",
    "VECTOR(INT, 3)",
    '{"type":"VECTOR","nullable":true,"vectorElementType":{"type":"FIXED","precision":38,"scale":0,"nullable":false},"dimension":3}',
  ],
  ["GEOGRAPHY", "GEOGRAPHY", place("GEOGRAPHY")],
  ["GEOMETRY", "GEOMETRY", place("GEOMETRY")],
  ["FILE", "FILE", place("FILE")],
  ["UUID", "UUID", bare("UUID")],
  ["INTERVAL YEAR TO MONTH", "INTERVAL YEAR TO MONTH", bare("INTERVAL_YEAR_MONTH")],
  ["INTERVAL DAY(9) TO SECOND(9)", "INTERVAL DAY(9) TO SECOND(9)", bare("INTERVAL_DAY_TIME")],
  ["PERIOD(TIME)", "PERIOD(TIME(9))", bare("PERIOD")],
];

describe("every type and synonym", () => {
  const bench = new Bench();
  beforeAll(async () => {
    const columns = cases.map(([declared], index) => `c${String(index)} ${declared}`);
    await bench.load(`CREATE TABLE t (${columns.join(",\n")})`);
  });

  test("reads back in DESCRIBE as the canonical type", async () => {
    expect(await bench.cells("DESC TABLE t", "type")).toEqual(cases.map(([, described]) => described));
  });

  test("reads back in SHOW COLUMNS as JSON", async () => {
    expect(await bench.cells("SHOW COLUMNS IN TABLE t", "data_type")).toEqual(cases.map(([, , json]) => json));
  });
});

test("TIMESTAMP follows TIMESTAMP_TYPE_MAPPING at the time of the DDL", async () => {
  const bench = new Bench();
  await bench.load("");
  await bench.execute("ALTER SESSION SET TIMESTAMP_TYPE_MAPPING = 'TIMESTAMP_LTZ'");
  await bench.execute("CREATE TABLE t (a TIMESTAMP(3))");
  expect(await bench.cells("DESC TABLE t", "type")).toEqual(["TIMESTAMP_LTZ(3)"]);
});

test.each([
  ["JSON", "002040"],
  ["NUMBER(39,0)", "001007"],
  ["NUMBER(10,11)", "001007"],
  ["VARCHAR(134217729)", "001007"],
  ["INT(11)", "001003"],
  ["MAP(FLOAT, INT)", "002040"],
  ["VECTOR(FLOAT, 4097)", "001007"],
  ["NUMBER COLLATE 'en'", "002040"],
])("%s is refused with %s", async (type, code) => {
  const bench = new Bench();
  await bench.load("");
  await expect(bench.execute(`CREATE TABLE t (a ${type})`)).rejects.toMatchObject({ code });
});
