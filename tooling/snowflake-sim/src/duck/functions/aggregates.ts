/** Aggregate and window functions. */
import { boolean, carrier, float, number, sortKey, varchar, variant, type SqlType } from "../carriers.ts";
import { castTo, jsonOf } from "../compile/cast.ts";
import { compiled, type Compiled } from "../compile/compiled.ts";
import { castOptions, compileExpression } from "../compile/expression.ts";
import { compilationError } from "../faults.ts";
import type { OrderItem, Window } from "../syntax/ast.ts";
import type { FunctionCall } from "./rule.ts";

interface Made {
  /** The call itself, which OVER may follow. */
  readonly sql: string;
  readonly type: SqlType;
  /** What is done with its result. */
  readonly finish?: (sql: string) => string;
  readonly nullable?: boolean;
}

interface AggregateRule {
  readonly windowOnly?: boolean;
  readonly make: (call: FunctionCall, values: readonly Compiled[]) => Made;
}

const count = number(18);

function first(call: FunctionCall, values: readonly Compiled[]): Compiled {
  const [value] = values;
  if (value === undefined) {
    throw compilationError("000938", "22023", `not enough arguments for function [${call.name}], expected 1, got 0`);
  }
  return value;
}

function distinct(call: FunctionCall): string {
  return call.syntax.distinct ? "DISTINCT " : "";
}

function orderSql(call: FunctionCall, items: readonly OrderItem[]): string {
  const parts = items.map((item) => {
    const value = compileExpression(call.scope, item.expression);
    return `${sortKey(value.sql, value.type)} ${item.descending ? "DESC" : "ASC"} NULLS ${item.nulls}`;
  });
  return parts.length === 0 ? "" : ` ORDER BY ${parts.join(", ")}`;
}

/** Numbers as they are, everything else as FLOAT. */
function summable(call: FunctionCall, value: Compiled): Compiled {
  if (value.type.name === "NUMBER") return value;
  return castTo(value, float, castOptions(call.scope));
}

function sum(call: FunctionCall, values: readonly Compiled[]): Made {
  const value = summable(call, first(call, values));
  const type = value.type.name === "NUMBER" ? number(38, value.type.scale) : float;
  return { sql: `sum(${distinct(call)}${value.sql})`, type, finish: (sql) => `(${sql})::${carrier(type)}` };
}

function average(call: FunctionCall, values: readonly Compiled[]): Made {
  const value = summable(call, first(call, values));
  if (value.type.name !== "NUMBER") return { sql: `avg(${distinct(call)}${value.sql})`, type: float };
  const { scale } = value.type;
  const type = number(38, Math.max(scale, Math.min(scale + 6, 12)));
  const total = `sum(${distinct(call)}${value.sql})`;
  const rows = `count(${distinct(call)}${value.sql})`;
  const over = overSql(call, call.syntax.over);
  const wanted = String(type.name === "NUMBER" ? type.scale : 0);
  const sql = `sf_divide((${total}${over})::VARCHAR, nullif(${rows}${over}, 0)::VARCHAR, ${wanted})::${carrier(type)}`;
  return { sql, type };
}

function extreme(name: "min" | "max") {
  return (call: FunctionCall, values: readonly Compiled[]): Made => {
    const value = first(call, values);
    const key = sortKey(value.sql, value.type);
    const sql = key === value.sql ? `${name}(${value.sql})` : `arg_${name}(${value.sql}, ${key})`;
    return { sql, type: value.type };
  };
}

function listagg(call: FunctionCall, values: readonly Compiled[]): Made {
  const options = castOptions(call.scope);
  const text = castTo(first(call, values), varchar, options).sql;
  const separator = values[1] === undefined ? "''" : castTo(values[1], varchar, options).sql;
  const order = orderSql(call, call.syntax.within ?? []);
  return {
    sql: `string_agg(${distinct(call)}${text}, ${separator}${order})`,
    type: varchar,
    finish: (sql) => `coalesce(${sql}, '')`,
    nullable: false,
  };
}

function arrayAgg(call: FunctionCall, values: readonly Compiled[]): Made {
  const element = jsonOf(first(call, values), call.environment.settings);
  const order = orderSql(call, call.syntax.within ?? []);
  return {
    sql: `string_agg(${distinct(call)}${element}, ','${order})`,
    type: { name: "ARRAY" },
    finish: (sql) => `'[' || coalesce(${sql}, '') || ']'`,
    nullable: false,
  };
}

function logical(name: "bool_and" | "bool_or") {
  return (call: FunctionCall, values: readonly Compiled[]): Made => {
    const value = castTo(first(call, values), boolean, castOptions(call.scope));
    return { sql: `${name}(${value.sql})`, type: boolean };
  };
}

