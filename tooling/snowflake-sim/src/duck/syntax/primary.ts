import type { Call, Expression, Window } from "./ast.ts";
import type { QueryCursor } from "./query-cursor.ts";
import { callArguments, expression, orderItems } from "./expression.ts";
import { query } from "./query.ts";
import { parseType } from "../../sql/parse-type.ts";

/** Words that are not reserved but end an expression, and so cannot be column names. */
const clauseWords = new Set("WHERE LIMIT OFFSET EXCEPT FETCH END".split(" "));

/** Functions of the context that may be written without parentheses. */
const withoutParentheses = new Set([
  "CURRENT_TIMESTAMP",
  "CURRENT_DATE",
  "CURRENT_TIME",
  "CURRENT_USER",
  "LOCALTIME",
  "LOCALTIMESTAMP",
  "SYSDATE",
]);

function call(cursor: QueryCursor, name: readonly string[], start: number): Expression {
  const parts = callArguments(cursor);
  let within: Call["within"];
  if (cursor.accept("WITHIN", "GROUP")) {
    cursor.expectOperator("(");
    cursor.expect("ORDER", "BY");
    within = orderItems(cursor);
    cursor.expectOperator(")");
  }
  const over = cursor.accept("OVER") ? window(cursor) : undefined;
  const end = cursor.end();
  return { kind: "call", name, ...parts, ...(within && { within }), ...(over && { over }), start, end };
}

function window(cursor: QueryCursor): Window {
  cursor.expectOperator("(");
  const partitionBy = cursor.accept("PARTITION", "BY") ? cursor.items(() => expression(cursor)) : [];
  const orderBy = cursor.accept("ORDER", "BY") ? orderItems(cursor) : [];
  const words: string[] = [];
  if (cursor.at("ROWS") || cursor.at("RANGE")) {
    while (!cursor.atOperator(")")) {
      const token = cursor.next();
      if (token.kind !== "word" && token.kind !== "number") throw cursor.unexpected();
      words.push(token.value);
    }
  }
  cursor.expectOperator(")");
  return { partitionBy, orderBy, ...(words.length > 0 && { frame: words.join(" ") }) };
}

function caseExpression(cursor: QueryCursor, start: number): Expression {
  const operand = cursor.at("WHEN") ? undefined : expression(cursor);
  const whens: { when: Expression; then: Expression }[] = [];
  while (cursor.accept("WHEN")) {
    const when = expression(cursor);
    cursor.expect("THEN");
    whens.push({ when, then: expression(cursor) });
  }
  if (whens.length === 0) throw cursor.unexpected();
  const otherwise = cursor.accept("ELSE") ? expression(cursor) : undefined;
  cursor.expect("END");
  const end = cursor.end();
  return { kind: "case", ...(operand && { operand }), whens, ...(otherwise && { otherwise }), start, end };
}

function cast(cursor: QueryCursor, safe: boolean, start: number): Expression {
  cursor.expectOperator("(");
  const operand = expression(cursor);
  cursor.expect("AS");
  const type = parseType(cursor);
  cursor.expectOperator(")");
  return { kind: "cast", operand, type, safe, start, end: cursor.end() };
}

function extract(cursor: QueryCursor, start: number): Expression {
  cursor.expectOperator("(");
  const token = cursor.next();
  const part: Expression = { kind: "string", value: token.value, start: token.start, end: token.end };
  cursor.expect("FROM");
  const operand = expression(cursor);
  cursor.expectOperator(")");
  const named = new Map<string, Expression>();
  const end = cursor.end();
  return {
    kind: "call",
    name: ["DATE_PART"],
    arguments: [part, operand],
    named,
    distinct: false,
    star: false,
    start,
    end,
  };
}

function parenthesised(cursor: QueryCursor, start: number): Expression {
  if (cursor.at("SELECT") || cursor.at("WITH")) {
    const inner = query(cursor);
    cursor.expectOperator(")");
    return { kind: "subquery", query: inner, start, end: cursor.end() };
  }
  const items = cursor.items(() => expression(cursor));
  cursor.expectOperator(")");
  const [only] = items;
  if (items.length === 1 && only !== undefined) return only;
  return { kind: "tuple", items, start, end: cursor.end() };
}

function bracketed(cursor: QueryCursor, start: number): Expression {
  const items = cursor.atOperator("]") ? [] : cursor.items(() => expression(cursor));
  cursor.expectOperator("]");
  return { kind: "array", items, start, end: cursor.end() };
}

