import { describe, expect, test } from "@jest/globals";
import { Bench } from "./fixture.ts";

async function bench(sql: string): Promise<Bench> {
  const made = new Bench();
  await made.load(sql);
  return made;
}

describe("column attributes", () => {
  test.each([
    ["7", "7"],
    ["-1.5", "-1.5"],
    ["'it''s \\\\ ok'", "'it''s \\\\ ok'"],
    ["'a\nb'", "'a\\nb'"],
    ["TRUE", "TRUE"],
    ["current_timestamp", "CURRENT_TIMESTAMP()"],
    ["CURRENT_TIMESTAMP()", "CURRENT_TIMESTAMP()"],
    ["current_timestamp(3)::timestamp_ntz", "CURRENT_TIMESTAMP(3)::TIMESTAMP_NTZ"],
    ["seq.nextval", "DB.PUBLIC.SEQ.NEXTVAL"],
    ["n1 + 5", "T.N1 + 5"],
    ["uuid_string()", "UUID_STRING()"],
    ["CASE WHEN n1 IS NOT NULL THEN 1 END", "CASE WHEN T.N1 IS NOT NULL THEN 1 END"],
    ["PARSE_JSON('{}')", "PARSE_JSON('{}')"],
    ["[]", "[]"],
  ])("DEFAULT %s is shown as %s", async (written, shown) => {
    const made = await bench(
      `CREATE SEQUENCE seq; CREATE TABLE t (n1 INT, a VARIANT DEFAULT ${written} NOT NULL COMMENT 'c')`,
    );
    const [, row] = await made.rows("SHOW COLUMNS IN TABLE t");
    expect(row).toMatchObject({ default: shown, "null?": "false", comment: "c" });
  });

  test.each([
    ["AUTOINCREMENT", "IDENTITY START 1 INCREMENT 1 NOORDER"],
    ["IDENTITY (0, -5)", "IDENTITY START 0 INCREMENT -5 NOORDER"],
    ["AUTOINCREMENT START 10 INCREMENT 2 ORDER", "IDENTITY START 10 INCREMENT 2 ORDER"],
    ["IDENTITY START WITH 3 INCREMENT BY 4 NOORDER", "IDENTITY START 3 INCREMENT 4 NOORDER"],
    ["IDENTITY START WITH = 3 INCREMENT BY = 4", "IDENTITY START 3 INCREMENT 4 NOORDER"],
    ["IDENTITY START = 3", "IDENTITY START 3 INCREMENT 1 NOORDER"],
  ])("%s is shown as autoincrement, and as default by DESCRIBE", async (written, shown) => {
    const made = await bench(`CREATE TABLE t (a NUMBER(10,0) ${written} PRIMARY KEY)`);
    expect(await made.rows("SHOW COLUMNS IN TABLE t")).toMatchObject([{ autoincrement: shown, default: "" }]);
    expect(await made.rows("DESC TABLE t")).toMatchObject([{ default: shown, "null?": "N", "primary key": "Y" }]);
  });

  test("virtual columns, masking policies, tags and collations are read", async () => {
    const made = await bench(`
      CREATE MASKING POLICY hide AS (v VARCHAR) RETURNS VARCHAR -> '***';
      CREATE TAG pii; CREATE TAG x; CREATE TAG k;
      CREATE TABLE t (
        a NUMBER, twice NUMBER AS (a * 2) COMMENT 'computed',
        b STRING COLLATE 'de-ci' WITH MASKING POLICY hide USING (b, a) WITH TAG (db.public.pii = 'yes', x = 'y'),
        c VARCHAR(3) WITH TAG (k = 'v') UNIQUE)`);
    expect(await made.rows("DESC TABLE t")).toMatchObject([
      { name: "A", kind: "COLUMN", expression: null },
      { name: "TWICE", kind: "VIRTUAL", expression: "a * 2", comment: "computed" },
      { name: "B", type: "VARCHAR(16777216) COLLATE 'de-ci'", "policy name": "DB.PUBLIC.HIDE" },
      { name: "C", "unique key": "Y" },
    ]);
    expect(await made.cells("SHOW COLUMNS IN TABLE t", "kind")).toEqual([
      "COLUMN",
      "VIRTUAL_COLUMN",
      "COLUMN",
      "COLUMN",
    ]);
  });
});

