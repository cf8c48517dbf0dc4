import { boolean, variant, varchar, type SqlType } from "../carriers.ts";
import { compilationError } from "../faults.ts";
import { callFunction } from "../functions/call.ts";
import type { Expression } from "../syntax/ast.ts";
import { bindValue } from "./bind.ts";
import { castTo, jsonOf, tryCastTo, type CastOptions } from "./cast.ts";
import { commonTypeOf } from "./common-type.ts";
import { compiled, nothing, numberLiteral, textLiteral, type Compiled } from "./compiled.ts";
import { addPart, datePart } from "./date-arithmetic.ts";
import { isTime } from "./time-type.ts";
import { arithmetic, comparable, compare, concatenate, isComparison, like } from "./operators.ts";
import { compileQuery } from "./query.ts";
import { resolveColumn, resolvePosition, type Scope } from "./scope.ts";

type Kind<Name extends Expression["kind"]> = Extract<Expression, { kind: Name }>;

export function castOptions(scope: Scope): CastOptions {
  return { settings: scope.environment.settings };
}

/** As a condition. */
export function compileCondition(scope: Scope, expression: Expression): string {
  return castTo(compileExpression(scope, expression), boolean, castOptions(scope)).sql;
}

function negate(scope: Scope, expression: Kind<"negate">): Compiled {
  const value = compileExpression(scope, expression.operand);
  if (value.type.name === "FLOAT" || value.type.name === "NUMBER") {
    return compiled(`(-(${value.sql}))`, value.type, value.nullable);
  }
  return arithmetic("-", [numberLiteral("0"), value], castOptions(scope));
}

function interval(scope: Scope, base: Compiled, text: string, sign: 1 | -1): Compiled {
  let value = base;
  if (!isTime(value.type)) value = castTo(value, { name: "TIMESTAMP_NTZ", scale: 9 }, castOptions(scope));
  for (const piece of text.split(",")) {
    const match = /^\s*(-?\d+)\s*([A-Za-z]*)\s*$/.exec(piece);
    if (match === null) throw compilationError("001003", "42000", `syntax error: invalid interval '${text}'`);
    const amount = Number(match[1]) * sign;
    const part = datePart(match[2] === "" ? "second" : (match[2] ?? "second"));
    value = addPart(part, String(amount), value, scope.environment.settings.zone);
  }
  return value;
}

function binary(scope: Scope, { operator, left, right }: Kind<"binary">): Compiled {
  if (operator === "AND" || operator === "OR") {
    return compiled(`(${compileCondition(scope, left)} ${operator} ${compileCondition(scope, right)})`, boolean);
  }
  const one = compileExpression(scope, left);
  if (right.kind === "interval" && (operator === "+" || operator === "-")) {
    return interval(scope, one, right.text, operator === "+" ? 1 : -1);
  }
  if (left.kind === "tuple" || right.kind === "tuple") return tupleComparison(scope, operator, [left, right]);
  const other = compileExpression(scope, right);
  if (isComparison(operator)) return compare(operator, [one, other], castOptions(scope));
  if (operator === "||") return concatenate(one, other, castOptions(scope));
  return arithmetic(operator as "+" | "-" | "*" | "/" | "%", [one, other], castOptions(scope));
}

/** (a, b) = (c, d) */
function tupleComparison(scope: Scope, operator: string, sides: readonly [Expression, Expression]): Compiled {
  const [left, right] = sides.map((side) => (side.kind === "tuple" ? side.items : [side]));
  const pairs = (left ?? []).map((item, index) => {
    const other = right?.[index] ?? item;
    return comparable(compileExpression(scope, item), compileExpression(scope, other), castOptions(scope));
  });
  const row = (index: 0 | 1): string => `(${pairs.map((pair) => pair[index]).join(", ")})`;
  return compiled(`(${row(0)} ${operator} ${row(1)})`, boolean);
}

function between(scope: Scope, { operand, low, high, negated }: Kind<"between">): Compiled {
  const value = compileExpression(scope, operand);
  const options = castOptions(scope);
  const above = compare(">=", [value, compileExpression(scope, low)], options);
  const below = compare("<=", [value, compileExpression(scope, high)], options);
  return compiled(`(${negated ? "NOT " : ""}(${above.sql} AND ${below.sql}))`, boolean);
}

