/** Queries as DuckDB SQL whose columns are named c1, c2, …; Snowflake's names and types go beside. */
import { sortKey, type SqlType } from "../carriers.ts";
import { compilationError } from "../faults.ts";
import type {
  CommonTable,
  Expression,
  OrderItem,
  Query,
  QueryBody,
  Select,
  SelectItem,
  Values,
} from "../syntax/ast.ts";
import { castTo } from "./cast.ts";
import { commonType, commonTypeOf } from "./common-type.ts";
import { compiled, type Compiled } from "./compiled.ts";
import { castOptions, compileCondition, compileExpression } from "./expression.ts";
import { asWritten, namesTable, type Scope, type VisibleQuery } from "./scope.ts";
import { compileSource, noSource } from "./source.ts";

interface OutputColumn {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
}

export interface CompiledQuery {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

interface Item {
  readonly name: string;
  readonly value: Compiled;
  readonly aggregate: boolean;
}

function listSql(items: readonly { readonly value: Compiled }[]): string {
  return items.map(({ value }, index) => `${value.sql} AS c${String(index + 1)}`).join(", ");
}

function outputs(items: readonly Item[]): OutputColumn[] {
  return items.map(({ name, value }) => ({ name, type: value.type, nullable: value.nullable }));
}

function starItems(scope: Scope, { qualifier, exclude }: Extract<SelectItem, { kind: "star" }>): Item[] {
  const tables = qualifier.length === 0 ? scope.tables : scope.tables.filter((table) => namesTable(table, qualifier));
  if (tables.length === 0) {
    const name = [...qualifier.map(asWritten), "*"].join(".");
    throw compilationError("001080", "42601", `'${name}' can not be resolved, table not found.`);
  }
  return tables.flatMap((table) =>
    table.columns
      .filter((column) => column.merged !== true && !exclude.includes(column.name))
      .map(({ name, sql, type, nullable }) => ({ name, value: compiled(sql, type, nullable), aggregate: false })),
  );
}

/** Name of an item without alias: the column's, or the text of the expression in upper case. */
function itemName(text: string, expression: Expression): string {
  if (expression.kind === "column") return expression.parts.at(-1) ?? "";
  return text.slice(expression.start, expression.end).toUpperCase();
}

/** Items in order, each seeing the aliases before it (and behind it, when asked). */
class SelectList {
  readonly items: Item[] = [];
  readonly scope: Scope;
  private readonly pending = new Map<string, Expression>();
  private readonly done = new Map<string, Compiled>();

  constructor(scope: Scope, select: Select, text: string) {
    this.scope = { ...scope, alias: (name) => this.byAlias(name) };
    for (const item of select.items) {
      if (item.kind === "item" && item.alias !== undefined) this.pending.set(item.alias, item.expression);
    }
    for (const item of select.items) {
      if (item.kind === "star") this.items.push(...starItems(scope, item));
      else this.items.push(this.item(item, text));
    }
  }

  private item({ expression, alias }: Extract<SelectItem, { kind: "item" }>, text: string): Item {
    const before = this.scope.environment.aggregates;
    const value = compileExpression(this.scope, expression);
    const aggregate = this.scope.environment.aggregates > before;
    if (alias !== undefined) {
      this.pending.delete(alias);
      this.done.set(alias, value);
    }
    return { name: alias ?? itemName(text, expression), value, aggregate };
  }

