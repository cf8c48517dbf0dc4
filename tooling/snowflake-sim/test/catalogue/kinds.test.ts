import { beforeAll, expect, test } from "@jest/globals";
import { Bench } from "./fixture.ts";

const bench = new Bench();

beforeAll(() =>
  bench.load(`
    CREATE TABLE PARENT (ID INT PRIMARY KEY);
    CREATE EVENT TABLE E_EVENT;
    CREATE EXTERNAL TABLE E_EXTERNAL (C VARCHAR AS (value:c1::VARCHAR)) LOCATION = @stage/a/ FILE_FORMAT = (TYPE = CSV);
    CREATE INTERACTIVE TABLE I_TABLE (A INT);
    CREATE HYBRID TABLE H_TABLE (ID INT PRIMARY KEY, A INT UNIQUE, B INT, P INT REFERENCES PARENT (ID), INDEX BY_B (B, A) INCLUDE (P));
    CREATE SEMANTIC VIEW S_VIEW TABLES (P AS DB.PUBLIC.PARENT PRIMARY KEY (ID)) FACTS (P.F AS ID + 1)
      DIMENSIONS (P.D AS TO_VARCHAR(ID), P.E AS ID) METRICS (P.M AS SUM(P.F)) COMMENT = 'a model';
  `),
);

test("an event table has the columns that all event tables have", async () => {
  expect(await bench.cells("SHOW COLUMNS IN TABLE DB.PUBLIC.E_EVENT", "column_name")).toEqual(
    "TIMESTAMP START_TIMESTAMP OBSERVED_TIMESTAMP TRACE RESOURCE RESOURCE_ATTRIBUTES SCOPE SCOPE_ATTRIBUTES RECORD_TYPE RECORD RECORD_ATTRIBUTES VALUE EXEMPLARS".split(
      " ",
    ),
  );
});

test("an external table begins with VALUE; its own columns are virtual", async () => {
  expect(await bench.rows("SHOW COLUMNS IN TABLE DB.PUBLIC.E_EXTERNAL")).toMatchObject([
    { column_name: "VALUE", kind: "COLUMN", data_type: '{"type":"VARIANT","nullable":true}' },
    { column_name: "C", kind: "VIRTUAL_COLUMN", expression: "value:c1::VARCHAR" },
  ]);
});

test("an interactive table is told by its flag", async () => {
  expect(await bench.rows("SHOW TABLES LIKE 'I%' IN SCHEMA DB.PUBLIC")).toMatchObject([
    { kind: "TABLE", is_interactive: "Y" },
  ]);
});

test("a hybrid table lists its indexes and those of its keys; other tables have none", async () => {
  const listed = await bench.rows("SHOW INDEXES IN SCHEMA DB.PUBLIC");
  expect(listed.map((row) => [row.name, row.is_unique, row.columns, row.included_columns])).toEqual([
    ["SYS_INDEX_H_TABLE_PRIMARY", "Y", "[ID]", "[]"],
    ["SYS_INDEX_H_TABLE_UNIQUE_A", "Y", "[A]", "[]"],
    ["SYS_INDEX_H_TABLE_FOREIGN_KEY_P", "N", "[P]", "[]"],
    ["BY_B", "N", "[B, A]", "[P]"],
  ]);
});

test("a hybrid table without a primary key is refused", async () => {
  await expect(bench.load("CREATE HYBRID TABLE NOPE (A INT)")).rejects.toThrow(/A primary key is required/);
});

test("a semantic view is a view to SHOW OBJECTS alone; its columns are dimensions, facts and metrics", async () => {
  const objects = await bench.rows("SHOW OBJECTS LIKE 'S_VIEW' IN SCHEMA DB.PUBLIC");
  expect(objects).toMatchObject([{ name: "S_VIEW", kind: "VIEW", comment: "a model" }]);
  expect(await bench.rows("SHOW VIEWS IN SCHEMA DB.PUBLIC")).toEqual([]);
  const columns = await bench.rows("SHOW COLUMNS IN VIEW DB.PUBLIC.S_VIEW");
  expect(columns.map(({ column_name, kind }) => [column_name, kind])).toEqual([
    ["F", "FACT"],
    ["D", "DIMENSION"],
    ["E", "DIMENSION"],
    ["M", "METRIC"],
  ]);
});
