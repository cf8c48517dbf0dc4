import type { Row } from "@dp/snowflake-client";

/** Rows as the listings give them: all columns of 2026, in order, "none" as the empty string. */
export function showTablesRow(over: Row): Row {
  return {
    created_on: "2026-01-02 03:04:05.678000000 +00:00",
    name: "T",
    database_name: "DB",
    schema_name: "S",
    kind: "TABLE",
    comment: "",
    cluster_by: "",
    rows: "7",
    bytes: "1024",
    owner: "SYSADMIN",
    retention_time: "1",
    automatic_clustering: "OFF",
    change_tracking: "OFF",
    search_optimization: "OFF",
    search_optimization_progress: null,
    search_optimization_bytes: null,
    is_external: "N",
    enable_schema_evolution: "N",
    owner_role_type: "ROLE",
    is_event: "N",
    is_hybrid: "N",
    is_iceberg: "N",
    is_dynamic: "N",
    is_immutable: "N",
    is_interactive: "N",
    row_timestamp: "OFF",
    error_logging: "OFF",
    ...over,
  };
}

export function showViewsRow(over: Row): Row {
  return {
    created_on: "2026-01-02 03:04:05.678000000 +00:00",
    name: "V",
    reserved: "",
    database_name: "DB",
    schema_name: "S",
    owner: "SYSADMIN",
    comment: "",
    text: "create view V as select 1 as A",
    is_secure: "false",
    is_materialized: "false",
    owner_role_type: "ROLE",
    change_tracking: "OFF",
    ...over,
  };
}

/** The 13 columns of 2026. */
export function showColumnsRow(over: Row): Row {
  return {
    table_name: "T",
    schema_name: "S",
    column_name: "ID",
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
    ...over,
  };
}

export function showKeysRow(over: Row): Row {
  return {
    created_on: "2026-01-02 03:04:05.678000000 +00:00",
    database_name: "DB",
    schema_name: "S",
    table_name: "T",
    column_name: "ID",
    key_sequence: "1",
    constraint_name: "SYS_CONSTRAINT_1c1f3e2a-0000-4000-8000-000000000001",
    rely: "false",
    comment: "",
    ...over,
  };
}

export function showImportedKeysRow(over: Row): Row {
  return {
    created_on: "2026-01-02 03:04:05.678000000 +00:00",
    pk_database_name: "DB",
    pk_schema_name: "S",
    pk_table_name: "PARENT",
    pk_column_name: "ID",
    fk_database_name: "DB",
    fk_schema_name: "S",
    fk_table_name: "T",
    fk_column_name: "PARENT_ID",
    key_sequence: "1",
    update_rule: "NO ACTION",
    delete_rule: "NO ACTION",
    fk_name: "SYS_CONSTRAINT_1c1f3e2a-0000-4000-8000-000000000002",
    pk_name: "SYS_CONSTRAINT_1c1f3e2a-0000-4000-8000-000000000003",
    deferrability: "NOT DEFERRABLE",
    rely: "false",
    comment: "",
    ...over,
  };
}
