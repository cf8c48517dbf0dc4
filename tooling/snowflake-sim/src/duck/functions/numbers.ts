import { boolean, carrier, float, integer, number, type SqlType } from "../carriers.ts";
import { castTo } from "../compile/cast.ts";
import { compiled, nothing, type Compiled } from "../compile/compiled.ts";
import { castOptions } from "../compile/expression.ts";
import { arithmetic } from "../compile/operators.ts";
import type { FunctionRule, FunctionTable } from "./rule.ts";

const same = (values: readonly Compiled[]): SqlType => values[0]?.type ?? integer;

function floatFunction(sql: (value: string) => string): FunctionRule {
  return { parameters: ["float"], returns: float, sql: ([value = ""]) => sql(value) };
}

/** ROUND, TRUNC, FLOOR, CEIL with an optional number of digits, which must be constant for a NUMBER. */
function rounding(name: "round" | "trunc" | "floor" | "ceil"): FunctionRule {
  return {
    parameters: ["number", "integer"],
    optional: 1,
    compile: (_call, [value = nothing, places]) => {
      const digits = places === undefined ? 0 : Number(places.literal ?? "0");
      const factor = `1e${String(Math.abs(digits))}::DOUBLE`;
      if (value.type.name !== "NUMBER") {
        const scaled =
          digits >= 0
            ? `${name}(${value.sql} * ${factor}) / ${factor}`
            : `${name}(${value.sql} / ${factor}) * ${factor}`;
        return compiled(`(${scaled})`, float, value.nullable);
      }
      const scale = Math.max(0, Math.min(digits, value.type.scale));
      if (digits >= value.type.scale) return value;
      const type = number(Math.min(38, value.type.precision - value.type.scale + scale + 1), scale);
      return compiled(exactRounding(name, value, { digits, type }), type, value.nullable);
    },
  };
}

/** By whole numbers: the digits that go are compared, never a binary fraction. */
function exactRounding(name: string, value: Compiled, { digits, type }: { digits: number; type: SqlType }): string {
  const scale = value.type.name === "NUMBER" ? value.type.scale : 0;
  const whole = `replace((${value.sql})::VARCHAR, '.', '')::HUGEINT`;
  const unit = `${String(10n ** BigInt(scale - digits))}::HUGEINT`;
  const cuts: Readonly<Record<string, string>> = {
    round: `(${whole} + sign(${whole}) * (${unit} // 2)) // ${unit}`,
    trunc: `${whole} // ${unit}`,
    floor: `sf_floor_div(${whole}, ${unit})`,
    ceil: `-sf_floor_div(-(${whole}), ${unit})`,
  };
  const units = `(${cuts[name] ?? whole})`;
  if (digits <= 0) return `(${units} * ${String(10n ** BigInt(-digits))})::${carrier(type)}`;
  return `sf_divide(${units}::VARCHAR, '${String(10n ** BigInt(digits))}', ${String(digits)})::${carrier(type)}`;
}

const mod: FunctionRule = {
  parameters: ["number", "number"],
  compile: (call, [left = nothing, right = nothing]) => arithmetic("%", [left, right], castOptions(call.scope)),
};

const div0: FunctionRule = {
  parameters: ["number", "number"],
  compile: (call, [left = nothing, right = nothing]) => {
    const quotient = arithmetic("/", [left, right], castOptions(call.scope));
    return compiled(
      `CASE WHEN ${right.sql} = 0 THEN 0::${carrier(quotient.type)} ELSE ${quotient.sql} END`,
      quotient.type,
    );
  },
};

function bitwise(sign: "&" | "|"): FunctionRule {
  return {
    parameters: ["integer", "integer"],
    returns: integer,
    sql: ([left = "", right = ""]) => `((${left})::HUGEINT ${sign} (${right})::HUGEINT)::DECIMAL(38,0)`,
  };
}

/** Functions of numbers. */
export const numbers: FunctionTable = {
  ABS: { parameters: ["number"], returns: same, sql: ([value = ""]) => `abs(${value})` },
  SIGN: {
    parameters: ["number"],
    returns: number(2),
    sql: ([value = ""]) => `sign(${value})::DECIMAL(2,0)`,
  },
  MOD: mod,
  DIV0: div0,
  ROUND: rounding("round"),
  TRUNC: rounding("trunc"),
  TRUNCATE: rounding("trunc"),
  FLOOR: rounding("floor"),
  CEIL: rounding("ceil"),
  CEILING: rounding("ceil"),
  SQRT: floatFunction((value) => `sqrt(${value})`),
  EXP: floatFunction((value) => `exp(${value})`),
  LN: floatFunction((value) => `ln(${value})`),
  SIN: floatFunction((value) => `sin(${value})`),
  COS: floatFunction((value) => `cos(${value})`),
  PI: { returns: float, nullable: false, sql: () => "pi()" },
  POWER: { parameters: ["float", "float"], returns: float, sql: ([base = "", power = ""]) => `pow(${base}, ${power})` },
  POW: { parameters: ["float", "float"], returns: float, sql: ([base = "", power = ""]) => `pow(${base}, ${power})` },
  BITAND: bitwise("&"),
  BITOR: bitwise("|"),
  BITXOR: {
    parameters: ["integer", "integer"],
    returns: integer,
    sql: ([left = "", right = ""]) => `xor((${left})::HUGEINT, (${right})::HUGEINT)::DECIMAL(38,0)`,
  },
  IS_NULL_VALUE: {
    parameters: ["variant"],
    returns: boolean,
    compile: (call, [value = nothing]) => {
      const json = castTo(value, { name: "VARIANT" }, castOptions(call.scope));
      return compiled(`(${json.sql} = 'null')`, boolean, value.nullable);
    },
  },
};
