import { describe, expect, test } from "@jest/globals";
import type { SourceTable } from "@dp/metadata";
import type { Row } from "@dp/snowflake-client";
import { assembleSource } from "../src/assemble.ts";
import {
  readColumn,
  readImportedKey,
  readPrimaryKey,
  readTable,
  readUniqueKey,
  readView,
  type RelationRow,
} from "../src/rows.ts";
import { showColumnsRow, showImportedKeysRow, showKeysRow, showTablesRow, showViewsRow } from "./listed.ts";

interface Listed {
  readonly relation?: RelationRow;
  readonly columns?: readonly Row[];
  readonly primaryKeys?: readonly Row[];
  readonly uniqueKeys?: readonly Row[];
  readonly importedKeys?: readonly Row[];
  readonly described?: ReadonlyMap<string, string>;
}

function assemble(listed: Listed): SourceTable {
  return assembleSource({
    relation: listed.relation ?? readTable(showTablesRow({})),
    columns: (listed.columns ?? [showColumnsRow({})]).map(readColumn),
    primaryKeys: (listed.primaryKeys ?? []).map(readPrimaryKey),
    uniqueKeys: (listed.uniqueKeys ?? []).map(readUniqueKey),
    importedKeys: (listed.importedKeys ?? []).map(readImportedKey),
    ...(listed.described !== undefined && { described: listed.described }),
  });
}

function columnsNamed(...names: readonly string[]): readonly Row[] {
  return names.map((name) => showColumnsRow({ column_name: name }));
}

function without(row: Row, ...columns: readonly string[]): Row {
  return Object.fromEntries(Object.entries(row).filter(([column]) => !columns.includes(column)));
}

function code(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return (error as { code?: unknown }).code;
  }
  return "nothing was thrown";
}

describe("a table", () => {
  test("says what Snowflake said and nothing that changes by itself", () => {
    const relation = readTable(
      showTablesRow({ comment: "Über Zahlen\n'zitiert' 😀", cluster_by: "LINEAR(ID, TO_DATE(AT))" }),
    );
    expect(assemble({ relation, columns: columnsNamed("ID", "AT") })).toEqual({
      system: "snowflake",
      database: "DB",
      schema: "S",
      table: "T",
      kind: "TABLE",
      comment: "Über Zahlen\n'zitiert' 😀",
      clusterBy: ["ID", "TO_DATE(AT)"],
      columns: [
        { name: "ID", type: "NUMBER(38,0)", nullable: true },
        { name: "AT", type: "NUMBER(38,0)", nullable: true },
      ],
      uniqueKeys: [],
      foreignKeys: [],
    });
  });

  test("is the same when rows, dates, owners and made-up names differ", () => {
    const then = { primaryKeys: [showKeysRow({})], columns: [showColumnsRow({ "null?": "false" })] };
    const later = {
      relation: readTable(showTablesRow({ created_on: "2027-01-01", rows: "9", bytes: null, owner: "OTHER" })),
      primaryKeys: [showKeysRow({ created_on: "2027-01-01", constraint_name: "SYS_CONSTRAINT_ffff" })],
      columns: [showColumnsRow({ "null?": "false", schema_evolution_record: "{}" })],
    };
    expect(assemble(later)).toEqual(assemble(then));
  });

  test.each([
    [{ kind: "TRANSIENT" }, "TRANSIENT TABLE"],
    [{ kind: "TEMPORARY" }, "TEMPORARY TABLE"],
    [{ is_external: "Y" }, "EXTERNAL TABLE"],
    [{ is_iceberg: "Y" }, "ICEBERG TABLE"],
    [{ kind: "TRANSIENT", is_dynamic: "Y" }, "DYNAMIC TABLE"],
    [{ is_dynamic: "Y", is_iceberg: "Y" }, "DYNAMIC TABLE"],
    [{ is_hybrid: "Y" }, "HYBRID TABLE"],
    [{ kind: "HYBRID TABLE", is_hybrid: "" }, "HYBRID TABLE"],
    [{ is_event: "Y" }, "EVENT TABLE"],
    [{ is_interactive: "Y" }, "INTERACTIVE TABLE"],
  ])("with %j is of kind %s", (over, kind) => {
    expect(assemble({ relation: readTable(showTablesRow(over)) }).kind).toBe(kind);
  });

  test("of a kind that is not known is refused by name", () => {
    const relation = readTable(showTablesRow({ kind: "QUANTUM" }));
    expect(() => assemble({ relation })).toThrow("DB.S.T is QUANTUM");
    expect(code(() => assemble({ relation }))).toBe("UNSUPPORTED_KIND");
  });

  test("with no visible column changed while it was read", () => {
    expect(code(() => assemble({ columns: [] }))).toBe("CHANGED_WHILE_READING");
  });
});

describe("a view", () => {
  test.each([
    [{}, "VIEW"],
    [{ is_secure: "true" }, "SECURE VIEW"],
    [{ is_materialized: "true", is_secure: "true" }, "MATERIALIZED VIEW"],
  ])("with %j is of kind %s", (over, kind) => {
    const columns = [showColumnsRow({ table_name: "V" })];
    expect(assemble({ relation: readView(showViewsRow(over)), columns }).kind).toBe(kind);
  });

  test("that is semantic is refused", () => {
    const columns = [showColumnsRow({ kind: "METRIC" })];
    expect(code(() => assemble({ columns }))).toBe("UNSUPPORTED_KIND");
  });
});