  byAlias(name: string): Compiled | undefined {
    const known = this.done.get(name);
    if (known !== undefined) return known;
    const expression = this.pending.get(name);
    if (expression === undefined) return undefined;
    // an alias cannot stand for itself
    this.pending.delete(name);
    const value = compileExpression(this.scope, expression);
    this.done.set(name, value);
    return value;
  }
}

function direction({ descending, nulls }: OrderItem): string {
  return `${descending ? "DESC" : "ASC"} NULLS ${nulls}`;
}

/** Key of an ORDER BY item; by position or name of an output column where it is one. */
function orderKey(scope: Scope, { expression }: OrderItem, columns: readonly Compiled[]): string {
  if (expression.kind === "number" && /^\d+$/.test(expression.text)) {
    const column = columns[Number(expression.text) - 1];
    if (column === undefined) {
      throw compilationError("001072", "22023", `Order by position ${expression.text} is not in select list`);
    }
    return sortKey(column.sql, column.type);
  }
  const value = compileExpression(scope, expression);
  return sortKey(value.sql, value.type);
}

function groupKeys(list: SelectList, select: Select): string[] {
  if (select.groupBy === undefined) return [];
  if (select.groupBy === "ALL") return list.items.filter((item) => !item.aggregate).map(({ value }) => value.sql);
  return select.groupBy.map((expression) => {
    if (expression.kind === "number") {
      const item = list.items[Number(expression.text) - 1];
      if (item === undefined) {
        throw compilationError("001072", "22023", `Group by position ${expression.text} is not in select list`);
      }
      return item.value.sql;
    }
    return compileExpression(list.scope, expression).sql;
  });
}

interface Clauses {
  readonly orderBy: readonly OrderItem[];
  /** LIMIT and OFFSET, ready. */
  readonly tail: string;
  readonly text: string;
}

function compileSelect(select: Select, scope: Scope, { orderBy, tail, text }: Clauses): CompiledQuery {
  const around: Scope = { ...scope, tables: [], parent: scope };
  const source = select.from === undefined ? noSource : compileSource(around, select.from);
  const inner: Scope = { ...around, tables: source.tables };
  const list = new SelectList(inner, select, text);
  const parts = [`SELECT ${select.distinct ? "DISTINCT " : ""}${listSql(list.items)}`, `FROM ${source.sql}`];
  if (select.where !== undefined) parts.push(`WHERE ${compileCondition(list.scope, select.where)}`);
  const keys = groupKeys(list, select);
  if (keys.length > 0) parts.push(`GROUP BY ${keys.join(", ")}`);
  if (select.having !== undefined) parts.push(`HAVING ${compileCondition(list.scope, select.having)}`);
  if (select.qualify !== undefined) parts.push(`QUALIFY ${compileCondition(list.scope, select.qualify)}`);
  const columns = outputs(list.items);
  if (select.distinct && orderBy.length > 0) {
    return ordered({ sql: parts.join(" "), columns }, { scope, orderBy, tail });
  }
  if (orderBy.length > 0) {
    const values = list.items.map(({ value }) => value);
    const orderScope: Scope = { ...list.scope, aliasFirst: true };
    const items = orderBy.map((item) => `${orderKey(orderScope, item, values)} ${direction(item)}`);
    parts.push(`ORDER BY ${items.join(", ")}`);
  }
  return { sql: parts.join(" ") + tail, columns };
}

/** ORDER BY over a finished query: only its columns are in sight. */
function ordered(
  query: CompiledQuery,
  { scope, orderBy, tail }: { scope: Scope; orderBy: readonly OrderItem[]; tail: string },
): CompiledQuery {
  if (orderBy.length === 0 && tail === "") return query;
  const name = scope.environment.fresh("o");
  const values = query.columns.map((column, index) =>
    compiled(`${name}.c${String(index + 1)}`, column.type, column.nullable),
  );
  const columns = query.columns.map((column, index) => ({ ...column, sql: `${name}.c${String(index + 1)}` }));
  const around: Scope = { ...scope, tables: [{ columns }] };
  const items = orderBy.map((item) => `${orderKey(around, item, values)} ${direction(item)}`);
  const order = items.length === 0 ? "" : ` ORDER BY ${items.join(", ")}`;
  return { sql: `SELECT ${name}.* FROM (${query.sql}) AS ${name}${order}${tail}`, columns: query.columns };
}

function compileValues({ rows }: Values, scope: Scope): CompiledQuery {
  const cells = rows.map((row) => row.map((expression) => compileExpression(scope, expression)));
  const width = cells[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_unused, index): OutputColumn => {
    const column = cells.map((row) => {
      const cell = row[index];
      if (cell === undefined) throw compilationError("001099", "42601", "VALUES lists have different lengths");
      return cell;
    });
    const type = commonTypeOf(column.map((cell) => cell.type));
    return { name: `COLUMN${String(index + 1)}`, type, nullable: column.some((cell) => cell.nullable) };
  });
  const options = castOptions(scope);
  const text = cells.map(
    (row) => `(${row.map((cell, index) => castTo(cell, columns[index]?.type ?? cell.type, options).sql).join(", ")})`,
  );
  const names = columns.map((_column, index) => `c${String(index + 1)}`).join(", ");
  return { sql: `SELECT * FROM (VALUES ${text.join(", ")}) AS ${scope.environment.fresh("v")}(${names})`, columns };
}

