import type { ColumnType } from "../catalog/model.ts";

function fieldName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function required(notNull: boolean | undefined): string {
  return notNull === true ? " NOT NULL" : "";
}

/** A type as DESCRIBE prints it (Snowflake SQL reference, DESCRIBE TABLE). */
export function typeText(type: ColumnType): string {
  switch (type.name) {
    case "NUMBER":
      return `NUMBER(${String(type.precision)},${String(type.scale)})`;
    case "DECFLOAT":
      return "DECFLOAT(38)";
    case "VARCHAR": {
      const collation = type.collation === undefined ? "" : ` COLLATE '${type.collation.replaceAll("'", "''")}'`;
      return `VARCHAR(${String(type.length)})${collation}`;
    }
    case "BINARY":
      return `BINARY(${String(type.length)})`;
    case "TIME":
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return `${type.name}(${String(type.scale)})`;
    case "OBJECT": {
      const fields = type.fields?.map((f) => `${fieldName(f.name)} ${typeText(f.type)}${required(f.notNull)}`);
      return fields === undefined ? "OBJECT" : `OBJECT(${fields.join(", ")})`;
    }
    case "ARRAY":
      return type.element === undefined ? "ARRAY" : `ARRAY(${typeText(type.element)}${required(type.notNull)})`;
    case "MAP":
      return `MAP(${typeText(type.key)}, ${typeText(type.value)}${required(type.notNull)})`;
    case "VECTOR":
      return `VECTOR(${type.element}, ${String(type.dimension)})`;
    case "INTERVAL":
      return `INTERVAL ${type.unit}`;
    case "PERIOD":
      return `PERIOD(${typeText(type.element)})`;
    case "FLOAT":
    case "BOOLEAN":
    case "DATE":
    case "VARIANT":
    case "GEOGRAPHY":
    case "GEOMETRY":
    case "FILE":
    case "UUID":
      return type.name;
  }
}