describe("a column", () => {
  test("of every type gets its canonical text", () => {
    const json = [
      '{"type":"FIXED","precision":38,"scale":0,"nullable":true}',
      '{"type":"REAL","nullable":true}',
      '{"type":"TEXT","length":9,"byteLength":36,"nullable":true,"fixed":false}',
      '{"type":"TEXT","length":16777216,"byteLength":16777216,"nullable":true,"fixed":false,"collation":"en-ci"}',
      '{"type":"BINARY","length":20,"byteLength":20,"nullable":true,"fixed":true}',
      '{"type":"BOOLEAN","nullable":true}',
      '{"type":"DATE","nullable":true}',
      '{"type":"TIME","precision":0,"scale":3,"nullable":true}',
      '{"type":"TIMESTAMP_NTZ","precision":0,"scale":9,"nullable":true}',
      '{"type":"TIMESTAMP_LTZ","precision":0,"scale":6,"nullable":true}',
      '{"type":"TIMESTAMP_TZ","precision":0,"scale":0,"nullable":true}',
      '{"type":"VARIANT","nullable":true}',
      '{"type":"GEOGRAPHY","outputType":"OBJECT","nullable":true}',
      '{"type":"VECTOR","nullable":true,"vectorElementType":{"type":"REAL","nullable":false},"dimension":256}',
      '{"type":"ARRAY","nullable":true,"elementType":{"type":"FIXED","precision":38,"scale":0,"nullable":true}}',
      '{"type":"UUID","nullable":true}',
    ];
    const columns = json.map((data_type, index) => showColumnsRow({ column_name: `C${String(index)}`, data_type }));
    expect(assemble({ columns }).columns.map((column) => column.type)).toEqual([
      "NUMBER(38,0)",
      "FLOAT",
      "VARCHAR(9)",
      "VARCHAR(16777216) COLLATE 'en-ci'",
      "BINARY(20)",
      "BOOLEAN",
      "DATE",
      "TIME(3)",
      "TIMESTAMP_NTZ(9)",
      "TIMESTAMP_LTZ(6)",
      "TIMESTAMP_TZ(0)",
      "VARIANT",
      "GEOGRAPHY",
      "VECTOR(FLOAT, 256)",
      "ARRAY(NUMBER(38,0))",
      "UUID",
    ]);
  });

  test("whose JSON does not spell its type takes it from DESCRIBE", () => {
    const columns = [showColumnsRow({ column_name: "P", data_type: '{"type":"PERIOD","nullable":true}' })];
    const described = new Map([["P", "PERIOD(TIMESTAMP_NTZ(9))"]]);
    expect(assemble({ columns, described }).columns[0]?.type).toBe("PERIOD(TIMESTAMP_NTZ(9))");
  });

  test("of an unknown type is refused by column and type, never taken for text", () => {
    const columns = [showColumnsRow({ column_name: "H", data_type: '{"type":"HOLOGRAM","nullable":true}' })];
    const described = new Map([["H", "HOLOGRAM(3)"]]);
    expect(() => assemble({ columns, described })).toThrow(
      expect.objectContaining({ code: "UNSUPPORTED_TYPE", column: "H", typeText: "HOLOGRAM(3)" }),
    );
    expect(() => assemble({ columns })).toThrow(expect.objectContaining({ typeText: "HOLOGRAM" }));
  });

  test.each([
    ["true", true],
    ["false", false],
    ["Y", true],
    ["N", false],
    ["NOT_NULL", false],
    ["NULL", true],
  ])("with null? %s is nullable: %s", (written, nullable) => {
    expect(assemble({ columns: [showColumnsRow({ "null?": written })] }).columns[0]?.nullable).toBe(nullable);
  });

  test("of a listing without null? takes nullability from its JSON", () => {
    const row = without(showColumnsRow({ data_type: '{"type":"REAL","nullable":false}' }), "null?");
    expect(assemble({ columns: [row] }).columns[0]?.nullable).toBe(false);
  });

  test("keeps default, comment, identity and expression as they were written", () => {
    const columns = [
      showColumnsRow({ column_name: "A", default: "'it''s \\\\ ok'", comment: 'mit "Zeichen"' }),
      showColumnsRow({ column_name: "B", autoincrement: "IDENTITY START 0 INCREMENT -5 ORDER" }),
      showColumnsRow({ column_name: "C", kind: "VIRTUAL_COLUMN", expression: "A || 'x'" }),
    ];
    expect(assemble({ columns }).columns).toEqual([
      { name: "A", type: "NUMBER(38,0)", nullable: true, default: "'it''s \\\\ ok'", comment: 'mit "Zeichen"' },
      { name: "B", type: "NUMBER(38,0)", nullable: true, identity: { start: "0", increment: "-5", ordered: true } },
      { name: "C", type: "NUMBER(38,0)", nullable: true, expression: "A || 'x'" },
    ]);
  });

  test("is read from 11, 12 and more columns alike", () => {
    const eleven = without(showColumnsRow({ default: "7" }), "schema_evolution_record", "write_default");
    const twelve = { ...eleven, schema_evolution_record: null };
    const more = { ...showColumnsRow({ default: "7" }), of_tomorrow: "x" };
    expect(assemble({ columns: [eleven] })).toEqual(assemble({ columns: [more] }));
    expect(assemble({ columns: [twelve] })).toEqual(assemble({ columns: [more] }));
  });

  test("without a type is an unexpected answer that names listing and column", () => {
    const row = without(showColumnsRow({}), "data_type");
    expect(() => assemble({ columns: [row] })).toThrow('SHOW COLUMNS: column "data_type" is missing');
  });

  test("that Snowflake keeps for clustering is left out, and so are other tables' columns", () => {
    const columns = [
      ...columnsNamed("ID", "SYS_CLUSTERING_COLUMN_1"),
      showColumnsRow({ column_name: "X", table_name: "T2" }),
      showColumnsRow({ column_name: "Y", schema_name: "INFORMATION_SCHEMA" }),
      showColumnsRow({ column_name: "Z", database_name: "DB2" }),
    ];
    expect(assemble({ columns }).columns.map((column) => column.name)).toEqual(["ID"]);
  });
});