function inList(scope: Scope, { operand, items, negated }: Kind<"in-list">): Compiled {
  if (operand.kind === "tuple") {
    const matches = items.map((item) => tupleComparison(scope, "=", [operand, item]).sql);
    return compiled(`(${negated ? "NOT " : ""}(${matches.join(" OR ")}))`, boolean);
  }
  const value = compileExpression(scope, operand);
  const matches = items.map((item) => compare("=", [value, compileExpression(scope, item)], castOptions(scope)).sql);
  return compiled(`(${negated ? "NOT " : ""}(${matches.join(" OR ")}))`, boolean);
}

function inQuery(scope: Scope, { operand, query, negated }: Kind<"in-query">): Compiled {
  const inner = compileQuery(query, scope);
  const operands = operand.kind === "tuple" ? operand.items : [operand];
  const name = scope.environment.fresh("q");
  const pairs = operands.map((item, index) => {
    const column = inner.columns[index];
    if (column === undefined) throw compilationError("002020", "42601", "Invalid number of columns in IN subquery");
    const found = compiled(`${name}.c${String(index + 1)}`, column.type, column.nullable);
    return comparable(compileExpression(scope, item), found, castOptions(scope));
  });
  const left = pairs.map(([side]) => side).join(", ");
  const right = pairs.map(([, side]) => side).join(", ");
  const bracketed = pairs.length === 1 ? left : `(${left})`;
  const row = pairs.length === 1 ? right : `(${right})`;
  const sql = `(${bracketed} ${negated ? "NOT " : ""}IN (SELECT ${row} FROM (${inner.sql}) AS ${name}))`;
  return compiled(sql, boolean);
}

function likeAny(scope: Scope, expression: Kind<"like">): Compiled {
  const value = compileExpression(scope, expression.operand);
  const escape = expression.escape && compileExpression(scope, expression.escape);
  const { operator } = expression;
  const options = { operator, cast: castOptions(scope), ...(escape && { escape }) };
  const parts = expression.patterns.map((pattern) => like(value, compileExpression(scope, pattern), options));
  const joined = parts.join(expression.every ? " AND " : " OR ");
  return compiled(`(${expression.negated ? "NOT " : ""}(${joined}))`, boolean);
}

function caseOf(scope: Scope, { operand, whens, otherwise }: Kind<"case">): Compiled {
  const options = castOptions(scope);
  const subject = operand && compileExpression(scope, operand);
  const branches = whens.map(({ when, then }) => ({
    condition: subject
      ? compare("=", [subject, compileExpression(scope, when)], options).sql
      : compileCondition(scope, when),
    value: compileExpression(scope, then),
  }));
  const last = otherwise ? compileExpression(scope, otherwise) : nothing;
  const type = commonTypeOf([...branches.map(({ value }) => value.type), last.type]);
  const arms = branches.map(({ condition, value }) => `WHEN ${condition} THEN ${castTo(value, type, options).sql}`);
  const nullable = last.nullable || branches.some(({ value }) => value.nullable);
  return compiled(`CASE ${arms.join(" ")} ELSE ${castTo(last, type, options).sql} END`, type, nullable);
}

function scalarSubquery(scope: Scope, { query }: Kind<"subquery">): Compiled {
  const inner = compileQuery(query, scope);
  const [column] = inner.columns;
  if (column === undefined || inner.columns.length > 1) {
    throw compilationError("002043", "42601", "Scalar subquery must return one column.");
  }
  return compiled(`(${inner.sql})`, column.type);
}

function path(scope: Scope, { operand, key }: Kind<"path">): Compiled {
  const value = castTo(compileExpression(scope, operand), variant, castOptions(scope));
  const index = castTo(compileExpression(scope, key), varchar, castOptions(scope));
  return compiled(`sf_json_get(${value.sql}, ${index.sql})`, variant);
}

function json(scope: Scope, expression: Expression): string {
  return jsonOf(compileExpression(scope, expression), scope.environment.settings);
}