describe("constraints", () => {
  const tables = `
    CREATE TABLE parent (a INT, b INT, c VARCHAR, CONSTRAINT pk PRIMARY KEY (b, a) RELY COMMENT 'key', UNIQUE (c) NOT ENFORCED);
    CREATE TABLE child (
      id INT CONSTRAINT child_pk PRIMARY KEY ENABLE NOVALIDATE NORELY,
      x INT, y INT, z VARCHAR REFERENCES parent (c) MATCH FULL ON DELETE SET NULL ON UPDATE CASCADE,
      self INT FOREIGN KEY REFERENCES child,
      CONSTRAINT fk FOREIGN KEY (y, x) REFERENCES db.public.parent NOT DEFERRABLE INITIALLY DEFERRED RELY,
      CHECK (x > 0))`;

  test("primary keys keep the order of the key, and their columns become NOT NULL", async () => {
    const made = await bench(tables);
    expect(await made.rows("SHOW PRIMARY KEYS IN TABLE parent")).toMatchObject([
      { column_name: "B", key_sequence: "1", constraint_name: "PK", rely: "true", comment: "key" },
      { column_name: "A", key_sequence: "2", constraint_name: "PK", rely: "true" },
    ]);
    expect(await made.cells("DESC TABLE parent", "null?")).toEqual(["N", "N", "Y"]);
  });

  test("foreign keys name the key they point at, system names included", async () => {
    const made = await bench(tables);
    const rows = await made.rows("SHOW IMPORTED KEYS IN TABLE child");
    expect(rows).toMatchObject([
      { fk_column_name: "Z", pk_column_name: "C", delete_rule: "SET NULL", update_rule: "CASCADE", rely: "false" },
      { fk_column_name: "SELF", pk_table_name: "CHILD", pk_column_name: "ID", pk_name: "CHILD_PK" },
      { fk_column_name: "Y", pk_column_name: "B", key_sequence: "1", fk_name: "FK", pk_name: "PK", rely: "true" },
      { fk_column_name: "X", pk_column_name: "A", key_sequence: "2", deferrability: "NOT DEFERRABLE" },
    ]);
    expect(rows[0]?.pk_name).toMatch(/^SYS_CONSTRAINT_[0-9a-f-]{36}$/);
    expect(await made.cells("SHOW EXPORTED KEYS IN TABLE parent", "fk_column_name")).toEqual(["Z", "Y", "X"]);
  });

  test("CREATE OR REPLACE makes new system names", async () => {
    const made = await bench("CREATE TABLE t (a INT UNIQUE)");
    const before = await made.cells("SHOW UNIQUE KEYS IN TABLE t", "constraint_name");
    await made.execute("CREATE OR REPLACE TABLE t (a INT UNIQUE)");
    const after = await made.cells("SHOW UNIQUE KEYS IN TABLE t", "constraint_name");
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
  });

  test("LIKE copies names that people gave, so two tables have a constraint of one name", async () => {
    const made = await bench("CREATE TABLE t (a INT, CONSTRAINT k PRIMARY KEY (a)); CREATE TABLE u LIKE t");
    const rows = await made.rows("SHOW PRIMARY KEYS IN SCHEMA db.public");
    expect(rows.map((row) => [row.table_name, row.constraint_name])).toEqual([
      ["T", "K"],
      ["U", "K"],
    ]);
  });

  test("a foreign key to what is no key is refused", async () => {
    const made = await bench("CREATE TABLE p (a INT)");
    await expect(made.execute("CREATE TABLE c (a INT REFERENCES p (a))")).rejects.toMatchObject({ code: "002274" });
    await expect(made.execute("CREATE TABLE c (a INT REFERENCES nowhere (a))")).rejects.toMatchObject({
      code: "002003",
    });
  });
});