describe("a key", () => {
  const columns = columnsNamed("A", "B", "C", "PARENT_ID");

  test("lists its columns in key order, not in table order", () => {
    const primaryKeys = [
      showKeysRow({ column_name: "A", key_sequence: "2", constraint_name: "PK_T", rely: "true", comment: "natural" }),
      showKeysRow({ column_name: "C", key_sequence: "1", constraint_name: "PK_T", rely: "true", comment: "natural" }),
    ];
    const expected = { name: "PK_T", columns: ["C", "A"], enforced: false, rely: true, comment: "natural" };
    expect(assemble({ columns, primaryKeys }).primaryKey).toEqual(expected);
  });

  test("does not take the columns of a key of the same name on another table", () => {
    const uniqueKeys = [
      showKeysRow({ column_name: "A", constraint_name: "UQ" }),
      showKeysRow({ table_name: "T_LIKE", column_name: "B", constraint_name: "UQ" }),
    ];
    expect(assemble({ columns, uniqueKeys }).uniqueKeys).toEqual([{ name: "UQ", columns: ["A"], enforced: false }]);
  });

  test("stands at the place of its columns, however the listing is ordered", () => {
    const first = showKeysRow({ column_name: "A", constraint_name: "SYS_CONSTRAINT_zz" });
    const second = showKeysRow({ column_name: "B", constraint_name: "SYS_CONSTRAINT_aa" });
    const expected = [
      { columns: ["A"], enforced: false },
      { columns: ["B"], enforced: false },
    ];
    expect(assemble({ columns, uniqueKeys: [second, first] }).uniqueKeys).toEqual(expected);
    expect(assemble({ columns, uniqueKeys: [first, second] }).uniqueKeys).toEqual(expected);
  });

  test("is enforced on a hybrid table only", () => {
    const relation = readTable(showTablesRow({ is_hybrid: "Y" }));
    const primaryKeys = [showKeysRow({ column_name: "A" })];
    expect(assemble({ relation, columns, primaryKeys }).primaryKey).toEqual({ columns: ["A"], enforced: true });
  });

  test("of several columns refers across schemas in key order, with its rules", () => {
    const part = {
      fk_name: "FK",
      pk_database_name: "DB2",
      pk_schema_name: "s 2",
      delete_rule: "CASCADE",
      rely: "true",
    };
    const importedKeys = [
      showImportedKeysRow({ ...part, fk_column_name: "B", pk_column_name: "Y", key_sequence: "2" }),
      showImportedKeysRow({ ...part, fk_column_name: "C", pk_column_name: "X", key_sequence: "1" }),
    ];
    expect(assemble({ columns, importedKeys }).foreignKeys).toEqual([
      {
        name: "FK",
        columns: ["C", "B"],
        references: { database: "DB2", schema: "s 2", table: "PARENT", columns: ["X", "Y"] },
        onDelete: "CASCADE",
        enforced: false,
        rely: true,
      },
    ]);
  });

  test("on a column that is not there means that the table changed while it was read", () => {
    const primaryKeys = [showKeysRow({ column_name: "GONE" })];
    expect(code(() => assemble({ columns, primaryKeys }))).toBe("CHANGED_WHILE_READING");
  });

  test("with a hole in its numbering is refused", () => {
    const primaryKeys = [showKeysRow({ column_name: "A", key_sequence: "2" })];
    expect(code(() => assemble({ columns, primaryKeys }))).toBe("SNOWFLAKE_UNEXPECTED_ANSWER");
  });

  test("with a rule that is not known is refused", () => {
    const importedKeys = [showImportedKeysRow({ update_rule: "EXPLODE" })];
    expect(() => assemble({ columns, importedKeys })).toThrow("EXPLODE");
  });
});
