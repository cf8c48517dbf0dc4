import { InvalidSnowflakeTypeError, UnknownSnowflakeTypeError } from "./errors.ts";
import { parseSnowflakeType } from "./parse-snowflake-type.ts";
import { checked, limits } from "./snowflake-limits.ts";
import type { ObjectField, SnowflakeType } from "./types.ts";

type Json = Readonly<Record<string, unknown>>;

/** A type read from SHOW COLUMNS, with the nullability that stands beside it. */
export interface ShowColumnsType {
  readonly type: SnowflakeType;
  readonly nullable: boolean;
}

class Reader {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  fail(problem: string): never {
    throw new InvalidSnowflakeTypeError(this.#text, problem);
  }

  asObject(value: unknown, what: string): Json {
    if (typeof value !== "object" || value === null || Array.isArray(value)) this.fail(`${what} is not an object`);
    return value as Json;
  }

  integer(json: Json, key: string, absent?: number): number {
    const value = json[key] ?? absent;
    if (typeof value !== "number" || !Number.isSafeInteger(value)) this.fail(`"${key}" is not a whole number`);
    return value;
  }

  read(value: unknown, depth = 0): ShowColumnsType {
    const json = this.asObject(value, "a type");
    if (depth > limits.depth) this.fail("nested too deeply");
    if (typeof json.type !== "string") this.fail('"type" is missing');
    const type = this.#type(json.type, json, depth);
    return { type: checked(type, this.#text), nullable: json.nullable !== false };
  }

  #type(name: string, json: Json, depth: number): SnowflakeType {
    switch (name) {
      case "FIXED":
        return {
          name: "NUMBER",
          precision: this.integer(json, "precision", 38),
          scale: this.integer(json, "scale", 0),
        };
      case "REAL":
        return { name: "FLOAT" };
      case "TEXT":
        return this.#varchar(json);
      case "BINARY":
        return { name: "BINARY", length: this.integer(json, "length", limits.binaryDefault) };
      case "TIME":
      case "TIMESTAMP_NTZ":
      case "TIMESTAMP_LTZ":
      case "TIMESTAMP_TZ":
        // The declared precision stands in "scale"; "precision" is 0.
        return { name, precision: this.integer(json, "scale", limits.fraction) };
      case "BOOLEAN":
      case "DATE":
      case "VARIANT":
      case "GEOGRAPHY":
      case "GEOMETRY":
      case "FILE":
      case "UUID":
      case "DECFLOAT":
        return { name };
      case "OBJECT":
        return this.#object(json, depth);
      case "ARRAY":
        return this.#array(json, depth);
      case "MAP":
        return this.#map(json, depth);
      case "VECTOR":
        return this.#vector(json, depth);
      default:
        return this.#other(name);
    }
  }

  #varchar(json: Json): SnowflakeType {
    const length = this.integer(json, "length", limits.varcharDefault);
    const { collation = "" } = json;
    if (typeof collation !== "string")
      return collation === null ? { name: "VARCHAR", length } : this.fail('"collation" is not a text');
    return collation === "" ? { name: "VARCHAR", length } : { name: "VARCHAR", length, collation };
  }

  #object(json: Json, depth: number): SnowflakeType {
    const { fields } = json;
    if (fields === undefined || fields === null) return { name: "OBJECT" };
    if (!Array.isArray(fields)) return this.fail('"fields" is not a list');
    return { name: "OBJECT", fields: fields.map((field: unknown) => this.#field(field, depth)) };
  }

  #field(value: unknown, depth: number): ObjectField {
    const json = this.asObject(value, "a field");
    if (typeof json.fieldName !== "string") return this.fail('"fieldName" is missing');
    const { type, nullable } = this.read(json.fieldType, depth + 1);
    return nullable ? { name: json.fieldName, type } : { name: json.fieldName, type, notNull: true };
  }

  #array(json: Json, depth: number): SnowflakeType {
    if (json.elementType === undefined || json.elementType === null) return { name: "ARRAY" };
    const { type, nullable } = this.read(json.elementType, depth + 1);
    return nullable ? { name: "ARRAY", element: type } : { name: "ARRAY", element: type, elementNotNull: true };
  }

  #map(json: Json, depth: number): SnowflakeType {
    const key = this.read(json.keyType, depth + 1).type;
    const { type: value, nullable } = this.read(json.valueType, depth + 1);
    return nullable ? { name: "MAP", key, value } : { name: "MAP", key, value, valueNotNull: true };
  }

  #vector(json: Json, depth: number): SnowflakeType {
    const element = this.read(json.vectorElementType, depth + 1).type.name;
    if (element !== "NUMBER" && element !== "FLOAT") return this.fail("the elements of a VECTOR are INT or FLOAT");
    const dimension = this.integer(json, "dimension");
    return { name: "VECTOR", element: element === "NUMBER" ? "INT" : "FLOAT", dimension };
  }

  /** INTERVAL and PERIOD have no documented JSON; only a text that says everything by itself is read. */
  #other(name: string): SnowflakeType {
    if (/^(?:INTERVAL\s|PERIOD\s*\()/i.test(name)) return parseSnowflakeType(name);
    throw new UnknownSnowflakeTypeError(this.#text, name);
  }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new InvalidSnowflakeTypeError(json, "not JSON");
  }
}

/**
 * Reads the `data_type` cell of SHOW COLUMNS, e.g. `{"type":"FIXED","precision":38,"scale":0,"nullable":true}`
 * (Snowflake SQL reference, SHOW COLUMNS). Lengths come from `length`, never from `byteLength`, which differs between
 * accounts. Absent keys mean the type's defaults, absent `nullable` means true; other keys are passed over.
 * @throws UnknownSnowflakeTypeError also for types whose JSON does not say all, where DESCRIBE TABLE does
 * @throws InvalidSnowflakeTypeError
 */
export function parseShowColumnsType(json: string): ShowColumnsType {
  return new Reader(json).read(parseJson(json));
}
