import { beforeAll, describe, expect, test } from "@jest/globals";
import { Bench } from "./fixture.ts";

const bench = new Bench();

beforeAll(async () => {
  await bench.load(`
    CREATE TABLE t (id INT AUTOINCREMENT PRIMARY KEY, n VARCHAR(9) DEFAULT 'x' UNIQUE) COMMENT = 'T''s comment';
    CREATE TABLE child (t_id INT REFERENCES t);
    CREATE SEQUENCE seq START WITH 5 INCREMENT BY 2 ORDER COMMENT = 's';
    CREATE SCHEMA db.other COMMENT = 'o'; CREATE TABLE db.other.a (z INT, y INT); CREATE TABLE db.other.t (q INT);
    CREATE DATABASE db2; CREATE TABLE db2.public.far (id INT REFERENCES db.public.t (id));`);
  bench.store.rows = 3;
});

/** Column sets in order (Snowflake SQL reference, SHOW …). */
const layouts: readonly (readonly [statement: string, columns: string])[] = [
  [
    "SHOW TABLES IN SCHEMA db.public",
    `created_on name database_name schema_name kind comment cluster_by rows bytes owner retention_time
    automatic_clustering change_tracking search_optimization search_optimization_progress search_optimization_bytes
    is_external enable_schema_evolution owner_role_type is_event is_hybrid is_iceberg is_dynamic is_immutable
    is_interactive row_timestamp error_logging`,
  ],
  ["SHOW TERSE TABLES IN SCHEMA db.public", "created_on name kind database_name schema_name"],
  [
    "SHOW OBJECTS IN SCHEMA db.public",
    `created_on name database_name schema_name kind comment cluster_by rows bytes owner retention_time owner_role_type
    is_hybrid is_dynamic is_iceberg is_interactive`,
  ],
  [
    "SHOW COLUMNS IN SCHEMA db.public",
    `table_name schema_name column_name data_type null? default kind expression comment database_name autoincrement
    schema_evolution_record write_default`,
  ],
  [
    "SHOW PRIMARY KEYS IN SCHEMA db.public",
    `created_on database_name schema_name table_name column_name key_sequence constraint_name rely comment`,
  ],
  [
    "SHOW UNIQUE KEYS IN SCHEMA db.public",
    `created_on database_name schema_name table_name column_name key_sequence constraint_name rely comment`,
  ],
  ...["IMPORTED", "EXPORTED"].map(
    (kind) =>
      [
        `SHOW ${kind} KEYS IN SCHEMA db.public`,
        `created_on pk_database_name pk_schema_name pk_table_name pk_column_name fk_database_name fk_schema_name
        fk_table_name fk_column_name key_sequence update_rule delete_rule fk_name pk_name deferrability rely comment`,
      ] as const,
  ),
  [
    "SHOW VIEWS IN SCHEMA db.public",
    `created_on name reserved database_name schema_name owner comment text is_secure is_materialized owner_role_type
    change_tracking`,
  ],
  [
    "SHOW SEQUENCES IN SCHEMA db.public",
    `name database_name schema_name next_value interval created_on owner comment owner_role_type ordered`,
  ],
  [
    "SHOW DATABASES",
    `created_on name is_default is_current origin owner comment options retention_time kind owner_role_type
    object_visibility data_quality_monitoring_settings resharing_settings`,
  ],
  [
    "SHOW SCHEMAS IN DATABASE db",
    `created_on name is_default is_current database_name owner comment options retention_time owner_role_type
    object_visibility is_nested`,
  ],
  ["SHOW PARAMETERS LIKE 'TIMEZONE'", "key value default level description type"],
];

test.each(layouts)("%s has the columns of Snowflake, in order", async (statement, columns) => {
  expect(await bench.columnNames(statement)).toEqual(columns.split(/\s+/));
});

test("DESCRIBE has 13 columns, their names with spaces", async () => {
  expect(await bench.columnNames("DESC TABLE db.public.t")).toEqual([
    ...["name", "type", "kind", "null?", "default", "primary key", "unique key", "check", "expression", "comment"],
    ...["policy name", "privacy domain", "schema evolution record"],
  ]);
});

