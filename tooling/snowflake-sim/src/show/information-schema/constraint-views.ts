import type { ForeignKey, Key, Relation } from "../../catalog/model.ts";
import type { Cell } from "../listing.ts";
import { nanoseconds, orNull, viewColumns, yesNo, type ViewDefinition } from "./view-definition.ts";

function times(relation: Relation, key: Key): Cell[] {
  const created = nanoseconds(key.createdOn ?? relation.createdOn);
  return [created, created];
}

function constraintRow(relation: Relation, key: Key, type: string): Cell[] {
  const { database, schema, name } = relation;
  const deferrable = key.deferrability !== undefined;
  return [
    database,
    schema,
    key.name,
    database,
    schema,
    name,
    type,
    yesNo(deferrable),
    yesNo(key.deferrability !== "INITIALLY IMMEDIATE"),
    yesNo(key.enforced ?? false),
    orNull(key.comment),
    ...times(relation, key),
    yesNo(key.rely),
  ];
}

function constraintRows(relation: Relation): Cell[][] {
  const { primaryKey, uniqueKeys, foreignKeys } = relation;
  return [
    ...(primaryKey === undefined ? [] : [constraintRow(relation, primaryKey, "PRIMARY KEY")]),
    ...uniqueKeys.map((key) => constraintRow(relation, key, "UNIQUE")),
    ...foreignKeys.map((key) => constraintRow(relation, key, "FOREIGN KEY")),
  ];
}

/** INFORMATION_SCHEMA.TABLE_CONSTRAINTS: no columns of the keys, which only SHOW … KEYS tells. */
export const tableConstraintsView: ViewDefinition = {
  name: "TABLE_CONSTRAINTS",
  columns: viewColumns(
    `CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME TABLE_CATALOG TABLE_SCHEMA TABLE_NAME CONSTRAINT_TYPE
    IS_DEFERRABLE INITIALLY_DEFERRED ENFORCED COMMENT CREATED:time LAST_ALTERED:time RELY`,
  ),
  rows: ({ relations }) => relations.flatMap(constraintRows),
};

function referentialRow(relation: Relation, key: ForeignKey): Cell[] {
  const { database, schema, keyName } = key.references;
  return [
    relation.database,
    relation.schema,
    key.name,
    database,
    schema,
    keyName,
    "FULL",
    key.onUpdate,
    key.onDelete,
    orNull(key.comment),
    ...times(relation, key),
  ];
}

/** INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS. */
export const referentialConstraintsView: ViewDefinition = {
  name: "REFERENTIAL_CONSTRAINTS",
  columns: viewColumns(
    `CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_NAME UNIQUE_CONSTRAINT_CATALOG UNIQUE_CONSTRAINT_SCHEMA
    UNIQUE_CONSTRAINT_NAME MATCH_OPTION UPDATE_RULE DELETE_RULE COMMENT CREATED:time LAST_ALTERED:time`,
  ),
  rows: ({ relations }) =>
    relations.flatMap((relation) => relation.foreignKeys.map((key) => referentialRow(relation, key))),
};

/** INFORMATION_SCHEMA.CHECK_CONSTRAINTS. */
export const checkConstraintsView: ViewDefinition = {
  name: "CHECK_CONSTRAINTS",
  columns: viewColumns("CONSTRAINT_CATALOG CONSTRAINT_SCHEMA CONSTRAINT_TABLE CONSTRAINT_NAME CHECK_CLAUSE"),
  rows: ({ relations }) =>
    relations.flatMap(({ database, schema, name, checks }) =>
      (checks ?? []).map((check) => [database, schema, name, check.name, check.clause]),
    ),
};
