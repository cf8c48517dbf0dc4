import { beforeEach, describe, expect, test } from "@jest/globals";
import { Bench } from "./fixture.ts";

let bench: Bench;

beforeEach(async () => {
  bench = new Bench();
  await bench.load(`
    CREATE TABLE t (id INT PRIMARY KEY, n VARCHAR(9) DEFAULT 'x', m NUMBER(5,2), CONSTRAINT u UNIQUE (n));
    CREATE TABLE child (t_id INT CONSTRAINT fk REFERENCES t)`);
  bench.store.calls.length = 0;
});

const names = (): Promise<unknown[]> => bench.cells("DESC TABLE t", "name");

describe("columns", () => {
  test("are added with all their attributes", async () => {
    await bench.execute("ALTER TABLE t ADD COLUMN a INT DEFAULT 1 NOT NULL COMMENT 'new', b STRING COLLATE 'en'");
    expect((await bench.rows("DESC TABLE t")).slice(3)).toMatchObject([
      { name: "A", default: "1", "null?": "N", comment: "new" },
      { name: "B", type: "VARCHAR(16777216) COLLATE 'en'" },
    ]);
    expect(bench.store.calls).toEqual(["add t1.c4", "add t1.c5"]);
  });

  test("that are there already are refused, or passed over with IF NOT EXISTS", async () => {
    await expect(bench.execute("ALTER TABLE t ADD COLUMN n INT")).rejects.toMatchObject({ code: "001430" });
    await bench.execute("ALTER TABLE t ADD COLUMN IF NOT EXISTS n INT");
    expect(await names()).toEqual(["ID", "N", "M"]);
  });

  test("NOT NULL without a default is refused once the table has rows", async () => {
    bench.store.rows = 1;
    await expect(bench.execute("ALTER TABLE t ADD COLUMN a INT NOT NULL")).rejects.toMatchObject({ code: "002151" });
  });

  test("are dropped with the keys they are part of, and physical names are not used again", async () => {
    await bench.execute("ALTER TABLE t DROP COLUMN n, m");
    await bench.execute("ALTER TABLE t ADD n INT");
    expect(await names()).toEqual(["ID", "N"]);
    expect(await bench.rows("SHOW UNIQUE KEYS IN TABLE t")).toEqual([]);
    expect(bench.store.calls).toEqual(["remove t1.c2", "remove t1.c3", "add t1.c4"]);
    await expect(bench.execute("ALTER TABLE t DROP COLUMN nothing")).rejects.toMatchObject({ code: "000904" });
  });

  test("are renamed, here and in the keys that refer to them", async () => {
    await bench.execute('ALTER TABLE t RENAME COLUMN id TO "Id"');
    expect(await bench.cells("SHOW PRIMARY KEYS IN TABLE t", "column_name")).toEqual(["Id"]);
    expect(await bench.cells("SHOW IMPORTED KEYS IN TABLE child", "pk_column_name")).toEqual(["Id"]);
  });

  test("change type within their family only", async () => {
    await bench.execute("ALTER TABLE t ALTER COLUMN n SET DATA TYPE VARCHAR(20), m TYPE NUMBER(9,2)");
    expect(await bench.cells("DESC TABLE t", "type")).toEqual(["NUMBER(38,0)", "VARCHAR(20)", "NUMBER(9,2)"]);
    expect(bench.store.calls).toEqual(["change t1.c2", "change t1.c3"]);
    await expect(bench.execute("ALTER TABLE t ALTER n SET DATA TYPE VARCHAR(3)")).rejects.toMatchObject({
      code: "002108",
    });
    await expect(bench.execute("ALTER TABLE t ALTER m TYPE FLOAT")).rejects.toMatchObject({ code: "002108" });
  });

  test("lose and gain NOT NULL, default and comment", async () => {
    await bench.execute("ALTER TABLE t MODIFY (COLUMN n DROP DEFAULT, n SET NOT NULL, COLUMN m COMMENT 'mm')");
    expect(await bench.rows("DESC TABLE t")).toMatchObject([
      {},
      { default: null, "null?": "N", comment: null },
      { comment: "mm" },
    ]);
    await bench.execute("ALTER TABLE t ALTER COLUMN m UNSET COMMENT, COLUMN n DROP NOT NULL");
    expect(await bench.rows("DESC TABLE t")).toMatchObject([{}, { "null?": "Y" }, { comment: null }]);
  });
});

describe("constraints", () => {
  test("are added, renamed and dropped", async () => {
    await bench.execute("ALTER TABLE t ADD CONSTRAINT w UNIQUE (m) RELY");
    await bench.execute("ALTER TABLE t RENAME CONSTRAINT u TO v");
    expect(await bench.cells("SHOW UNIQUE KEYS IN TABLE t", "constraint_name")).toEqual(["V", "W"]);
    await bench.execute("ALTER TABLE t DROP CONSTRAINT w");
    await bench.execute("ALTER TABLE t DROP UNIQUE (n)");
    expect(await bench.rows("SHOW UNIQUE KEYS IN TABLE t")).toEqual([]);
    await expect(bench.execute("ALTER TABLE t DROP CONSTRAINT w")).rejects.toMatchObject({ code: "002203" });
  });

  test("DROP PRIMARY KEY takes the foreign keys that point at it", async () => {
    expect(await bench.cells("SHOW IMPORTED KEYS IN TABLE child", "fk_name")).toEqual(["FK"]);
    await bench.execute("ALTER TABLE t DROP PRIMARY KEY");
    expect(await bench.rows("SHOW IMPORTED KEYS IN TABLE child")).toEqual([]);
    await bench.execute("ALTER TABLE t ADD PRIMARY KEY (id, m)");
    expect(await bench.cells("DESC TABLE t", "null?")).toEqual(["N", "Y", "N"]);
  });

  test("a table with a key of several columns can be altered to rely on it", async () => {
    await bench.execute("ALTER TABLE t ALTER CONSTRAINT u RELY");
    expect(await bench.cells("SHOW UNIQUE KEYS IN TABLE t", "rely")).toEqual(["true"]);
  });
});

