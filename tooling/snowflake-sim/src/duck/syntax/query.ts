/** SELECT, VALUES, set operations and what stands in FROM. */
import type {
  CommonTable,
  Expression,
  Query,
  QueryBody,
  Select,
  SelectItem,
  SetOperation,
  Source,
  TimeTravel,
  TrackedChanges,
} from "./ast.ts";
import { parseName } from "../../sql/parse-name.ts";
import type { QueryCursor } from "./query-cursor.ts";
import { callArguments, expression, orderItems } from "./expression.ts";

/** Words that cannot be an alias without AS, since they begin the next clause. */
const clauseWords = new Set(
  (
    "FROM WHERE GROUP HAVING QUALIFY ORDER LIMIT OFFSET FETCH UNION MINUS EXCEPT INTERSECT ON USING JOIN INNER LEFT " +
    "RIGHT FULL CROSS NATURAL LATERAL SET AT BEFORE WHEN VALUES SELECT WITH"
  ).split(" "),
);

function alias(cursor: QueryCursor): string | undefined {
  if (cursor.accept("AS")) return cursor.expectName();
  const token = cursor.peek();
  if (token?.kind === "quoted" || (token?.kind === "word" && !clauseWords.has(token.value))) return cursor.expectName();
  return undefined;
}

function nameList(cursor: QueryCursor): string[] {
  cursor.expectOperator("(");
  const names = cursor.items(() => cursor.expectName());
  cursor.expectOperator(")");
  return names;
}

/** `[AS] alias [(columns)]` */
function tableAlias(cursor: QueryCursor): { alias?: string; columns?: readonly string[] } {
  const name = alias(cursor);
  if (name === undefined) return {};
  return cursor.atOperator("(") ? { alias: name, columns: nameList(cursor) } : { alias: name };
}

function star(cursor: QueryCursor): SelectItem | undefined {
  const position = cursor.index;
  const qualifier: string[] = [];
  while (cursor.peek()?.kind !== "operator" && cursor.atOperator(".", 1)) {
    qualifier.push(cursor.expectName());
    cursor.next();
  }
  if (!cursor.acceptOperator("*")) {
    cursor.index = position;
    return undefined;
  }
  let exclude: string[] = [];
  if (cursor.accept("EXCLUDE")) exclude = cursor.atOperator("(") ? nameList(cursor) : [cursor.expectName()];
  return { kind: "star", qualifier, exclude };
}

function selectItem(cursor: QueryCursor): SelectItem {
  const all = star(cursor);
  if (all !== undefined) return all;
  const item = expression(cursor);
  const name = alias(cursor);
  return { kind: "item", expression: item, ...(name !== undefined && { alias: name }) };
}

function groupBy(cursor: QueryCursor): readonly Expression[] | "ALL" | undefined {
  if (!cursor.accept("GROUP", "BY")) return undefined;
  if (cursor.accept("ALL")) return "ALL";
  return cursor.items(() => expression(cursor));
}

function select(cursor: QueryCursor): Select {
  cursor.expect("SELECT");
  const distinct = cursor.accept("DISTINCT");
  if (!distinct) cursor.accept("ALL");
  const items = cursor.items(() => selectItem(cursor));
  const from = cursor.accept("FROM") ? sources(cursor) : undefined;
  const where = cursor.accept("WHERE") ? expression(cursor) : undefined;
  const grouped = groupBy(cursor);
  const having = cursor.accept("HAVING") ? expression(cursor) : undefined;
  const qualify = cursor.accept("QUALIFY") ? expression(cursor) : undefined;
  return {
    kind: "select",
    distinct,
    items,
    ...(from && { from }),
    ...(where && { where }),
    ...(grouped && { groupBy: grouped }),
    ...(having && { having }),
    ...(qualify && { qualify }),
  };
}

function values(cursor: QueryCursor): QueryBody {
  cursor.expect("VALUES");
  const rows = cursor.items(() => {
    cursor.expectOperator("(");
    const row = cursor.items(() => expression(cursor));
    cursor.expectOperator(")");
    return row;
  });
  return { kind: "values", rows };
}

