/** Functions that DuckDB cannot do exactly, lent to it from JavaScript; a NULL argument gives NULL. */
import {
  BOOLEAN,
  DuckDBListValue,
  DuckDBScalarFunction,
  HUGEINT,
  INTEGER,
  LIST,
  BIGINT,
  SMALLINT,
  VARCHAR,
  type DuckDBConnection,
  type DuckDBType,
  type DuckDBValue,
} from "@duckdb/node-api";
import { fault } from "./faults.ts";
import type { SequenceSources } from "./sequence-sources.ts";
import { decfloatKey, decfloatText, divide, multiply } from "./values/decimal-text.ts";
import { geometrySrid, geometryText, parseGeometry } from "./values/geometry.ts";
import { intervalText, parseInterval } from "./values/interval-text.ts";
import {
  compactJson,
  getJson,
  JsonTextError,
  objectOf,
  parseJson,
  printJson,
  storedNode,
  textOfJson,
  typeOfJson,
  type JsonNode,
} from "./values/json-text.ts";
import { parseMoment, type Moment } from "./values/time-text.ts";

interface ScriptFunction {
  readonly name: string;
  readonly parameters: readonly DuckDBType[];
  readonly returns: DuckDBType;
  readonly volatile?: boolean;
  readonly body: (...values: never[]) => DuckDBValue;
}

const nanosecondsOfDay = 86_400_000_000_000n;

function json(text: string, read = storedNode): JsonNode {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    throw fault("100069", "22P02", `Error parsing JSON: ${error.message}`);
  }
}

function timestamp(text: string, format: string): Moment {
  const moment = parseMoment(text, format);
  if (moment?.days === undefined) throw fault("100035", "22007", `Timestamp '${text}' is not recognized`);
  return moment;
}

function wallClock({ days = 0, nanoseconds = 0n }: Moment): bigint {
  return BigInt(days) * nanosecondsOfDay + nanoseconds;
}

const timeFunctions: readonly ScriptFunction[] = [
  {
    name: "sf_parse_date",
    parameters: [VARCHAR, VARCHAR],
    returns: INTEGER,
    body: (text: string, format: string) => {
      const days = parseMoment(text, format)?.days;
      if (days === undefined) throw fault("100040", "22007", `Date '${text}' is not recognized`);
      return days;
    },
  },
  {
    name: "sf_parse_time",
    parameters: [VARCHAR, VARCHAR],
    returns: BIGINT,
    body: (text: string, format: string) => {
      const nanoseconds = parseMoment(text, format)?.nanoseconds;
      if (nanoseconds === undefined) throw fault("100108", "22007", `Time '${text}' is not recognized`);
      return nanoseconds;
    },
  },
  {
    name: "sf_parse_wall_clock",
    parameters: [VARCHAR, VARCHAR],
    returns: HUGEINT,
    body: (text: string, format: string) => wallClock(timestamp(text, format)),
  },
  {
    name: "sf_parse_offset",
    parameters: [VARCHAR, VARCHAR],
    returns: SMALLINT,
    body: (text: string, format: string) => timestamp(text, format).offset ?? null,
  },
  {
    name: "sf_parse_interval",
    parameters: [VARCHAR, VARCHAR],
    returns: HUGEINT,
    body: (text: string, unit: string) => {
      const amount = parseInterval(text, unit);
      if (amount === undefined) throw fault("100430", "22007", `Interval '${text}' is not recognized`);
      return amount;
    },
  },
  { name: "sf_interval_text", parameters: [HUGEINT, VARCHAR], returns: VARCHAR, body: intervalText },
];

const numberFunctions: readonly ScriptFunction[] = [
  {
    name: "sf_divide",
    parameters: [VARCHAR, VARCHAR, INTEGER],
    returns: VARCHAR,
    body: (left: string, right: string, scale: number) => {
      const quotient = divide(left, right, scale);
      if (quotient === undefined) throw fault("100051", "22012", "Division by zero");
      return quotient;
    },
  },
  {
    name: "sf_multiply",
    parameters: [VARCHAR, VARCHAR, INTEGER],
    returns: VARCHAR,
    body: (left: string, right: string, scale: number) => multiply(left, right, scale) ?? null,
  },
  {
    name: "sf_decfloat",
    parameters: [VARCHAR],
    returns: VARCHAR,
    body: (text: string) => {
      const value = decfloatText(text);
      if (value === undefined) throw fault("100038", "22018", `Numeric value '${text}' is not recognized`);
      return value;
    },
  },
  {
    name: "sf_parse_hex",
    parameters: [VARCHAR],
    returns: VARCHAR,
    body: (text: string) => {
      if (!/^\s*[0-9a-f]+\s*$/i.test(text)) {
        throw fault("100140", "22007", `Can't parse '${text}' as number with format 'X'`);
      }
      return BigInt(`0x${text.trim()}`).toString();
    },
  },
  { name: "sf_decfloat_key", parameters: [VARCHAR], returns: VARCHAR, body: decfloatKey },
];

