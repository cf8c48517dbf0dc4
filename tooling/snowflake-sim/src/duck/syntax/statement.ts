import { SqlError } from "../../contracts.ts";
import type { DataStatement, Delete, Expression, Insert, Query, Update } from "./ast.ts";
import type { ParseSettings } from "../../sql/cursor.ts";
import { parseName } from "../../sql/parse-name.ts";
import { QueryCursor } from "./query-cursor.ts";
import { expression } from "./expression.ts";
import { query, sources } from "./query.ts";

function insert(cursor: QueryCursor): Insert {
  const overwrite = cursor.accept("OVERWRITE");
  cursor.expect("INTO");
  const table = parseName(cursor);
  let columns: string[] | undefined;
  // INSERT INTO t (SELECT …) has no column list
  if (cursor.atOperator("(") && cursor.peek(1)?.value !== "SELECT" && cursor.peek(1)?.value !== "WITH") {
    cursor.next();
    columns = cursor.items(() => cursor.expectName());
    cursor.expectOperator(")");
  }
  return { kind: "insert", overwrite, table, ...(columns && { columns }), source: query(cursor) };
}

/** An alias before SET, USING or WHERE. */
function alias(cursor: QueryCursor): string | undefined {
  if (cursor.accept("AS")) return cursor.expectName();
  const token = cursor.peek();
  const plain = token?.kind === "word" && !["SET", "USING", "WHERE"].includes(token.value);
  return plain || token?.kind === "quoted" ? cursor.expectName() : undefined;
}

function update(cursor: QueryCursor): Update {
  const table = parseName(cursor);
  const name = alias(cursor);
  cursor.expect("SET");
  const set = cursor.items(() => {
    const parts = cursor.names(false);
    cursor.expectOperator("=");
    return { column: parts.at(-1) ?? "", value: expression(cursor) };
  });
  const from = cursor.accept("FROM") ? sources(cursor) : undefined;
  const where = cursor.accept("WHERE") ? expression(cursor) : undefined;
  return {
    kind: "update",
    table,
    ...(name !== undefined && { alias: name }),
    set,
    ...(from && { from }),
    ...(where && { where }),
  };
}

function remove(cursor: QueryCursor): Delete {
  cursor.expect("FROM");
  const table = parseName(cursor);
  const name = alias(cursor);
  const using = cursor.accept("USING") ? sources(cursor) : undefined;
  const where = cursor.accept("WHERE") ? expression(cursor) : undefined;
  return {
    kind: "delete",
    table,
    ...(name !== undefined && { alias: name }),
    ...(using && { using }),
    ...(where && { where }),
  };
}

/** @throws SqlError 001003 on bad syntax, 000002 for statements that do not handle data */
export function parseStatement(sql: string, settings: ParseSettings): DataStatement {
  const cursor = new QueryCursor(sql, settings);
  let statement: DataStatement;
  if (cursor.accept("INSERT")) statement = insert(cursor);
  else if (cursor.accept("UPDATE")) statement = update(cursor);
  else if (cursor.accept("DELETE")) statement = remove(cursor);
  else if (cursor.atOperator("(") || ["SELECT", "WITH", "VALUES"].some((word) => cursor.at(word))) {
    statement = { kind: "query", query: query(cursor) };
  } else if (cursor.peek()?.kind === "word") {
    const what = cursor.peek()?.value ?? "";
    throw new SqlError("000002", "0A000", `Unsupported feature '${what}'.`);
  } else throw cursor.unexpected();
  cursor.expectEnd();
  return statement;
}

/** One expression alone: a column's default, a virtual column. @throws SqlError 001003 */
export function parseExpression(text: string, settings: ParseSettings): Expression {
  const cursor = new QueryCursor(text, settings);
  const parsed = expression(cursor);
  cursor.expectEnd();
  return parsed;
}

/** A view's query. @throws SqlError 001003 */
export function parseQuery(text: string, settings: ParseSettings): Query {
  const cursor = new QueryCursor(text, settings);
  const parsed = query(cursor);
  cursor.expectEnd();
  return parsed;
}
