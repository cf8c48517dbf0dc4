import { boolean, float, integer, number, quoteText, sortKey, varchar, type SqlType } from "../carriers.ts";
import { castTo } from "../compile/cast.ts";
import { commonTypeOf } from "../compile/common-type.ts";
import { compiled, nothing, type Compiled } from "../compile/compiled.ts";
import { castOptions } from "../compile/expression.ts";
import { compare } from "../compile/operators.ts";
import { compilationError } from "../faults.ts";
import { binary, textOfLength, type FunctionCall, type FunctionRule, type FunctionTable } from "./rule.ts";

const sameAsFirst = (values: readonly Compiled[]): SqlType => values.at(-1)?.type ?? varchar;

const coalesce: FunctionRule = {
  parameters: ["same"],
  rest: true,
  compile: (_call, values) => {
    const nullable = values.every((value) => value.nullable);
    return compiled(`coalesce(${values.map(({ sql }) => sql).join(", ")})`, sameAsFirst(values), nullable);
  },
};

function extreme(sign: ">" | "<"): FunctionRule {
  return {
    parameters: ["same"],
    rest: true,
    compile: (_call, values) => {
      // NULL when any is NULL, so neither of DuckDB's own functions will do
      const missing = values.map(({ sql }) => `(${sql}) IS NULL`).join(" OR ");
      const best = values.reduce((left, right) => {
        const keys = [left, right].map(({ sql, type }) => sortKey(sql, type));
        const sql = `CASE WHEN ${keys[0] ?? ""} ${sign} ${keys[1] ?? ""} THEN ${left.sql} ELSE ${right.sql} END`;
        return { ...right, sql };
      });
      const nullable = values.some((value) => value.nullable);
      return compiled(`CASE WHEN NOT (${missing}) THEN ${best.sql} END`, best.type, nullable);
    },
  };
}

function iff(condition: Compiled, yes: Compiled, no: Compiled, call: FunctionCall): Compiled {
  const type = commonTypeOf([yes.type, no.type]);
  const options = castOptions(call.scope);
  const sql = `CASE WHEN ${condition.sql} THEN ${castTo(yes, type, options).sql} ELSE ${castTo(no, type, options).sql} END`;
  return compiled(sql, type, yes.nullable || no.nullable);
}

function isNull(value: Compiled, negated = false): Compiled {
  return compiled(`(${value.sql}) IS ${negated ? "NOT " : ""}NULL`, boolean, false);
}

function decode(call: FunctionCall, [subject, ...rest]: readonly Compiled[]): Compiled {
  const options = castOptions(call.scope);
  const pairs: (readonly [Compiled, Compiled])[] = [];
  for (let index = 0; index + 1 < rest.length; index += 2) {
    const [when, then] = [rest[index], rest[index + 1]];
    if (when !== undefined && then !== undefined) pairs.push([when, then]);
  }
  const last = rest.length % 2 === 1 ? rest.at(-1) : undefined;
  const type = commonTypeOf([...pairs.map(([, then]) => then.type), ...(last ? [last.type] : [])]);
  const arms = pairs.map(([when, then]) => {
    const equal = compare("=", [subject ?? nothing, when], options).sql;
    const both = `(${subject?.sql ?? "NULL"} IS NULL AND ${when.sql} IS NULL)`;
    return `WHEN ${equal} OR ${both} THEN ${castTo(then, type, options).sql}`;
  });
  const otherwise = last === undefined ? "" : ` ELSE ${castTo(last, type, options).sql}`;
  return compiled(`CASE ${arms.join(" ")}${otherwise} END`, type);
}

/** Row numbers from 0: a generator's own, or counted. */
function sequence({ scope }: FunctionCall): Compiled {
  const generator = scope.tables.find((table) => table.sequence !== undefined)?.sequence;
  const sql = generator ?? "(row_number() OVER () - 1)";
  return compiled(`(${sql})::DECIMAL(19,0)`, number(19), false);
}

const random: FunctionRule = {
  parameters: ["any"],
  optional: 1,
  compile: () =>
    compiled("((random() * 18446744073709551615 - 9223372036854775808)::HUGEINT)::DECIMAL(19,0)", number(19), false),
};

function uniform(_call: FunctionCall, [low, high]: readonly Compiled[]): Compiled {
  const [from, to] = [low?.sql ?? "0", high?.sql ?? "0"];
  if (low?.type.name === "FLOAT" || high?.type.name === "FLOAT") {
    return compiled(`(${from} + random() * (${to} - ${from}))::DOUBLE`, float, false);
  }
  const span = `((${to})::DOUBLE - (${from})::DOUBLE + 1)`;
  return compiled(`((${from})::DOUBLE + floor(random() * ${span}))::DECIMAL(38,0)`, integer, false);
}