describe("shapes of none", () => {
  test("SHOW COLUMNS gives empty texts, and NULL for the last two", async () => {
    expect(await bench.rows("SHOW COLUMNS IN TABLE db.public.child")).toEqual([
      {
        table_name: "CHILD",
        schema_name: "PUBLIC",
        column_name: "T_ID",
        data_type: '{"type":"FIXED","precision":38,"scale":0,"nullable":true}',
        "null?": "true",
        default: "",
        kind: "COLUMN",
        expression: "",
        comment: "",
        database_name: "DB",
        autoincrement: "",
        schema_evolution_record: null,
        write_default: null,
      },
    ]);
  });

  test("DESCRIBE gives NULL", async () => {
    expect(await bench.rows("DESC TABLE db.public.child")).toMatchObject([
      { default: null, check: null, expression: null, comment: null, "policy name": null, "privacy domain": null },
    ]);
  });

  test("SHOW TABLES gives empty texts, a text retention and NULL search optimization", async () => {
    expect(await bench.rows("SHOW TABLES LIKE 'CHILD' IN SCHEMA db.public")).toMatchObject([
      {
        created_on: "1705314600.123",
        comment: "",
        cluster_by: "",
        rows: "3",
        retention_time: "1",
        owner: "ACCOUNTADMIN",
        automatic_clustering: "OFF",
        search_optimization_progress: null,
        search_optimization_bytes: null,
        is_dynamic: "N",
      },
    ]);
  });

  test("created_on is a timestamp_ltz with scale 3, counts are fixed", async () => {
    const { columns } = await bench.execute("SHOW TABLES IN SCHEMA db.public");
    expect(columns.find((column) => column.name === "created_on")).toMatchObject({ type: "timestamp_ltz", scale: 3 });
    expect(columns.find((column) => column.name === "rows")).toMatchObject({ type: "fixed", scale: 0 });
  });
});

test("SHOW SEQUENCES tells the next value and the interval, not the start", async () => {
  expect(await bench.rows("SHOW SEQUENCES IN SCHEMA db.public")).toMatchObject([
    { name: "SEQ", next_value: "5", interval: "2", ordered: "Y", comment: "s" },
  ]);
});

