import type { Column, ColumnType, Relation } from "../../catalog/model.ts";
import type { Cell } from "../listing.ts";
import { textBytes } from "../type-json.ts";
import { orNull, viewColumns, yesNo, type ViewDefinition } from "./view-definition.ts";

const families: Readonly<Record<string, string>> = { VARCHAR: "TEXT" };

interface TypeCells {
  readonly length: Cell;
  readonly octets: Cell;
  readonly precision: Cell;
  readonly scale: Cell;
  readonly datetime: Cell;
}

const none: TypeCells = { length: null, octets: null, precision: null, scale: null, datetime: null };

function typeCells(type: ColumnType): TypeCells {
  if (type.name === "NUMBER") return { ...none, precision: String(type.precision), scale: String(type.scale) };
  if (type.name === "BINARY") return { ...none, length: String(type.length), octets: String(type.length) };
  if (type.name === "VARCHAR") {
    return { ...none, length: String(type.length), octets: String(textBytes(type.length)) };
  }
  return "scale" in type ? { ...none, datetime: String(type.scale) } : none;
}

function identityCells({ identity }: Column): Cell[] {
  if (identity === undefined) return ["NO", null, null, null, null, null, null, null];
  const { start, increment, ordered } = identity;
  return ["YES", "BY DEFAULT", String(start), String(increment), null, null, "NO", yesNo(ordered)];
}

function row(relation: Relation, column: Column, position: number): Cell[] {
  const cells = typeCells(column.type);
  const isTyped = relation.schema !== "INFORMATION_SCHEMA";
  return [
    relation.database,
    relation.schema,
    relation.name,
    column.name,
    String(position),
    column.default ?? null,
    yesNo(column.nullable),
    families[column.type.name] ?? column.type.name,
    cells.length,
    cells.octets,
    cells.precision,
    cells.precision === null ? null : "10",
    cells.scale,
    cells.datetime,
    ...Array<null>(18).fill(null),
    isTyped ? String(position) : null,
    "NO",
    ...identityCells(column),
    null,
    orNull(column.comment),
    column.alias ?? null,
    orNull(column.expression),
    column.expression === undefined ? "COLUMN" : "VIRTUAL_COLUMN",
  ];
}

/** INFORMATION_SCHEMA.COLUMNS; DATA_TYPE is the bare family (Snowflake SQL reference, COLUMNS view). */
export const columnsView: ViewDefinition = {
  name: "COLUMNS",
  columns: viewColumns(
    `TABLE_CATALOG TABLE_SCHEMA TABLE_NAME COLUMN_NAME ORDINAL_POSITION:number COLUMN_DEFAULT IS_NULLABLE DATA_TYPE
    CHARACTER_MAXIMUM_LENGTH:number CHARACTER_OCTET_LENGTH:number NUMERIC_PRECISION:number NUMERIC_PRECISION_RADIX:number
    NUMERIC_SCALE:number DATETIME_PRECISION:number INTERVAL_TYPE INTERVAL_PRECISION:number CHARACTER_SET_CATALOG
    CHARACTER_SET_SCHEMA CHARACTER_SET_NAME COLLATION_CATALOG COLLATION_SCHEMA COLLATION_NAME DOMAIN_CATALOG DOMAIN_SCHEMA
    DOMAIN_NAME UDT_CATALOG UDT_SCHEMA UDT_NAME SCOPE_CATALOG SCOPE_SCHEMA SCOPE_NAME MAXIMUM_CARDINALITY:number
    DTD_IDENTIFIER IS_SELF_REFERENCING IS_IDENTITY IDENTITY_GENERATION IDENTITY_START IDENTITY_INCREMENT IDENTITY_MAXIMUM
    IDENTITY_MINIMUM IDENTITY_CYCLE IDENTITY_ORDERED SCHEMA_EVOLUTION_RECORD COMMENT DATA_TYPE_ALIAS EXPRESSION KIND`,
  ),
  rows: ({ relations }) =>
    relations.flatMap((relation) => relation.columns.map((column, index) => row(relation, column, index + 1))),
};
