import { InvalidSnowflakeTypeError, TypeMapError, UnknownSnowflakeTypeError } from "./errors.ts";
import { parseSnowflakeType } from "./parse-snowflake-type.ts";
import { checked, limits } from "./snowflake-limits.ts";
import type { SnowflakeType } from "./types.ts";

type Cell = string | number | null | undefined;

/** The columns of INFORMATION_SCHEMA.COLUMNS that say a type; numbers may be texts. */
export interface InformationSchemaColumn {
  /** DATA_TYPE: a bare family name such as NUMBER or TEXT. */
  readonly dataType: string;
  /** DATA_TYPE_ALIAS: as first written; null for old tables. */
  readonly dataTypeAlias?: string | null;
  /** CHARACTER_MAXIMUM_LENGTH, for BINARY also. */
  readonly characterMaximumLength?: Cell;
  readonly numericPrecision?: Cell;
  readonly numericScale?: Cell;
  readonly datetimePrecision?: Cell;
}

function integer(row: InformationSchemaColumn, cell: Cell, absent: number): number {
  if (cell === null || cell === undefined || cell === "") return absent;
  if (!/^[0-9]{1,10}$/.test(String(cell))) {
    throw new InvalidSnowflakeTypeError(row.dataType, `${JSON.stringify(cell)} is not a whole number`);
  }
  return Number(cell);
}

/** The alias read as a type, when it is of the same family: the only flat place that shows what is inside a type. */
function fromAlias(row: InformationSchemaColumn, family: string): SnowflakeType | undefined {
  if (row.dataTypeAlias === null || row.dataTypeAlias === undefined) return undefined;
  try {
    const type = parseSnowflakeType(row.dataTypeAlias);
    return type.name === family ? type : undefined;
  } catch (error) {
    if (error instanceof TypeMapError) return undefined;
    throw error;
  }
}

function parametersMissing(row: InformationSchemaColumn): never {
  throw new InvalidSnowflakeTypeError(
    row.dataType,
    "INFORMATION_SCHEMA does not say its parameters; DESCRIBE TABLE does",
  );
}

function readFamily(row: InformationSchemaColumn, family: string): SnowflakeType {
  const { characterMaximumLength, numericPrecision, numericScale, datetimePrecision } = row;
  switch (family) {
    case "NUMBER":
      return { name: "NUMBER", precision: integer(row, numericPrecision, 38), scale: integer(row, numericScale, 0) };
    case "TEXT":
    case "VARCHAR": {
      const length = integer(row, characterMaximumLength, limits.varcharDefault);
      const alias = fromAlias(row, "VARCHAR");
      const collation = alias?.name === "VARCHAR" ? alias.collation : undefined;
      return collation === undefined ? { name: "VARCHAR", length } : { name: "VARCHAR", length, collation };
    }
    case "BINARY":
      return { name: "BINARY", length: integer(row, characterMaximumLength, limits.binaryDefault) };
    case "TIME":
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
      return { name: family, precision: integer(row, datetimePrecision, limits.fraction) };
    case "OBJECT":
    case "ARRAY":
      return fromAlias(row, family) ?? { name: family };
    case "MAP":
    case "VECTOR":
    case "PERIOD":
    case "INTERVAL":
      return fromAlias(row, family) ?? parametersMissing(row);
    case "FLOAT":
    case "DECFLOAT":
    case "BOOLEAN":
    case "DATE":
    case "VARIANT":
    case "GEOGRAPHY":
    case "GEOMETRY":
    case "FILE":
    case "UUID":
      return { name: family };
    default:
      if (/^(?:INTERVAL|PERIOD|VECTOR|MAP)\b/.test(family)) return parseSnowflakeType(row.dataType);
      throw new UnknownSnowflakeTypeError(row.dataType);
  }
}

/**
 * Reads a type from a row of INFORMATION_SCHEMA.COLUMNS: family and numbers, and DATA_TYPE_ALIAS for what only it says
 * (VECTOR, MAP, what is inside a structured type, collation). Without an alias OBJECT and ARRAY count as
 * semi-structured (Snowflake SQL reference, "COLUMNS view").
 * @throws UnknownSnowflakeTypeError, InvalidSnowflakeTypeError
 */
export function parseInformationSchemaType(row: InformationSchemaColumn): SnowflakeType {
  return checked(readFamily(row, row.dataType.trim().toUpperCase()), row.dataType);
}