const jsonFunctions: readonly ScriptFunction[] = [
  {
    name: "sf_json_parse",
    parameters: [VARCHAR],
    returns: VARCHAR,
    body: (text: string) => (text.trim() === "" ? null : compactJson(json(text, parseJson))),
  },
  {
    name: "sf_json_print",
    parameters: [VARCHAR, INTEGER, BOOLEAN],
    returns: VARCHAR,
    body: (text: string, indent: number, strict: boolean) => printJson(json(text), { indent, strict }),
  },
  {
    // an XML document is held as its text; no JSON begins with <
    name: "sf_xml_parse",
    parameters: [VARCHAR],
    returns: VARCHAR,
    body: (text: string) => {
      const trimmed = text.trim();
      if (!/^<[\s\S]*>$/.test(trimmed)) throw fault("100100", "22000", "Error parsing XML: not an XML document");
      return trimmed;
    },
  },
  { name: "sf_json_text", parameters: [VARCHAR], returns: VARCHAR, body: (text: string) => textOfJson(json(text)) },
  { name: "sf_json_type", parameters: [VARCHAR], returns: VARCHAR, body: (text: string) => typeOfJson(json(text)) },
  {
    name: "sf_json_get",
    parameters: [VARCHAR, VARCHAR],
    returns: VARCHAR,
    body: (text: string, key: string) => {
      const found = getJson(json(text), key);
      return found === null ? null : compactJson(found);
    },
  },
  {
    name: "sf_json_length",
    parameters: [VARCHAR],
    returns: BIGINT,
    body: (text: string) => {
      const node = json(text);
      return node.kind === "array" ? BigInt(node.items.length) : null;
    },
  },
  {
    name: "sf_json_keys",
    parameters: [VARCHAR],
    returns: VARCHAR,
    body: (text: string) => {
      const node = json(text);
      return node.kind === "object" ? JSON.stringify(node.entries.map(([key]) => key)) : null;
    },
  },
  {
    name: "sf_json_items",
    parameters: [VARCHAR],
    returns: LIST(VARCHAR),
    body: (text: string) => {
      const node = json(text);
      const parts =
        node.kind === "array"
          ? node.items.map((item, index): [string | null, JsonNode] => [String(index), item])
          : node.kind === "object"
            ? node.entries.map(([key, value]): [string | null, JsonNode] => [key, value])
            : [];
      return new DuckDBListValue(parts.flatMap(([key, value]) => [key, compactJson(value)]));
    },
  },
  {
    // keys and JSON values in turn; entries without a key or a value are left out
    name: "sf_json_object",
    parameters: [LIST(VARCHAR)],
    returns: VARCHAR,
    body: (list: DuckDBListValue) => {
      const entries: [string, JsonNode][] = [];
      for (let index = 0; index + 1 < list.items.length; index += 2) {
        const [key, value] = [list.items[index], list.items[index + 1]];
        if (typeof key === "string" && typeof value === "string") entries.push([key, json(value)]);
      }
      return compactJson(objectOf(entries));
    },
  },
];

const raise: ScriptFunction = {
  // DuckDB's own error() counts as volatile, and TRY takes no volatile functions
  name: "sf_raise",
  parameters: [VARCHAR],
  returns: VARCHAR,
  body: (message: string) => {
    throw new Error(message);
  },
};

const geometryFunctions: readonly ScriptFunction[] = [
  {
    name: "sf_geo_parse",
    parameters: [VARCHAR, INTEGER],
    returns: VARCHAR,
    body: (text: string, srid: number) => {
      const shape = parseGeometry(text, srid);
      if (shape === undefined) throw fault("100205", "22000", `Error parsing Geo input: ${text.slice(0, 100)}`);
      return shape;
    },
  },
  { name: "sf_geo_srid", parameters: [VARCHAR], returns: INTEGER, body: geometrySrid },
  { name: "sf_geo_text", parameters: [VARCHAR, VARCHAR], returns: VARCHAR, body: geometryText },
];

function register(connection: DuckDBConnection, script: ScriptFunction): void {
  const body = script.body as unknown as (...values: DuckDBValue[]) => DuckDBValue;
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: script.name,
      parameterTypes: script.parameters,
      returnType: script.returns,
      volatile: script.volatile ?? false,
      specialHandling: true,
      mainFunction: (_info, chunk, output) => {
        const columns = script.parameters.map((_type, index) => chunk.getColumnVector(index));
        for (let row = 0; row < chunk.rowCount; row++) {
          const values = columns.map((column) => column.getItem(row));
          output.setItem(row, values.includes(null) ? null : body(...values));
        }
        output.flush();
      },
    }),
  );
}

/** Makes the functions known to the whole instance of DuckDB behind the connection. */
export function registerScriptFunctions(connection: DuckDBConnection, sequences: SequenceSources): void {
  const nextValue: ScriptFunction = {
    name: "sf_next_value",
    parameters: [VARCHAR, BIGINT],
    returns: HUGEINT,
    volatile: true,
    // the second argument changes by row, so that no row shares another's value
    body: (key: string) => sequences.next(key),
  };
  const all = [...timeFunctions, ...numberFunctions, ...jsonFunctions, ...geometryFunctions, raise, nextValue];
  for (const script of all) register(connection, script);
}
