/** Expressions, by recursive descent; each function handles one level of binding strength. */
import type { BinaryOperator, Call, Expression, OrderItem } from "./ast.ts";
import type { QueryCursor } from "./query-cursor.ts";
import { primary } from "./primary.ts";
import { query } from "./query.ts";
import { parseType } from "../../sql/parse-type.ts";

type Level = (cursor: QueryCursor) => Expression;

function leftToRight(next: Level, operators: readonly BinaryOperator[]): Level {
  return (cursor) => {
    const start = cursor.start();
    let left = next(cursor);
    for (;;) {
      const operator = operators.find((candidate) => cursor.acceptOperator(candidate));
      if (operator === undefined) return left;
      const right = next(cursor);
      left = { kind: "binary", operator, left, right, start, end: cursor.end() };
    }
  };
}

/** `::type`, `:path`, `[index]`, `.key` behind a path. */
function postfix(cursor: QueryCursor): Expression {
  const start = cursor.start();
  let operand = primary(cursor);
  for (;;) {
    if (cursor.acceptOperator("::")) {
      const type = parseType(cursor);
      operand = { kind: "cast", operand, type, safe: false, start, end: cursor.end() };
    } else if (cursor.acceptOperator("[")) {
      const key = expression(cursor);
      cursor.expectOperator("]");
      operand = { kind: "path", operand, key, start, end: cursor.end() };
    } else if (isPathStep(cursor, operand)) {
      cursor.next();
      const token = cursor.next();
      const key: Expression = { kind: "string", value: keyOf(token), start: token.start, end: token.end };
      operand = { kind: "path", operand, key, start, end: cursor.end() };
    } else return operand;
  }
}

/** Keys of a path keep the case they are written in. */
function keyOf(token: { kind: string; text: string; value: string }): string {
  return token.kind === "word" ? token.text : token.value;
}

function isPathStep(cursor: QueryCursor, operand: Expression): boolean {
  const step = cursor.atOperator(":") || (operand.kind === "path" && cursor.atOperator("."));
  const kind = cursor.peek(1)?.kind;
  return step && (kind === "word" || kind === "quoted");
}

function unary(cursor: QueryCursor): Expression {
  const start = cursor.start();
  if (cursor.acceptOperator("-")) {
    const operand = unary(cursor);
    if (operand.kind === "number" && !operand.text.startsWith("-")) {
      return { kind: "number", text: `-${operand.text}`, start, end: cursor.end() };
    }
    // -1::T is -(1::T), which a literal may as well carry inside
    return { kind: "negate", operand, start, end: cursor.end() };
  }
  if (cursor.acceptOperator("+")) return unary(cursor);
  return postfix(cursor);
}

const product = leftToRight(unary, ["*", "/", "%"]);
const sum = leftToRight(product, ["+", "-", "||"]);

const comparisons: readonly (readonly [string, BinaryOperator])[] = [
  ["=", "="],
  ["<>", "<>"],
  ["!=", "<>"],
  ["<=", "<="],
  [">=", ">="],
  ["<", "<"],
  [">", ">"],
];

function comparison(cursor: QueryCursor): Expression {
  const start = cursor.start();
  let left = sum(cursor);
  for (;;) {
    const found = comparisons.find(([text]) => cursor.acceptOperator(text));
    if (found !== undefined) {
      const right = sum(cursor);
      left = { kind: "binary", operator: found[1], left, right, start, end: cursor.end() };
      continue;
    }
    const predicate = wordPredicate(cursor, left, start);
    if (predicate === undefined) return left;
    left = predicate;
  }
}

function wordPredicate(cursor: QueryCursor, operand: Expression, start: number): Expression | undefined {
  if (cursor.accept("IS")) return isPredicate(cursor, operand, start);
  const position = cursor.index;
  const negated = cursor.accept("NOT");
  if (cursor.accept("BETWEEN")) {
    const low = sum(cursor);
    cursor.expect("AND");
    const high = sum(cursor);
    return { kind: "between", operand, low, high, negated, start, end: cursor.end() };
  }
  if (cursor.accept("IN")) return inPredicate(cursor, operand, { negated, start });
  for (const operator of ["LIKE", "ILIKE", "RLIKE"] as const) {
    if (cursor.accept(operator) || (operator === "RLIKE" && cursor.accept("REGEXP"))) {
      return likePredicate(cursor, operand, { operator, negated, start });
    }
  }
  cursor.index = position;
  return undefined;
}