function operand(cursor: QueryCursor): QueryBody {
  if (cursor.acceptOperator("(")) {
    const inner = query(cursor);
    cursor.expectOperator(")");
    return { kind: "nested", query: inner };
  }
  return cursor.at("VALUES") ? values(cursor) : select(cursor);
}

function intersection(cursor: QueryCursor): QueryBody {
  let left = operand(cursor);
  while (cursor.accept("INTERSECT")) {
    left = { kind: "set", operator: "INTERSECT", left, right: operand(cursor) };
  }
  return left;
}

function body(cursor: QueryCursor): QueryBody {
  let left = intersection(cursor);
  for (;;) {
    let operator: SetOperation["operator"];
    if (cursor.accept("UNION", "ALL")) operator = "UNION ALL";
    else if (cursor.accept("UNION")) {
      cursor.accept("DISTINCT");
      operator = "UNION";
    } else if (cursor.accept("MINUS") || cursor.accept("EXCEPT")) operator = "EXCEPT";
    else return left;
    left = { kind: "set", operator, left, right: intersection(cursor) };
  }
}

function commonTables(cursor: QueryCursor): CommonTable[] {
  if (!cursor.accept("WITH")) return [];
  cursor.accept("RECURSIVE");
  return cursor.items(() => {
    const name = cursor.expectName();
    const columns = cursor.atOperator("(") ? nameList(cursor) : undefined;
    cursor.expect("AS");
    cursor.expectOperator("(");
    const inner = query(cursor);
    cursor.expectOperator(")");
    return { name, ...(columns && { columns }), query: inner };
  });
}

function limits(cursor: QueryCursor): { limit?: Expression; offset?: Expression } {
  let limit = cursor.accept("LIMIT") ? expression(cursor) : undefined;
  const offset = cursor.accept("OFFSET") ? expression(cursor) : undefined;
  if (offset !== undefined && !cursor.accept("ROWS")) cursor.accept("ROW");
  if (cursor.accept("FETCH")) {
    if (!cursor.accept("FIRST")) cursor.accept("NEXT");
    limit = expression(cursor);
    if (!cursor.accept("ROWS")) cursor.accept("ROW");
    cursor.accept("ONLY");
  }
  return { ...(limit && { limit }), ...(offset && { offset }) };
}

/** @throws SqlError 001003 */
export function query(cursor: QueryCursor): Query {
  const common = commonTables(cursor);
  const inner = body(cursor);
  const orderBy = cursor.accept("ORDER", "BY") ? orderItems(cursor) : [];
  return { with: common, body: inner, orderBy, ...limits(cursor) };
}

function travel(cursor: QueryCursor): TimeTravel | undefined {
  const before = cursor.at("BEFORE");
  if ((!before && !cursor.at("AT")) || !cursor.atOperator("(", 1)) return undefined;
  cursor.next();
  return moment(cursor, before);
}

/** `(TIMESTAMP => …)` */
function moment(cursor: QueryCursor, before: boolean): TimeTravel {
  cursor.expectOperator("(");
  const by = cursor.expectName();
  if (by !== "TIMESTAMP" && by !== "OFFSET" && by !== "STATEMENT") throw cursor.unexpected();
  cursor.expectOperator("=>");
  const value = expression(cursor);
  cursor.expectOperator(")");
  return { before, by, value };
}

function trackedChanges(cursor: QueryCursor): TrackedChanges | undefined {
  if (!cursor.at("CHANGES") || !cursor.atOperator("(", 1)) return undefined;
  cursor.next();
  cursor.next();
  if (cursor.expectName() !== "INFORMATION") throw cursor.unexpected();
  cursor.expectOperator("=>");
  const information = cursor.expectName();
  if (information !== "DEFAULT" && information !== "APPEND_ONLY") throw cursor.unexpected();
  cursor.expectOperator(")");
  const since = travel(cursor);
  if (since === undefined) throw cursor.unexpected();
  const until = cursor.accept("END") ? moment(cursor, false) : undefined;
  return { appendOnly: information === "APPEND_ONLY", since, ...(until && { until }) };
}