function ranking(name: string): AggregateRule {
  return {
    windowOnly: true,
    make: () => ({ sql: `${name}()`, type: count, finish: (sql) => `(${sql})::DECIMAL(18,0)`, nullable: false }),
  };
}

function neighbour(name: "lag" | "lead"): AggregateRule {
  return {
    windowOnly: true,
    make: (call, values) => {
      const value = first(call, values);
      const step = values[1] === undefined ? "1" : `(${values[1].sql})::BIGINT`;
      const otherwise =
        values[2] === undefined ? "" : `, ${castTo(values[2], value.type, castOptions(call.scope)).sql}`;
      return { sql: `${name}(${value.sql}, ${step}${otherwise})`, type: value.type };
    },
  };
}

function edge(name: string): AggregateRule {
  return {
    windowOnly: true,
    make: (call, values) => ({ sql: `${name}(${first(call, values).sql})`, type: first(call, values).type }),
  };
}

export const aggregates: Readonly<Record<string, AggregateRule>> = {
  COUNT: {
    make: (call, values) => {
      const keys = values.map((value) => sortKey(value.sql, value.type));
      let of = "*";
      if (keys.length === 1) of = distinct(call) + (keys[0] ?? "");
      else if (keys.length > 1) {
        const present = keys.map((key) => `${key} IS NOT NULL`).join(" AND ");
        of = `${distinct(call)}CASE WHEN ${present} THEN row(${keys.join(", ")}) END`;
      }
      return { sql: `count(${of})`, type: count, finish: (sql) => `(${sql})::DECIMAL(18,0)`, nullable: false };
    },
  },
  COUNT_IF: {
    make: (call, values) => {
      const value = castTo(first(call, values), boolean, castOptions(call.scope));
      return {
        sql: `count_if(${value.sql})`,
        type: count,
        finish: (sql) => `coalesce(${sql}, 0)::DECIMAL(18,0)`,
        nullable: false,
      };
    },
  },
  SUM: { make: sum },
  AVG: { make: average },
  MIN: { make: extreme("min") },
  MAX: { make: extreme("max") },
  ANY_VALUE: {
    make: (call, values) => ({ sql: `any_value(${first(call, values).sql})`, type: first(call, values).type }),
  },
  LISTAGG: { make: listagg },
  STRING_AGG: { make: listagg },
  ARRAY_AGG: { make: arrayAgg },
  BOOLAND_AGG: { make: logical("bool_and") },
  BOOLOR_AGG: { make: logical("bool_or") },
  OBJECT_AGG: {
    make: (call, values) => {
      const key = castTo(first(call, values), varchar, castOptions(call.scope)).sql;
      const value = jsonOf(values[1] ?? first(call, values), call.environment.settings);
      return {
        sql: `list([${key}, ${value}])`,
        type: { name: "OBJECT" },
        finish: (sql) => `sf_json_object(flatten(${sql}))`,
      };
    },
  },
  ROW_NUMBER: ranking("row_number"),
  RANK: ranking("rank"),
  DENSE_RANK: ranking("dense_rank"),
  LAG: neighbour("lag"),
  LEAD: neighbour("lead"),
  FIRST_VALUE: edge("first_value"),
  LAST_VALUE: edge("last_value"),
};

function overSql(call: FunctionCall, window: Window | undefined): string {
  if (window === undefined) return "";
  const keys = window.partitionBy.map((expression) => {
    const value = compileExpression(call.scope, expression);
    return sortKey(value.sql, value.type);
  });
  const partition = keys.length === 0 ? "" : `PARTITION BY ${keys.join(", ")}`;
  return ` OVER (${partition}${orderSql(call, window.orderBy)}${window.frame === undefined ? "" : ` ${window.frame}`})`;
}

/** @throws SqlError 002303 for a window function without OVER */
export function aggregateCall(call: FunctionCall): Compiled {
  const rule = aggregates[call.name];
  const { over } = call.syntax;
  if (rule === undefined || (rule.windowOnly === true && over === undefined)) {
    throw compilationError("002303", "42601", `Window function ${call.name} requires an OVER clause`);
  }
  if (over === undefined) call.environment.aggregates++;
  const made = rule.make(call, call.arguments);
  // AVG has put OVER inside already
  const sql = call.name === "AVG" && made.type !== float ? made.sql : made.sql + overSql(call, over);
  return compiled(made.finish?.(sql) ?? sql, made.type === variant ? variant : made.type, made.nullable ?? true);
}