describe("kinds and options", () => {
  test("kinds of table are told by kind or by a flag", async () => {
    const made = await bench(`
      CREATE TRANSIENT TABLE a_transient (a INT) DATA_RETENTION_TIME_IN_DAYS = 0;
      CREATE HYBRID TABLE b_hybrid (a INT PRIMARY KEY, b INT, INDEX i (b) INCLUDE (a));
      CREATE DYNAMIC TABLE c_dynamic (a INT) TARGET_LAG = '1 minute' WAREHOUSE = wh;
      CREATE ICEBERG TABLE d_iceberg (a INT) CATALOG = 'SNOWFLAKE' EXTERNAL_VOLUME = 'v' BASE_LOCATION = 'x/';
      CREATE EXTERNAL TABLE e_external (v VARCHAR AS (value:c1::VARCHAR)) LOCATION = @stage/a/b/ FILE_FORMAT = (TYPE = CSV);
      CREATE TABLE f_plain (a INT) CLUSTER BY LINEAR (to_date(a), substring(b, 1, 8)) CHANGE_TRACKING = TRUE
        ENABLE_SCHEMA_EVOLUTION = TRUE DATA_RETENTION_TIME_IN_DAYS = 7 MAX_DATA_EXTENSION_TIME_IN_DAYS = 8
        DEFAULT_DDL_COLLATION = 'de' COMMENT = 'it''s' COPY GRANTS`);
    expect(await made.rows("SHOW TABLES IN SCHEMA db.public")).toMatchObject([
      { name: "A_TRANSIENT", kind: "TRANSIENT", retention_time: "0" },
      { name: "B_HYBRID", kind: "TABLE", is_hybrid: "Y" },
      { name: "C_DYNAMIC", kind: "TABLE", is_dynamic: "Y" },
      { name: "D_ICEBERG", kind: "TABLE", is_iceberg: "Y" },
      { name: "E_EXTERNAL", kind: "TABLE", is_external: "Y", rows: null, bytes: null },
      {
        name: "F_PLAIN",
        kind: "TABLE",
        cluster_by: "LINEAR(to_date(a), substring(b, 1, 8))",
        automatic_clustering: "ON",
        change_tracking: "ON",
        enable_schema_evolution: "Y",
        retention_time: "7",
        comment: "it's",
      },
    ]);
  });

  test("AS SELECT takes names and types from the query and fills the new table", async () => {
    const made = await bench("");
    made.store.described = [
      { name: "A", type: { name: "NUMBER", precision: 5, scale: 2 }, nullable: true },
      { name: "B", type: { name: "VARCHAR", length: 3 }, nullable: false },
    ];
    await made.execute("CREATE TABLE t CLUSTER BY (a) AS SELECT a, b FROM u");
    expect(await made.cells("DESC TABLE t", "type")).toEqual(["NUMBER(5,2)", "VARCHAR(3)"]);
    expect(made.store.calls).toContain("run INSERT INTO SYS$NEW_T1 SELECT a, b FROM u");
    await made.execute("CREATE TABLE u (x, y VARCHAR(9)) AS SELECT a, b FROM t");
    expect(await made.rows("DESC TABLE u")).toMatchObject([
      { name: "X", type: "NUMBER(5,2)" },
      { name: "Y", type: "VARCHAR(9)" },
    ]);
  });

  test("CLONE copies columns and rows", async () => {
    const made = await bench("CREATE TABLE t (a INT NOT NULL COMMENT 'x'); CREATE TABLE u CLONE t AT (OFFSET => -60)");
    expect(made.store.calls).toContain("copy t1 t2");
    expect(await made.rows("DESC TABLE u")).toMatchObject([{ name: "A", "null?": "N", comment: "x" }]);
  });

  test("IF NOT EXISTS keeps, OR REPLACE replaces, neither is an error", async () => {
    const made = await bench("CREATE TABLE t (a INT)");
    expect(await made.rows("CREATE TABLE IF NOT EXISTS t (b INT)")).toEqual([
      { status: "T already exists, statement succeeded." },
    ]);
    await expect(made.execute("CREATE TABLE t (b INT)")).rejects.toMatchObject({
      code: "002002",
      sqlState: "42710",
      message: "SQL compilation error:\nObject 'DB.PUBLIC.T' already exists.",
    });
    await made.execute("CREATE OR REPLACE TABLE t (b INT)");
    expect(await made.cells("DESC TABLE t", "name")).toEqual(["B"]);
  });

  test("temporary tables are seen by their session alone, shadow others, and go with it", async () => {
    const made = await bench("CREATE TABLE t (a INT)");
    await made.execute("CREATE TEMP TABLE t (mine INT)");
    const other = made.newSession("OTHER", "ACCOUNTADMIN");
    expect(await made.cells("DESC TABLE t", "name")).toEqual(["MINE"]);
    expect(await made.cells("DESC TABLE t", "name", other)).toEqual(["A"]);
    expect(await made.rows("SHOW TABLES IN SCHEMA db.public")).toMatchObject([{ name: "T", kind: "TEMPORARY" }]);
    await made.engine.endSession(made.session);
    expect(await made.cells("DESC TABLE t", "name")).toEqual(["A"]);
    expect([...made.store.tables]).toEqual(["t1"]);
  });

  test("a column named twice is refused", async () => {
    const made = await bench("");
    await expect(made.execute('CREATE TABLE t (a INT, "A" INT)')).rejects.toMatchObject({ code: "002025" });
    await made.execute('CREATE TABLE t (id INT, "id" INT, "Id" INT)');
    expect(await made.cells("DESC TABLE t", "name")).toEqual(["ID", "id", "Id"]);
  });
});

test("hostile names survive", async () => {
  const names = [
    "a b",
    'a"b',
    "é",
    "😀",
    "x".repeat(255),
    "SELECT",
    "select",
    "ctid",
    "$1",
    "1st",
    "end ",
    "a.b",
    "50%_",
    "'",
    "\n",
    "--",
    ";",
  ];
  const quoted = names.map((name) => `"${name.replaceAll('"', '""')}"`);
  const made = new Bench();
  await made.load(
    `CREATE SCHEMA "s.%_"; ${quoted.map((name) => `CREATE TABLE "DB"."s.%_".${name} (${name} INT PRIMARY KEY)`).join(";")}`,
  );
  const rows = await made.rows('SHOW PRIMARY KEYS IN SCHEMA "DB"."s.%_"');
  expect(rows.map((row) => row.table_name)).toEqual([...names].sort());
  expect(rows.every((row) => row.column_name === row.table_name)).toBe(true);
  for (const name of quoted) expect(await made.rows(`DESC TABLE "DB"."s.%_".${name}`)).toHaveLength(1);
});

test("QUOTED_IDENTIFIERS_IGNORE_CASE folds quoted names", async () => {
  const made = await bench('CREATE TABLE "lower" (a INT); CREATE TABLE upper (b INT)');
  await made.execute("ALTER SESSION SET QUOTED_IDENTIFIERS_IGNORE_CASE = TRUE");
  expect(await made.cells('DESC TABLE "Upper"', "name")).toEqual(["B"]);
  await expect(made.execute('DESC TABLE "lower"')).rejects.toMatchObject({ code: "002003" });
});