/** TABLE(GENERATOR(…)), TABLE(FLATTEN(…)), LATERAL FLATTEN(…), TABLE(db.INFORMATION_SCHEMA.F(…)) */
function tableFunction(cursor: QueryCursor): Source {
  const start = cursor.start();
  const path = cursor.names(false);
  const [name = ""] = path;
  const parts = callArguments(cursor);
  if (path.length > 1) {
    return { kind: "table-function", parts: path, positional: parts.arguments, named: parts.named };
  }
  if (name === "GENERATOR") {
    const rowCount = parts.named.get("ROWCOUNT");
    if (rowCount === undefined) throw cursor.unexpected();
    return { kind: "generator", rowCount };
  }
  if (name !== "FLATTEN") throw cursor.unexpected();
  return { kind: "flatten", call: { kind: "call", name: [name], ...parts, start, end: cursor.end() } };
}

function bracketedSource(cursor: QueryCursor, lateral: boolean): Source {
  const position = cursor.index;
  cursor.expectOperator("(");
  if (cursor.at("SELECT") || cursor.at("WITH") || cursor.at("VALUES") || cursor.atOperator("(")) {
    try {
      const inner = query(cursor);
      cursor.expectOperator(")");
      return { kind: "subquery", query: inner, lateral, ...tableAlias(cursor) };
    } catch (error) {
      // ((SELECT …) a JOIN b) is a join in parentheses
      cursor.index = position + 1;
      if (!cursor.atOperator("(")) throw error;
    }
  }
  const inner = sources(cursor);
  cursor.expectOperator(")");
  return inner;
}

function source(cursor: QueryCursor): Source {
  const lateral = cursor.accept("LATERAL");
  if (cursor.atOperator("(")) return bracketedSource(cursor, lateral);
  if (cursor.at("VALUES")) {
    const inner: Query = { with: [], body: values(cursor), orderBy: [] };
    return { kind: "subquery", query: inner, lateral: false, ...tableAlias(cursor) };
  }
  if (cursor.at("TABLE") && cursor.atOperator("(", 1)) {
    cursor.next();
    cursor.next();
    const inner = tableFunction(cursor);
    cursor.expectOperator(")");
    return { ...inner, ...tableAlias(cursor) };
  }
  if (lateral) return { ...tableFunction(cursor), ...tableAlias(cursor) };
  const parts = parseName(cursor);
  const changes = trackedChanges(cursor);
  if (changes !== undefined) return { kind: "table", parts, changes, ...tableAlias(cursor) };
  const past = travel(cursor);
  return { kind: "table", parts, ...(past && { travel: past }), ...tableAlias(cursor) };
}

type JoinType = Extract<Source, { kind: "join" }>["type"];

function joinType(cursor: QueryCursor): JoinType | undefined {
  if (cursor.accept("CROSS", "JOIN")) return "CROSS";
  if (cursor.accept("JOIN") || cursor.accept("INNER", "JOIN")) return "INNER";
  for (const type of ["LEFT", "RIGHT", "FULL"] as const) {
    if (cursor.accept(type, "OUTER", "JOIN") || cursor.accept(type, "JOIN")) return type;
  }
  return undefined;
}

function joined(cursor: QueryCursor): Source {
  let left = source(cursor);
  for (;;) {
    const natural = cursor.accept("NATURAL");
    const type = joinType(cursor);
    if (type === undefined) return left;
    const right = source(cursor);
    const on = cursor.accept("ON") ? expression(cursor) : undefined;
    const using = on === undefined && cursor.accept("USING") ? nameList(cursor) : undefined;
    left = { kind: "join", type, natural, left, right, ...(on && { on }), ...(using && { using }) };
  }
}

/** What stands behind FROM. */
export function sources(cursor: QueryCursor): Source {
  let left = joined(cursor);
  while (cursor.acceptOperator(",")) {
    left = { kind: "join", type: "CROSS", natural: false, left, right: joined(cursor) };
  }
  return left;
}
