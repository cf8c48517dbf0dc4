import type { ObjectField, SnowflakeType } from "./types.ts";

function printFieldName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function printField(field: ObjectField): string {
  return `${printFieldName(field.name)} ${printElement(field.type, field.notNull)}`;
}

function printElement(type: SnowflakeType, notNull: true | undefined): string {
  return notNull === true ? `${printSnowflakeType(type)} NOT NULL` : printSnowflakeType(type);
}

function printVarchar(type: Extract<SnowflakeType, { name: "VARCHAR" }>): string {
  const text = `VARCHAR(${String(type.length)})`;
  if (type.collation === undefined) return text;
  return `${text} COLLATE '${type.collation.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

function printInterval(type: Extract<SnowflakeType, { name: "INTERVAL" }>): string {
  const leading = String(type.leadingPrecision);
  const fraction = type.fractionalPrecision === undefined ? "" : String(type.fractionalPrecision);
  if (type.from === type.to) {
    return `INTERVAL ${type.from}(${fraction === "" ? leading : `${leading},${fraction}`})`;
  }
  return `INTERVAL ${type.from}(${leading}) TO ${type.to}${fraction === "" ? "" : `(${fraction})`}`;
}

/**
 * The one canonical text of a type, e.g. `NUMBER(38,0)`, `VARCHAR(200) COLLATE 'en-ci'`, `ARRAY(DATE NOT NULL)`:
 * what DESCRIBE TABLE prints, with all parameters. `parseSnowflakeType` reads it back to an equal value.
 */
export function printSnowflakeType(type: SnowflakeType): string {
  switch (type.name) {
    case "NUMBER":
      return `NUMBER(${String(type.precision)},${String(type.scale)})`;
    case "DECFLOAT":
      return "DECFLOAT(38)";
    case "VARCHAR":
      return printVarchar(type);
    case "BINARY":
      return `BINARY(${String(type.length)})`;
    case "TIME":
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return `${type.name}(${String(type.precision)})`;
    case "OBJECT":
      return type.fields === undefined ? "OBJECT" : `OBJECT(${type.fields.map(printField).join(", ")})`;
    case "ARRAY":
      return type.element === undefined ? "ARRAY" : `ARRAY(${printElement(type.element, type.elementNotNull)})`;
    case "MAP":
      return `MAP(${printSnowflakeType(type.key)}, ${printElement(type.value, type.valueNotNull)})`;
    case "VECTOR":
      return `VECTOR(${type.element}, ${String(type.dimension)})`;
    case "INTERVAL":
      return printInterval(type);
    case "PERIOD":
      return `PERIOD(${printSnowflakeType(type.element)})`;
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