/** JSON array of values; SQL NULL is an undefined element. */
export function arrayOf(elements: readonly string[]): string {
  const items = elements.map((element) => `coalesce(${element}, 'undefined')`);
  return items.length === 0 ? "'[]'" : `('[' || ${items.join(" || ',' || ")} || ']')`;
}

function object(scope: Scope, { entries }: Kind<"object">): Compiled {
  const pairs = entries.flatMap(({ key, value }) => [textLiteral(key).sql, json(scope, value)]);
  return compiled(`sf_json_object([${pairs.join(", ")}]::VARCHAR[])`, { name: "OBJECT" }, false);
}

function cast(scope: Scope, { operand, type, safe }: Kind<"cast">): Compiled {
  const value = compileExpression(scope, operand);
  return safe ? tryCastTo(value, type, castOptions(scope)) : castTo(value, type, castOptions(scope));
}

function nextValue({ environment }: Scope, { sequence }: Kind<"next-value">): Compiled {
  const type: SqlType = { name: "NUMBER", precision: 19, scale: 0 };
  const source = environment.lendSequence(() => environment.lookup.nextValue(environment.session, sequence));
  return compiled(`${source}::DECIMAL(19,0)`, type, false);
}

function isDistinct(scope: Scope, { left, right, negated }: Kind<"is-distinct">): Compiled {
  const pair = comparable(compileExpression(scope, left), compileExpression(scope, right), castOptions(scope));
  return compiled(`(${pair[0]} IS ${negated ? "NOT " : ""}DISTINCT FROM ${pair[1]})`, boolean, false);
}

type Rule<Name extends Expression["kind"]> = (scope: Scope, expression: Kind<Name>) => Compiled;

/** How each kind of expression turns into SQL. */
const rules: { readonly [Name in Expression["kind"]]: Rule<Name> } = {
  number: (_scope, { text }) => numberLiteral(text),
  string: (_scope, { value }) => textLiteral(value),
  boolean: (_scope, { value }) => compiled(String(value), boolean, false),
  null: () => nothing,
  default: (scope) => {
    if (scope.defaultValue === undefined)
      throw compilationError("001003", "42000", "syntax error unexpected 'DEFAULT'.");
    return scope.defaultValue();
  },
  column: (scope, { parts }) => resolveColumn(scope, parts),
  position: (scope, { index }) => resolvePosition(scope, index),
  bind: (scope, { index }) => bindValue(scope.environment.bindings[index - 1]),
  negate,
  not: (scope, { operand }) => compiled(`(NOT ${compileCondition(scope, operand)})`, boolean),
  binary,
  "is-null": (scope, { operand, negated }) =>
    compiled(`((${compileExpression(scope, operand).sql}) IS ${negated ? "NOT " : ""}NULL)`, boolean, false),
  "is-boolean": (scope, { operand, value, negated }) => {
    const sql = `(${compileCondition(scope, operand)} IS ${negated ? "" : "NOT "}DISTINCT FROM ${String(value)})`;
    return compiled(sql, boolean, false);
  },
  "is-distinct": isDistinct,
  between,
  "in-list": inList,
  "in-query": inQuery,
  like: likeAny,
  case: caseOf,
  cast,
  call: (scope, call) => callFunction(scope, call),
  "next-value": nextValue,
  tuple: () => {
    throw compilationError("001003", "42000", "syntax error: a list is no value here.");
  },
  subquery: scalarSubquery,
  exists: (scope, { query }) => compiled(`EXISTS (${compileQuery(query, scope).sql})`, boolean, false),
  path,
  array: (scope, { items }) => compiled(arrayOf(items.map((item) => json(scope, item))), { name: "ARRAY" }, false),
  object,
  interval: () => {
    throw compilationError("000002", "0A000", "Unsupported feature 'INTERVAL'.");
  },
};

/** @throws SqlError */
export function compileExpression(scope: Scope, expression: Expression): Compiled {
  const rule: (scope: Scope, expression: never) => Compiled = rules[expression.kind];
  return rule(scope, expression as never);
}
