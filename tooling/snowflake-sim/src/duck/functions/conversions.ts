/** TO_… and TRY_TO_… */
import { boolean, date, float, isJson, number, quoteText, varchar, variant, type SqlType } from "../carriers.ts";
import { binaryText, castTo, hexToBinary, jsonOf, textOf } from "../compile/cast.ts";
import { compiled, nothing, type Compiled } from "../compile/compiled.ts";
import { isTime } from "../compile/time-type.ts";
import { castOptions } from "../compile/expression.ts";
import { formatSql } from "../compile/format-model.ts";
import { compilationError } from "../faults.ts";
import { compactJson } from "../wire.ts";
import { binary, constantText, type FunctionCall, type FunctionRule, type FunctionTable } from "./rule.ts";

function attempted(rule: FunctionRule): FunctionRule {
  return {
    ...rule,
    compile: (call, values) => {
      const value = rule.compile?.(call, values) ?? nothing;
      return compiled(`TRY(${value.sql})`, value.type);
    },
  };
}

/** Scientific text of an exact number. */
function scientific(value: Compiled): string {
  const digits = `regexp_replace(ltrim(replace(abs(${value.sql})::VARCHAR, '.', ''), '0'), '0+$', '')`;
  const scale = value.type.name === "NUMBER" ? value.type.scale : 0;
  const exponent = `length(ltrim(replace(abs(${value.sql})::VARCHAR, '.', ''), '0')) - 1 - ${String(scale)}`;
  const body = `left(${digits}, 1) || CASE WHEN length(${digits}) > 1 THEN '.' || substr(${digits}, 2) ELSE '' END`;
  const sign = `CASE WHEN ${value.sql} < 0 THEN '-' ELSE '' END`;
  return `CASE WHEN ${value.sql} = 0 THEN '0E0' ELSE ${sign} || ${body} || 'E' || (${exponent})::VARCHAR END`;
}

function numberText(call: FunctionCall, value: Compiled, format: string): string {
  switch (format.toUpperCase()) {
    case "TME":
      return value.type.name === "FLOAT" ? `sf_float_exact(${value.sql})` : scientific(value);
    case "TM":
    case "TM9":
      return textOf(value, call.environment.settings);
    default:
      throw compilationError("002140", "42601", `Unsupported number format '${format}'.`);
  }
}

function formatted(call: FunctionCall, value: Compiled): Compiled {
  const format = constantText(call, 1);
  let sql: string;
  if (isTime(value.type)) sql = formatSql(value.sql, value.type, { format, zone: call.environment.settings.zone });
  else if (value.type.name === "BINARY") sql = binaryText(value.sql, format.toUpperCase());
  else
    sql = numberText(
      call,
      value.type.name === "NUMBER" ? value : castTo(value, float, castOptions(call.scope)),
      format,
    );
  return compiled(sql, varchar, value.nullable);
}

const toText: FunctionRule = {
  parameters: ["any", "text"],
  optional: 1,
  compile: (call, [value = nothing, format]) =>
    format === undefined ? castTo(value, varchar, castOptions(call.scope)) : formatted(call, value),
};

/** TO_NUMBER(x [, format] [, precision [, scale]]); of the formats only hexadecimal changes what is read. */
const toNumber: FunctionRule = {
  parameters: ["any", "any", "any", "any"],
  optional: 3,
  compile: (call, [value = nothing, second]) => {
    const format = second?.type.name === "VARCHAR" ? constantText(call, 1) : "";
    const first = format === "" ? 1 : 2;
    const digit = (index: number, fallback: number): number =>
      call.arguments[index] === undefined ? fallback : Number(constantText(call, index));
    const type = number(digit(first, 38), digit(first + 1, 0));
    if (!/^X+$/i.test(format)) return castTo(value, type, castOptions(call.scope));
    const text = castTo(value, varchar, castOptions(call.scope));
    return castTo(compiled(`sf_parse_hex(${text.sql})`, varchar, value.nullable), type, castOptions(call.scope));
  },
};

function simple(type: SqlType): FunctionRule {
  return { parameters: ["any"], compile: (call, [value = nothing]) => castTo(value, type, castOptions(call.scope)) };
}

/** TO_DATE(x [, format]); a number with a scale counts parts of seconds. */
function toTime(type: (call: FunctionCall) => SqlType): FunctionRule {
  return {
    parameters: ["any", "any"],
    optional: 1,
    compile: (call, [value = nothing, second]) => {
      const wanted = type(call);
      const options = castOptions(call.scope);
      if (second === undefined) return castTo(value, wanted, options);
      if (value.type.name === "NUMBER") {
        const divisor = String(10n ** BigInt(constantText(call, 1)));
        const seconds = `sf_divide((${value.sql})::VARCHAR, '${divisor}', 9)::DECIMAL(38,9)`;
        return castTo(compiled(seconds, number(38, 9), value.nullable), wanted, options);
      }
      return castTo(value, wanted, { ...options, format: constantText(call, 1) });
    },
  };
}

const timestamp = toTime(({ environment }) => ({ name: environment.settings.timestampAlias, scale: 9 }));

