import { boolean, date, float, integer, isJson, textMaximum, varchar, variant, type SqlType } from "../carriers.ts";
import { castTo } from "../compile/cast.ts";
import { commonTypeOf } from "../compile/common-type.ts";
import { compiled, type Compiled } from "../compile/compiled.ts";
import { isTime } from "../compile/time-type.ts";
import type { Environment } from "../compile/environment.ts";
import { castOptions } from "../compile/expression.ts";
import type { Scope } from "../compile/scope.ts";
import { compilationError } from "../faults.ts";
import type { Call } from "../syntax/ast.ts";

/** What an argument is turned into before the SQL sees it; `same` brings all such arguments to one type. */
type Parameter =
  | "text"
  | "integer"
  | "float"
  /** NUMBER or FLOAT as it is, text as a number */
  | "number"
  | "boolean"
  | "date"
  /** any date or time; text as TIMESTAMP_NTZ */
  | "time"
  | "variant"
  | "binary"
  | "any"
  | "same";

export interface FunctionCall {
  readonly scope: Scope;
  readonly environment: Environment;
  readonly syntax: Call;
  readonly name: string;
  readonly arguments: readonly Compiled[];
}

/** One function: what it takes, what it gives, and its SQL. */
export interface FunctionRule {
  readonly parameters?: readonly Parameter[];
  /** How many of the parameters may be left out. */
  readonly optional?: number;
  /** The last parameter may come again and again. */
  readonly rest?: boolean;
  readonly returns?: SqlType | ((values: readonly Compiled[]) => SqlType);
  /** Whether the result can be NULL; by default when an argument can. */
  readonly nullable?: boolean;
  readonly sql?: (values: readonly string[], call: FunctionCall) => string;
  /** For functions whose type depends on more than their arguments' types. */
  readonly compile?: (call: FunctionCall, values: readonly Compiled[]) => Compiled;
}

export type FunctionTable = Readonly<Record<string, FunctionRule>>;

export const binary: SqlType = { name: "BINARY", length: 8_388_608, fixed: true };
const ntz: SqlType = { name: "TIMESTAMP_NTZ", scale: 9 };

function numeric(type: SqlType): SqlType {
  if (type.name === "NUMBER" || type.name === "FLOAT") return type;
  return type.name === "VARCHAR" ? { name: "NUMBER", precision: 38, scale: 5 } : integer;
}

function wanted(parameter: Parameter, value: Compiled, common: SqlType): SqlType {
  switch (parameter) {
    case "text":
      return value.type.name === "VARCHAR" ? value.type : varchar;
    case "integer":
      return integer;
    case "float":
      return float;
    case "number":
      return numeric(value.type);
    case "boolean":
      return boolean;
    case "date":
      return date;
    case "time":
      return isTime(value.type) ? value.type : ntz;
    case "variant":
      return isJson(value.type) ? value.type : variant;
    case "binary":
      return binary;
    case "any":
      return value.type;
    case "same":
      return common;
  }
}

function checkCount({ name, arguments: given }: FunctionCall, rule: FunctionRule): void {
  const most = rule.parameters?.length ?? 0;
  const least = most - (rule.optional ?? 0);
  const shown = `expected ${String(given.length < least ? least : most)}, got ${String(given.length)}`;
  if (given.length < least) {
    throw compilationError("000938", "22023", `not enough arguments for function [${name}], ${shown}`);
  }
  if (given.length > most && rule.rest !== true) {
    throw compilationError("000939", "22023", `too many arguments for function [${name}] ${shown}`);
  }
}

/** @throws SqlError 000938 or 000939 when the number of arguments is wrong */
export function applyRule(call: FunctionCall, rule: FunctionRule): Compiled {
  checkCount(call, rule);
  const parameters = rule.parameters ?? [];
  const of = (index: number): Parameter => parameters[index] ?? parameters.at(-1) ?? "any";
  const shared = call.arguments.filter((_value, index) => of(index) === "same");
  const common = commonTypeOf(shared.map(({ type }) => type));
  const values = call.arguments.map((value, index) =>
    castTo(value, wanted(of(index), value, common), castOptions(call.scope)),
  );
  if (rule.compile !== undefined) return rule.compile(call, values);
  const sql = rule.sql?.(
    values.map((value) => value.sql),
    call,
  );
  const type = typeof rule.returns === "function" ? rule.returns(values) : (rule.returns ?? varchar);
  return compiled(sql ?? "NULL", type, rule.nullable ?? values.some(({ nullable }) => nullable));
}

/** Text literal of an argument that must be constant. @throws SqlError 001015 */
export function constantText(call: FunctionCall, index: number): string {
  const text = call.arguments[index]?.literal;
  if (text === undefined) {
    const message = `argument ${String(index + 1)} to function ${call.name} needs to be constant`;
    throw compilationError("001015", "22023", message);
  }
  return text;
}

export function textOfLength(length: number): SqlType {
  return { name: "VARCHAR", length: Math.min(length, textMaximum) };
}