describe("scopes", () => {
  const tables = async (scope: string): Promise<string[]> => {
    const rows = await bench.rows(`SHOW TABLES ${scope}`);
    return rows.map((row) => [row.database_name, row.schema_name, row.name].join("."));
  };

  test.each([
    ["IN SCHEMA db.public", ["DB.PUBLIC.CHILD", "DB.PUBLIC.T"]],
    ["IN db.other", ["DB.OTHER.A", "DB.OTHER.T"]],
    ["IN SCHEMA", ["DB.PUBLIC.CHILD", "DB.PUBLIC.T"]],
    ["IN DATABASE db2", ["DB2.PUBLIC.FAR"]],
    ["", ["DB.OTHER.A", "DB.OTHER.T", "DB.PUBLIC.CHILD", "DB.PUBLIC.T"]],
    ["IN ACCOUNT", ["DB.OTHER.A", "DB.OTHER.T", "DB.PUBLIC.CHILD", "DB.PUBLIC.T", "DB2.PUBLIC.FAR"]],
    ["LIKE 't' IN DATABASE db", ["DB.OTHER.T", "DB.PUBLIC.T"]],
    ["LIKE '_' IN SCHEMA db.other", ["DB.OTHER.A", "DB.OTHER.T"]],
    ["LIKE 'ch%d' IN DATABASE db", ["DB.PUBLIC.CHILD"]],
    ["IN DATABASE db STARTS WITH 'C'", ["DB.PUBLIC.CHILD"]],
    ["IN DATABASE db STARTS WITH 'c'", []],
    ["IN SCHEMA db.public LIMIT 1", ["DB.PUBLIC.CHILD"]],
    ["IN SCHEMA db.public LIMIT 10 FROM 'CHILD'", ["DB.PUBLIC.T"]],
  ])("SHOW TABLES %s", async (scope, expected) => {
    expect(await tables(scope)).toEqual(expected);
  });

  test.each([
    ["IN TABLE db.public.t", ["ID", "N"]],
    ["IN VIEW db.public.t", ["ID", "N"]],
    ["IN db.public.t", ["ID", "N"]],
    ["IN TABLE t", ["ID", "N"]],
    ["LIKE 'n' IN TABLE t", ["N"]],
    ["IN SCHEMA db.other", ["Z", "Y", "Q"]],
  ])("SHOW COLUMNS %s", async (scope, expected) => {
    expect(await bench.cells(`SHOW COLUMNS ${scope}`, "column_name")).toEqual(expected);
  });

  test("a database's columns hold those of INFORMATION_SCHEMA, first of them those of CHECK_CONSTRAINTS", async () => {
    const schemas = await bench.cells("SHOW COLUMNS IN DATABASE db", "schema_name");
    expect(new Set(schemas)).toEqual(new Set(["INFORMATION_SCHEMA", "OTHER", "PUBLIC"]));
    expect(await bench.cells("SHOW TABLES IN DATABASE db", "schema_name")).not.toContain("INFORMATION_SCHEMA");
    expect(await bench.cells("SHOW VIEWS IN DATABASE db", "name")).toContain("TABLE_CONSTRAINTS");
  });

  test("keys by table, schema, database and account", async () => {
    const children = async (scope: string): Promise<unknown> =>
      bench.cells(`SHOW IMPORTED KEYS ${scope}`, "fk_table_name");
    expect(await children("IN TABLE db.public.child")).toEqual(["CHILD"]);
    expect(await children("IN SCHEMA db.other")).toEqual([]);
    expect(await children("IN db.public")).toEqual(["CHILD"]);
    expect(await children("IN DATABASE db2")).toEqual(["FAR"]);
    expect(await children("IN ACCOUNT")).toEqual(["CHILD", "FAR"]);
    expect(await bench.cells("SHOW EXPORTED KEYS IN TABLE db.public.t", "fk_table_name")).toEqual(["CHILD", "FAR"]);
  });

  test.each([
    ["SHOW TABLES IN SCHEMA db.nowhere", "002043", "02000"],
    ["SHOW TABLES IN DATABASE nowhere", "002043", "02000"],
    ["SHOW COLUMNS IN SCHEMA nowhere.public", "002043", "02000"],
    ["SHOW COLUMNS IN TABLE db.public.nowhere", "002003", "42S02"],
    ["SHOW PRIMARY KEYS IN SCHEMA db.nowhere", "002043", "02000"],
    ["SHOW COLUMNS IN SCHEMA public", "001003", "42000"],
    ["SHOW PRIMARY KEYS IN SCHEMA db.public LIMIT 5", "001003", "42000"],
    ["SHOW PRIMARY KEYS LIKE 'x'", "001003", "42000"],
    ["SHOW COLUMNS IN TABLE t LIMIT 5", "001003", "42000"],
  ])("%s fails with %s", async (statement, code, sqlState) => {
    await expect(bench.execute(statement)).rejects.toMatchObject({ code, sqlState });
  });
});

describe("caps", () => {
  const capped = new Bench({ listingCap: 5 });
  beforeAll(async () => {
    const tables = Array.from({ length: 6 }, (_, n) => `CREATE TABLE t${String(n)} (a INT PRIMARY KEY, b INT UNIQUE)`);
    await capped.load(tables.join(";"));
  });

  test("SHOW TABLES above the cap is an error without LIMIT, and pages with it", async () => {
    await expect(capped.execute("SHOW TABLES IN SCHEMA db.public")).rejects.toMatchObject({
      code: "090153",
      sqlState: "22000",
      message:
        "The result set size exceeded the max number of rows(5) supported for SHOW statements. Use LIMIT option to limit result set to a smaller number.",
    });
    expect(await capped.cells("SHOW TABLES IN SCHEMA db.public LIMIT 5", "name")).toEqual([
      "T0",
      "T1",
      "T2",
      "T3",
      "T4",
    ]);
    expect(await capped.cells("SHOW TABLES IN SCHEMA db.public LIMIT 5 FROM 'T4'", "name")).toEqual(["T5"]);
    await expect(capped.execute("SHOW TABLES IN SCHEMA db.public LIMIT 6")).rejects.toMatchObject({ code: "001003" });
  });

  test.each(["COLUMNS", "OBJECTS", "PRIMARY KEYS", "UNIQUE KEYS"])("SHOW %s is cut in silence", async (kind) => {
    expect(await capped.rows(`SHOW ${kind} IN SCHEMA db.public`)).toHaveLength(5);
  });
});

test("listings need no warehouse", async () => {
  const session = { ...bench.newSession("ADMIN", "ACCOUNTADMIN"), warehouse: null };
  for (const [statement] of layouts) expect(await bench.rows(statement, session)).toBeDefined();
});