function braced(cursor: QueryCursor, start: number): Expression {
  const entry = (): { key: string; value: Expression } => {
    const token = cursor.next();
    if (token.kind !== "string") throw cursor.unexpected();
    cursor.expectOperator(":");
    return { key: token.value, value: expression(cursor) };
  };
  const entries = cursor.atOperator("}") ? [] : cursor.items(entry);
  cursor.expectOperator("}");
  return { kind: "object", entries, start, end: cursor.end() };
}

function typedLiteral(cursor: QueryCursor, start: number): Expression | undefined {
  const next = cursor.peek(1);
  if (next?.kind !== "string") return undefined;
  if (cursor.at("INTERVAL")) {
    cursor.next();
    const { value: text } = cursor.next();
    return { kind: "interval", text, start, end: cursor.end() };
  }
  if (!cursor.at("DATE") && !cursor.at("TIME") && cursor.peek()?.value.startsWith("TIMESTAMP") !== true) {
    return undefined;
  }
  const type = parseType(cursor);
  cursor.next();
  const operand: Expression = { kind: "string", value: next.value, start: next.start, end: next.end };
  return { kind: "cast", operand, type, safe: false, start, end: cursor.end() };
}

function keyword(cursor: QueryCursor, start: number): Expression | undefined {
  if (cursor.accept("NULL")) return { kind: "null", start, end: cursor.end() };
  if (cursor.accept("TRUE")) return { kind: "boolean", value: true, start, end: cursor.end() };
  if (cursor.accept("FALSE")) return { kind: "boolean", value: false, start, end: cursor.end() };
  if (cursor.accept("DEFAULT")) return { kind: "default", start, end: cursor.end() };
  if (cursor.accept("CASE")) return caseExpression(cursor, start);
  if (cursor.atOperator("(", 1)) {
    if (cursor.accept("CAST")) return cast(cursor, false, start);
    if (cursor.accept("TRY_CAST")) return cast(cursor, true, start);
    if (cursor.accept("EXTRACT")) return extract(cursor, start);
    if (cursor.accept("EXISTS")) {
      cursor.next();
      const inner = query(cursor);
      cursor.expectOperator(")");
      return { kind: "exists", query: inner, start, end: cursor.end() };
    }
  }
  return typedLiteral(cursor, start);
}

function nameOrCall(cursor: QueryCursor, start: number): Expression {
  const first = cursor.peek();
  const isCall = cursor.atOperator("(", 1);
  const bare = first?.kind === "word" && withoutParentheses.has(first.value);
  if (first?.kind === "word" && clauseWords.has(first.value) && !isCall) throw cursor.unexpected();
  const parts = cursor.names(isCall || bare);
  if (cursor.atOperator("(")) return call(cursor, parts, start);
  const end = cursor.end();
  if (parts.length === 1 && bare) {
    const named = new Map<string, Expression>();
    return { kind: "call", name: parts, arguments: [], named, distinct: false, star: false, start, end };
  }
  if (parts.length > 1 && parts.at(-1) === "NEXTVAL") {
    return { kind: "next-value", sequence: parts.slice(0, -1), start, end };
  }
  return { kind: "column", parts, start, end };
}

/** A literal, name, call or something in brackets. */
export function primary(cursor: QueryCursor): Expression {
  const start = cursor.start();
  const token = cursor.peek();
  if (token === undefined) throw cursor.unexpected();
  if (token.kind === "number") {
    cursor.next();
    return { kind: "number", text: token.text, start, end: token.end };
  }
  if (token.kind === "string") {
    cursor.next();
    return { kind: "string", value: token.value, start, end: token.end };
  }
  if (token.kind === "variable") {
    cursor.next();
    if (!/^\d+$/.test(token.value)) throw cursor.unexpected();
    return { kind: "position", index: Number(token.value), start, end: token.end };
  }
  if (token.kind === "operator") return operatorPrimary(cursor, start);
  return (token.kind === "word" ? keyword(cursor, start) : undefined) ?? nameOrCall(cursor, start);
}

function operatorPrimary(cursor: QueryCursor, start: number): Expression {
  if (cursor.acceptOperator("(")) return parenthesised(cursor, start);
  if (cursor.acceptOperator("[")) return bracketed(cursor, start);
  if (cursor.acceptOperator("{")) return braced(cursor, start);
  if (cursor.acceptOperator("?")) return { kind: "bind", index: cursor.nextBind(), start, end: cursor.end() };
  if (cursor.atOperator(":") && cursor.peek(1)?.kind === "number") {
    cursor.next();
    return { kind: "bind", index: Number(cursor.expectInteger()), start, end: cursor.end() };
  }
  throw cursor.unexpected();
}
