import type { ColumnType } from "../catalog/model.ts";

type Json = Record<string, unknown>;

/** Bytes a text column may take: four a character, but no more than the old maximum unless the column is longer. */
export function textBytes(length: number): number {
  return Math.min(4 * length, Math.max(length, 16_777_216));
}

function text(type: Extract<ColumnType, { name: "VARCHAR" }>, nullable: boolean): Json {
  const { length, collation } = type;
  const json = { type: "TEXT", length, byteLength: textBytes(length), nullable, fixed: false };
  return collation === undefined ? json : { ...json, collation };
}

function object(type: Extract<ColumnType, { name: "OBJECT" }>, nullable: boolean): Json {
  const fields = type.fields?.map((field) => ({
    fieldName: field.name,
    fieldType: toJson(field.type, !field.notNull),
  }));
  return { type: "OBJECT", nullable, ...(fields === undefined ? {} : { fields }) };
}

function vector(type: Extract<ColumnType, { name: "VECTOR" }>, nullable: boolean): Json {
  const element: ColumnType =
    type.element === "FLOAT" ? { name: "FLOAT" } : { name: "NUMBER", precision: 38, scale: 0 };
  return { type: "VECTOR", nullable, vectorElementType: toJson(element, false), dimension: type.dimension };
}

function toJson(type: ColumnType, nullable: boolean): Json {
  switch (type.name) {
    case "NUMBER":
      return { type: "FIXED", precision: type.precision, scale: type.scale, nullable };
    case "FLOAT":
      return { type: "REAL", nullable };
    case "VARCHAR":
      return text(type, nullable);
    case "BINARY":
      return { type: "BINARY", length: type.length, byteLength: type.length, nullable, fixed: type.fixed };
    case "TIME":
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return { type: type.name, precision: 0, scale: type.scale, nullable };
    case "GEOGRAPHY":
    case "GEOMETRY":
    case "FILE":
      return { type: type.name, outputType: "OBJECT", nullable };
    case "OBJECT":
      return object(type, nullable);
    case "ARRAY": {
      const { element, notNull } = type;
      const json = { type: "ARRAY", nullable };
      return element === undefined ? json : { ...json, elementType: toJson(element, notNull !== true) };
    }
    case "MAP": {
      const valueType = toJson(type.value, type.notNull !== true);
      return { type: "MAP", nullable, keyType: toJson(type.key, false), valueType };
    }
    case "VECTOR":
      return vector(type, nullable);
    case "INTERVAL":
      return { type: type.family === "year-month" ? "INTERVAL_YEAR_MONTH" : "INTERVAL_DAY_TIME", nullable };
    case "DECFLOAT":
    case "BOOLEAN":
    case "DATE":
    case "VARIANT":
    case "UUID":
    case "PERIOD":
      return { type: type.name, nullable };
  }
}

/** The `data_type` cell of SHOW COLUMNS: compact JSON in Snowflake's key order (SQL reference, SHOW COLUMNS). */
export function typeJson(type: ColumnType, nullable: boolean): string {
  return JSON.stringify(toJson(type, nullable));
}