/** One side of a set operation in the common types. */
function converted(side: CompiledQuery, columns: readonly OutputColumn[], scope: Scope): string {
  const name = scope.environment.fresh("u");
  const items = columns.map((column, index) => {
    const own = side.columns[index] ?? column;
    const value = compiled(`${name}.c${String(index + 1)}`, own.type, own.nullable);
    return { value: castTo(value, column.type, castOptions(scope)) };
  });
  return `(SELECT ${listSql(items)} FROM (${side.sql}) AS ${name})`;
}

function compileBody(body: QueryBody, scope: Scope, clauses: Clauses): CompiledQuery {
  switch (body.kind) {
    case "select":
      return compileSelect(body, scope, clauses);
    case "values":
      return ordered(compileValues(body, scope), { scope, ...clauses });
    case "nested":
      return ordered(compileQuery(body.query, scope), { scope, ...clauses });
    case "set": {
      const plain = { orderBy: [], tail: "", text: clauses.text };
      const left = compileBody(body.left, scope, plain);
      const right = compileBody(body.right, scope, plain);
      if (left.columns.length !== right.columns.length) {
        const counts = `${String(left.columns.length)}, ${String(right.columns.length)}`;
        throw compilationError(
          "001789",
          "42601",
          `invalid number of result columns for set operator input branches, expected ${counts}`,
        );
      }
      const columns = left.columns.map((column, index) => ({
        name: column.name,
        type: commonType(column.type, right.columns[index]?.type ?? column.type),
        nullable: column.nullable || (right.columns[index]?.nullable ?? true),
      }));
      const sql = `${converted(left, columns, scope)} ${body.operator} ${converted(right, columns, scope)}`;
      return ordered({ sql, columns }, { scope, ...clauses });
    }
  }
}

function withTables(tables: readonly CommonTable[], scope: Scope): { scope: Scope; sql: string } {
  if (tables.length === 0) return { scope, sql: "" };
  const commonTables = new Map(scope.commonTables);
  const inner: Scope = { ...scope, commonTables };
  const definitions = tables.map((table) => {
    const name = scope.environment.fresh("w");
    const query = compileQuery(table.query, inner);
    const columns = query.columns.map((column, index) => ({
      ...column,
      name: table.columns?.[index] ?? column.name,
      sql: `${name}.c${String(index + 1)}`,
    }));
    const visible: VisibleQuery = { name, columns };
    commonTables.set(table.name, visible);
    return `${name} AS (${query.sql})`;
  });
  return { scope: inner, sql: `WITH ${definitions.join(", ")} ` };
}

function limitSql(scope: Scope, { limit, offset }: Query): string {
  const value = (expression: Expression): string => `(${compileExpression(scope, expression).sql})::BIGINT`;
  const count = limit === undefined || limit.kind === "null" ? "" : ` LIMIT ${value(limit)}`;
  return count + (offset === undefined ? "" : ` OFFSET ${value(offset)}`);
}

/** @throws SqlError */
export function compileQuery(query: Query, scope: Scope): CompiledQuery {
  const { scope: inner, sql } = withTables(query.with, scope);
  const text = scope.environment.text;
  const clauses = { orderBy: query.orderBy, tail: limitSql(scope, query), text };
  const body = compileBody(query.body, inner, clauses);
  return { sql: sql + body.sql, columns: body.columns };
}