const toBinary: FunctionRule = {
  parameters: ["any", "text"],
  optional: 1,
  compile: (call, [value = nothing, format]) => {
    if (value.type.name === "BINARY") return value;
    const text = castTo(value, varchar, castOptions(call.scope));
    const how = format === undefined ? "HEX" : constantText(call, 1).toUpperCase();
    const ways: Readonly<Record<string, string>> = {
      HEX: hexToBinary(text.sql),
      BASE64: `from_base64(${text.sql})`,
      UTF8: `encode(${text.sql})`,
      "UTF-8": `encode(${text.sql})`,
    };
    const sql = ways[how];
    if (sql === undefined) throw compilationError("100036", "22000", `Invalid format '${how}' for binary`);
    return compiled(sql, binary, value.nullable);
  },
};

const parseJson: FunctionRule = {
  parameters: ["text"],
  compile: (_call, [value = nothing]) => compiled(`sf_json_parse(${value.sql})`, variant),
};

/** The JSON text of a value; a VARIANT of text keeps its quotes. */
const toJson: FunctionRule = {
  parameters: ["any"],
  compile: (call, [value = nothing]) =>
    compiled(
      compactJson(jsonOf(value, call.environment.settings), call.environment.settings.strictJson),
      varchar,
      value.nullable,
    ),
};

const toArray: FunctionRule = {
  parameters: ["any"],
  compile: (call, [value = nothing]) => {
    const json = jsonOf(value, call.environment.settings);
    if (value.type.name === "ARRAY" || value.type.name === "VECTOR")
      return compiled(json, { name: "ARRAY" }, value.nullable);
    return compiled(`CASE WHEN sf_json_type(${json}) = 'ARRAY' THEN ${json} ELSE '[' || ${json} || ']' END`, {
      name: "ARRAY",
    });
  },
};

const toObject: FunctionRule = {
  parameters: ["any"],
  compile: (_call, [value = nothing]) => {
    if (!isJson(value.type))
      throw compilationError("001044", "42P13", "Invalid argument types for function 'TO_OBJECT'");
    return compiled(value.sql, { name: "OBJECT" }, value.nullable);
  },
};

function geography(name: "GEOGRAPHY" | "GEOMETRY"): FunctionRule {
  return {
    parameters: ["any", "integer"],
    optional: 1,
    compile: (_call, [value = nothing, srid]) => {
      const zone = srid === undefined ? (name === "GEOGRAPHY" ? "4326" : "0") : `(${srid.sql})::INTEGER`;
      return compiled(`sf_geo_parse(${value.sql}, ${zone})`, { name }, value.nullable);
    },
  };
}

function geographyText(format: string): FunctionRule {
  return {
    parameters: ["any"],
    sql: ([value = ""]) => `sf_geo_text(${value}, ${quoteText(format)})`,
  };
}

const both = (name: string, rule: FunctionRule): FunctionTable => ({ [name]: rule, [`TRY_${name}`]: attempted(rule) });

/** Conversions. */
export const conversions: FunctionTable = {
  TO_VARCHAR: toText,
  TO_CHAR: toText,
  ...both("TO_NUMBER", toNumber),
  ...both("TO_DECIMAL", toNumber),
  ...both("TO_NUMERIC", toNumber),
  ...both("TO_DOUBLE", simple(float)),
  ...both("TO_DECFLOAT", simple({ name: "DECFLOAT" })),
  ...both("TO_BOOLEAN", simple(boolean)),
  ...both(
    "TO_DATE",
    toTime(() => date),
  ),
  DATE: toTime(() => date),
  ...both(
    "TO_TIME",
    toTime(() => ({ name: "TIME", scale: 9 })),
  ),
  TIME: toTime(() => ({ name: "TIME", scale: 9 })),
  ...both("TO_TIMESTAMP", timestamp),
  ...both(
    "TO_TIMESTAMP_NTZ",
    toTime(() => ({ name: "TIMESTAMP_NTZ", scale: 9 })),
  ),
  ...both(
    "TO_TIMESTAMP_LTZ",
    toTime(() => ({ name: "TIMESTAMP_LTZ", scale: 9 })),
  ),
  ...both(
    "TO_TIMESTAMP_TZ",
    toTime(() => ({ name: "TIMESTAMP_TZ", scale: 9 })),
  ),
  ...both("TO_BINARY", toBinary),
  TO_VARIANT: simple(variant),
  TO_UUID: simple({ name: "UUID" }),
  TO_JSON: toJson,
  TO_ARRAY: toArray,
  TO_OBJECT: toObject,
  PARSE_JSON: parseJson,
  TRY_PARSE_JSON: attempted(parseJson),
  TO_GEOGRAPHY: geography("GEOGRAPHY"),
  TO_GEOMETRY: geography("GEOMETRY"),
  ST_GEOGRAPHYFROMWKT: geography("GEOGRAPHY"),
  ST_ASEWKB: {
    parameters: ["any"],
    returns: binary,
    sql: ([value = ""]) => `unhex(sf_geo_text(${value}, 'EWKB'))`,
  },
  ST_ASWKB: {
    parameters: ["any"],
    returns: binary,
    sql: ([value = ""]) => `unhex(sf_geo_text(${value}, 'WKB'))`,
  },
  ST_ASWKT: geographyText("WKT"),
  ST_ASTEXT: geographyText("WKT"),
  ST_ASEWKT: geographyText("EWKT"),
  ST_ASGEOJSON: { ...geographyText("GEOJSON"), returns: { name: "OBJECT" } },
  ST_SRID: { parameters: ["any"], returns: number(9), sql: ([value = ""]) => `sf_geo_srid(${value})::DECIMAL(9,0)` },
  PARSE_XML: { parameters: ["text"], returns: { name: "OBJECT" }, sql: ([value = ""]) => `sf_xml_parse(${value})` },
};