describe("tables", () => {
  test("are renamed, into another schema too; foreign keys follow", async () => {
    await bench.load("CREATE SCHEMA db.other; ALTER TABLE db.public.t RENAME TO db.other.renamed");
    expect(await bench.cells("SHOW TABLES IN SCHEMA db.public", "name")).toEqual(["CHILD"]);
    expect(await bench.rows("SHOW IMPORTED KEYS IN TABLE child")).toMatchObject([
      { pk_schema_name: "OTHER", pk_table_name: "RENAMED" },
    ]);
  });

  test("swap what they are and keep their names", async () => {
    await bench.load("CREATE TABLE other (only_this INT)");
    await bench.execute("ALTER TABLE t SWAP WITH other");
    expect(await names()).toEqual(["ONLY_THIS"]);
    expect(await bench.cells("DESC TABLE other", "name")).toEqual(["ID", "N", "M"]);
  });

  test("get and lose clustering, comment and options", async () => {
    await bench.execute("ALTER TABLE t CLUSTER BY (id, to_date(n))");
    await bench.execute("ALTER TABLE t SET COMMENT = 'c' DATA_RETENTION_TIME_IN_DAYS = 5");
    const shown = (): Promise<unknown> => bench.rows("SHOW TABLES LIKE 'T' IN SCHEMA db.public");
    expect(await shown()).toMatchObject([{ cluster_by: "LINEAR(id, to_date(n))", comment: "c", retention_time: "5" }]);
    await bench.execute("ALTER TABLE t DROP CLUSTERING KEY");
    await bench.execute("ALTER TABLE t UNSET COMMENT, DATA_RETENTION_TIME_IN_DAYS");
    expect(await shown()).toMatchObject([{ cluster_by: "", comment: "", retention_time: "1" }]);
  });

  test("take comments from COMMENT ON", async () => {
    await bench.execute("COMMENT ON TABLE t IS 'table'");
    await bench.execute("COMMENT ON COLUMN db.public.t.n IS 'col''s'");
    await bench.execute("COMMENT IF EXISTS ON TABLE nothing IS 'x'");
    expect(await bench.cells("SHOW TABLES LIKE 'T' IN SCHEMA db.public", "comment")).toEqual(["table"]);
    expect(await bench.cells("SHOW COLUMNS IN TABLE t", "comment")).toEqual(["", "col's", ""]);
  });

  test("are dropped with the foreign keys that point at them, and come back by UNDROP", async () => {
    expect(await bench.rows("DROP TABLE t")).toEqual([{ status: "T successfully dropped." }]);
    await expect(bench.execute("DESC TABLE t")).rejects.toMatchObject({ code: "002003" });
    expect(await bench.rows("SHOW IMPORTED KEYS IN TABLE child")).toEqual([]);
    expect(bench.store.calls).toEqual([]);
    await bench.execute("UNDROP TABLE t");
    expect(await names()).toEqual(["ID", "N", "M"]);
    expect(await bench.rows("DROP TABLE IF EXISTS nothing")).toHaveLength(1);
    await expect(bench.execute("DROP TABLE nothing")).rejects.toMatchObject({ code: "002003" });
    await expect(bench.execute("DROP VIEW t")).rejects.toMatchObject({ code: "002203" });
  });

  test("only the last dropped one of a name keeps its rows", async () => {
    await bench.execute("CREATE OR REPLACE TABLE t (a INT)");
    await bench.execute("CREATE OR REPLACE TABLE t (b INT)");
    expect(bench.store.calls).toEqual(["create t3", "create t4", "drop t1"]);
  });
});

test("schemas and databases are renamed, dropped and undropped with what is in them", async () => {
  await bench.load("CREATE SCHEMA db.s; CREATE TABLE db.s.x (a INT); ALTER SCHEMA db.s RENAME TO db.s2");
  expect(await bench.cells("SHOW TABLES IN SCHEMA db.s2", "schema_name")).toEqual(["S2"]);
  await bench.execute("DROP SCHEMA db.s2");
  await expect(bench.execute("SHOW TABLES IN SCHEMA db.s2")).rejects.toMatchObject({ code: "002043" });
  await bench.execute("UNDROP SCHEMA db.s2");
  await bench.execute("ALTER DATABASE db RENAME TO moved");
  expect(await bench.cells("SHOW TABLES IN DATABASE moved", "name")).toEqual(["CHILD", "T", "X"]);
  await bench.execute("DROP DATABASE moved");
  expect(await bench.rows("SHOW DATABASES")).toEqual([]);
  await bench.execute("UNDROP DATABASE moved");
  expect(await bench.cells("SHOW DATABASES", "name")).toEqual(["MOVED"]);
});