function hashed(name: "md5" | "sha1" | "sha256", length: number): FunctionRule {
  return { parameters: ["any"], compile: (call, [value]) => digest(call, { name, length }, value ?? nothing) };
}

function digest(call: FunctionCall, { name, length }: { name: string; length: number }, value: Compiled): Compiled {
  const input = value.type.name === "BINARY" ? value : castTo(value, varchar, castOptions(call.scope));
  return compiled(`${name}(${input.sql})`, textOfLength(length), value.nullable);
}

const sha2: FunctionRule = {
  parameters: ["any", "integer"],
  optional: 1,
  compile: (call, [value, bits]) => {
    if (bits !== undefined && bits.literal !== "256" && bits.literal !== "0") {
      throw compilationError("000002", "0A000", "Unsupported feature 'SHA2 of other than 256 bits'.");
    }
    return digest(call, { name: "sha256", length: 64 }, value ?? nothing);
  },
};

/** Functions for any type. */
export const general: FunctionTable = {
  COALESCE: coalesce,
  NVL: coalesce,
  IFNULL: coalesce,
  ZEROIFNULL: {
    parameters: ["number"],
    compile: (_call, [value = nothing]) =>
      compiled(
        `coalesce(${value.sql}, 0)${value.type.name === "NUMBER" ? `::DECIMAL(${String(value.type.precision)},${String(value.type.scale)})` : ""}`,
        value.type,
        false,
      ),
  },
  NULLIF: {
    parameters: ["any", "any"],
    compile: (call, [value = nothing, other = nothing]) => {
      const equal = compare("=", [value, other], castOptions(call.scope)).sql;
      return compiled(`CASE WHEN ${equal} THEN NULL ELSE ${value.sql} END`, value.type);
    },
  },
  NVL2: {
    parameters: ["any", "any", "any"],
    compile: (call, [value = nothing, yes = nothing, no = nothing]) => iff(isNull(value, true), yes, no, call),
  },
  IFF: {
    parameters: ["boolean", "any", "any"],
    compile: (call, [condition = nothing, yes = nothing, no = nothing]) => iff(condition, yes, no, call),
  },
  DECODE: { parameters: ["any", "any", "any"], rest: true, compile: decode },
  EQUAL_NULL: {
    parameters: ["same", "same"],
    returns: boolean,
    nullable: false,
    sql: ([left = "", right = ""]) => `(${left} IS NOT DISTINCT FROM ${right})`,
  },
  GREATEST: extreme(">"),
  LEAST: extreme("<"),
  SEQ1: { parameters: ["any"], optional: 1, compile: sequence },
  SEQ2: { parameters: ["any"], optional: 1, compile: sequence },
  SEQ4: { parameters: ["any"], optional: 1, compile: sequence },
  SEQ8: { parameters: ["any"], optional: 1, compile: sequence },
  RANDOM: random,
  UNIFORM: { parameters: ["any", "any", "any"], compile: uniform },
  UUID_STRING: { returns: textOfLength(36), nullable: false, sql: () => "uuid()::VARCHAR" },
  MD5: hashed("md5", 32),
  MD5_HEX: hashed("md5", 32),
  SHA1: hashed("sha1", 40),
  SHA1_HEX: hashed("sha1", 40),
  SHA2: sha2,
  SHA2_HEX: sha2,
  SYSTEM$TYPEOF: {
    parameters: ["any"],
    compile: (_call, [value = nothing]) => compiled(quoteText(value.type.name), varchar, false),
  },
  HEX_ENCODE: {
    parameters: ["any", "integer"],
    optional: 1,
    compile: (call, [value = nothing, upper]) => {
      const input = value.type.name === "BINARY" ? value : castTo(value, varchar, castOptions(call.scope));
      const hex = `hex(${input.sql})`;
      return compiled(upper?.literal === "0" ? `lower(${hex})` : hex, varchar, value.nullable);
    },
  },
  HEX_DECODE_BINARY: { parameters: ["binary"], returns: binary, sql: ([value = ""]) => value },
  HEX_DECODE_STRING: { parameters: ["binary"], sql: ([value = ""]) => `decode(${value})` },
  BASE64_ENCODE: {
    parameters: ["any"],
    compile: (_call, [value = nothing]) => {
      const input = value.type.name === "BINARY" ? value.sql : `encode(${value.sql})`;
      return compiled(`to_base64(${input})`, varchar, value.nullable);
    },
  },
};
