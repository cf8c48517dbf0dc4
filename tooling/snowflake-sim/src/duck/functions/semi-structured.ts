import { boolean, number, quoteText, varchar, variant } from "../carriers.ts";
import { castTo, jsonOf } from "../compile/cast.ts";
import { compiled, nothing, type Compiled } from "../compile/compiled.ts";
import { arrayOf, castOptions } from "../compile/expression.ts";
import type { FunctionCall, FunctionRule, FunctionTable } from "./rule.ts";

function json(call: FunctionCall, value: Compiled): string {
  return jsonOf(value, call.environment.settings);
}

function objectConstruct(keepNull: boolean): FunctionRule {
  return {
    parameters: ["any"],
    optional: 1,
    rest: true,
    compile: (call, values) => {
      const parts = values.map((value, index) => {
        if (index % 2 === 0) return castTo(value, varchar, castOptions(call.scope)).sql;
        return keepNull ? `coalesce(${json(call, value)}, 'null')` : json(call, value);
      });
      return compiled(`sf_json_object([${parts.join(", ")}]::VARCHAR[])`, { name: "OBJECT" }, false);
    },
  };
}

function isType(...names: readonly string[]): FunctionRule {
  const list = names.map(quoteText).join(", ");
  return {
    parameters: ["variant"],
    returns: boolean,
    sql: ([value = ""]) => `(sf_json_type(${value}) IN (${list}))`,
  };
}

function element(call: FunctionCall, [value = nothing, key = nothing]: readonly Compiled[]): Compiled {
  return compiled(`sf_json_get(${value.sql}, ${castTo(key, varchar, castOptions(call.scope)).sql})`, variant);
}

/** `a.b[0]`, written as text. */
function byPath(_call: FunctionCall, [value = nothing, path = nothing]: readonly Compiled[]): Compiled {
  const keys = (path.literal ?? "").match(/[^.[\]"']+/g) ?? [];
  return compiled(
    keys.reduce((sql, key) => `sf_json_get(${sql}, ${quoteText(key)})`, value.sql),
    variant,
  );
}

/** Functions of VARIANT, OBJECT and ARRAY. */
export const semiStructured: FunctionTable = {
  OBJECT_CONSTRUCT: objectConstruct(false),
  OBJECT_CONSTRUCT_KEEP_NULL: objectConstruct(true),
  ARRAY_CONSTRUCT: {
    parameters: ["any"],
    optional: 1,
    rest: true,
    compile: (call, values) => compiled(arrayOf(values.map((value) => json(call, value))), { name: "ARRAY" }, false),
  },
  ARRAY_SIZE: {
    parameters: ["variant"],
    returns: number(9),
    sql: ([value = ""]) => `sf_json_length(${value})::DECIMAL(9,0)`,
  },
  OBJECT_KEYS: {
    parameters: ["variant"],
    returns: { name: "ARRAY" },
    sql: ([value = ""]) => `sf_json_keys(${value})`,
  },
  GET: { parameters: ["variant", "any"], compile: element },
  GET_PATH: { parameters: ["variant", "text"], compile: byPath },
  TYPEOF: { parameters: ["variant"], returns: varchar, sql: ([value = ""]) => `sf_json_type(${value})` },
  IS_OBJECT: isType("OBJECT"),
  IS_ARRAY: isType("ARRAY"),
  IS_VARCHAR: isType("VARCHAR"),
  IS_BOOLEAN: isType("BOOLEAN"),
  IS_INTEGER: isType("INTEGER"),
  IS_DECIMAL: isType("INTEGER", "DECIMAL"),
  IS_DOUBLE: isType("INTEGER", "DECIMAL", "DOUBLE"),
};