function isPredicate(cursor: QueryCursor, operand: Expression, start: number): Expression {
  const negated = cursor.accept("NOT");
  if (cursor.accept("NULL")) return { kind: "is-null", operand, negated, start, end: cursor.end() };
  if (cursor.accept("DISTINCT", "FROM")) {
    const right = sum(cursor);
    return { kind: "is-distinct", left: operand, right, negated, start, end: cursor.end() };
  }
  if (cursor.accept("TRUE")) return { kind: "is-boolean", operand, value: true, negated, start, end: cursor.end() };
  if (cursor.accept("FALSE")) return { kind: "is-boolean", operand, value: false, negated, start, end: cursor.end() };
  throw cursor.unexpected();
}

function inPredicate(
  cursor: QueryCursor,
  operand: Expression,
  { negated, start }: { negated: boolean; start: number },
): Expression {
  cursor.expectOperator("(");
  if (cursor.at("SELECT") || cursor.at("WITH")) {
    const inner = query(cursor);
    cursor.expectOperator(")");
    return { kind: "in-query", operand, query: inner, negated, start, end: cursor.end() };
  }
  const items = cursor.items(() => expression(cursor));
  cursor.expectOperator(")");
  return { kind: "in-list", operand, items, negated, start, end: cursor.end() };
}

function likePredicate(
  cursor: QueryCursor,
  operand: Expression,
  { operator, negated, start }: { operator: "LIKE" | "ILIKE" | "RLIKE"; negated: boolean; start: number },
): Expression {
  const every = cursor.accept("ALL");
  let patterns: Expression[];
  if (every || cursor.accept("ANY")) {
    cursor.expectOperator("(");
    patterns = cursor.items(() => expression(cursor));
    cursor.expectOperator(")");
  } else patterns = [sum(cursor)];
  const escape = cursor.accept("ESCAPE") ? sum(cursor) : undefined;
  const end = cursor.end();
  return { kind: "like", operator, operand, patterns, every, ...(escape && { escape }), negated, start, end };
}

function negation(cursor: QueryCursor): Expression {
  const start = cursor.start();
  if (!cursor.accept("NOT")) return comparison(cursor);
  const operand = negation(cursor);
  return { kind: "not", operand, start, end: cursor.end() };
}

function logical(next: Level, operator: "AND" | "OR"): Level {
  return (cursor) => {
    const start = cursor.start();
    let left = next(cursor);
    while (cursor.accept(operator)) {
      const right = next(cursor);
      left = { kind: "binary", operator, left, right, start, end: cursor.end() };
    }
    return left;
  };
}

const conjunction = logical(negation, "AND");
const disjunction = logical(conjunction, "OR");

/** @throws SqlError 001003 */
export function expression(cursor: QueryCursor): Expression {
  return disjunction(cursor);
}

/** `expr [ASC|DESC] [NULLS FIRST|LAST], …`; NULL counts as the greatest value unless told otherwise. */
export function orderItems(cursor: QueryCursor): OrderItem[] {
  return cursor.items(() => {
    const ordered = expression(cursor);
    const descending = cursor.accept("DESC");
    if (!descending) cursor.accept("ASC");
    let nulls: OrderItem["nulls"] = descending ? "FIRST" : "LAST";
    if (cursor.accept("NULLS", "FIRST")) nulls = "FIRST";
    else if (cursor.accept("NULLS", "LAST")) nulls = "LAST";
    return { expression: ordered, descending, nulls };
  });
}

/** What stands behind a function's name: arguments in parentheses. */
export function callArguments(cursor: QueryCursor): Pick<Call, "arguments" | "named" | "distinct" | "star"> {
  const found: Expression[] = [];
  const named = new Map<string, Expression>();
  cursor.expectOperator("(");
  if (cursor.acceptOperator(")")) return { arguments: found, named, distinct: false, star: false };
  if (cursor.atOperator("*") && cursor.atOperator(")", 1)) {
    cursor.next();
    cursor.next();
    return { arguments: found, named, distinct: false, star: true };
  }
  const distinct = cursor.accept("DISTINCT");
  cursor.items(() => {
    if (cursor.atOperator("=>", 1)) {
      const name = cursor.expectName();
      cursor.next();
      named.set(name, expression(cursor));
    } else found.push(expression(cursor));
  });
  cursor.expectOperator(")");
  return { arguments: found, named, distinct, star: false };
}
