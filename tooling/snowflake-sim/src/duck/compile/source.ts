/** What stands in FROM, as DuckDB SQL and the columns that it shows. */
import type { Relation } from "../../catalog/model.ts";
import { boolean, nullOf, quoteName, varchar, variant } from "../carriers.ts";
import { compilationError } from "../faults.ts";
import type { Source, TimeTravel, TrackedChanges } from "../syntax/ast.ts";
import { parseExpression, parseQuery } from "../syntax/statement.ts";
import { castTo } from "./cast.ts";
import type { VisibleColumn, VisibleTable } from "./environment.ts";
import { castOptions, compileCondition, compileExpression } from "./expression.ts";
import { compileQuery } from "./query.ts";
import { emptyScope, type Scope } from "./scope.ts";
import { changedRows, notTracked, visibleRows } from "./time-travel.ts";
import { tableFunction, virtualSource } from "./virtual-source.ts";

export interface CompiledSource {
  readonly sql: string;
  readonly tables: readonly VisibleTable[];
}

type Kind<Name extends Source["kind"]> = Extract<Source, { kind: Name }>;

function renamed(columns: readonly VisibleColumn[], names: readonly string[] | undefined): VisibleColumn[] {
  return columns.map((column, index) => ({ ...column, name: names?.[index] ?? column.name }));
}

function one(sql: string, table: VisibleTable): CompiledSource {
  return { sql, tables: [table] };
}

/** A table's present or past rows, virtual columns computed. */
export function tableSource(
  scope: Scope,
  relation: Relation,
  { alias, travel, changes }: { alias?: string; travel?: TimeTravel; changes?: TrackedChanges },
): CompiledSource {
  const { environment } = scope;
  const inner = environment.fresh("b");
  const outer = environment.fresh("r");
  const stored = relation.columns.filter((column) => column.expression === undefined);
  const base: VisibleTable = {
    columns: stored.map(({ name, physical, type, nullable }) => ({
      name,
      sql: `${inner}.${quoteName(physical)}`,
      type,
      nullable,
    })),
  };
  const baseScope: Scope = { ...emptyScope(environment), tables: [base] };
  const computed = relation.columns.flatMap((column) => {
    if (column.expression === undefined) return [];
    const parsed = parseExpression(column.expression, environment.settings.parse);
    const value = castTo(compileExpression(baseScope, parsed), column.type, castOptions(scope));
    return [`, ${value.sql} AS ${quoteName(column.physical)}`];
  });
  const physical = quoteName(relation.physical);
  const changed = changes && changedRows(scope, relation, { alias: inner, changes, physical });
  const where = changed?.where ?? visibleRows(scope, relation, { alias: inner, ...(travel && { travel }) });
  const told = changed === undefined ? "" : `, ${changed.action} AS _action, ${changed.isUpdate} AS _isupdate`;
  const rows = `SELECT ${inner}.*, ${inner}.rowid AS _row${computed.join("")}${told} FROM ${physical} AS ${inner} WHERE ${where}`;
  return one(`(${rows}) AS ${outer}`, {
    alias: alias ?? relation.name,
    ...(alias === undefined && { path: [relation.database, relation.schema, relation.name] }),
    columns: [
      ...relation.columns.map((column) => ({
        name: column.name,
        sql: `${outer}.${quoteName(column.physical)}`,
        type: column.type,
        nullable: column.nullable,
      })),
      ...(changes === undefined ? [] : metadataColumns(outer)),
    ],
  });
}

/** What CHANGES shows beside a table's own columns (Snowflake SQL reference, "CHANGES"). */
function metadataColumns(rows: string): VisibleColumn[] {
  const column = (name: string, sql: string, type: VisibleColumn["type"]): VisibleColumn => ({
    name: `METADATA$${name}`,
    sql,
    type,
    nullable: false,
  });
  return [
    column("ACTION", `${rows}._action`, varchar),
    column("ISUPDATE", `${rows}._isupdate`, boolean),
    column("ROW_ID", `sha1(${rows}._id::VARCHAR)`, varchar),
  ];
}

/** A view's query, its names resolved in the view's own schema. */
function viewSource(scope: Scope, relation: Relation, { alias, travel }: Kind<"table">): CompiledSource {
  const { environment } = scope;
  const { session } = environment;
  const before = {
    database: session.database,
    schema: session.schema,
    role: session.role,
    text: environment.text,
  };
  const name = environment.fresh("r");
  const parsed = parseQuery(relation.query ?? "", environment.settings.parse);
  session.database = relation.database;
  session.schema = relation.schema;
  // A view reads with its owner's rights.
  session.role = relation.owner;
  environment.text = relation.query ?? "";
  try {
    const past = travel ?? scope.travel;
    const inner = compileQuery(parsed, { ...emptyScope(environment), ...(past && { travel: past }) });
    const columns = inner.columns.map((column, index) => ({
      name: relation.columns[index]?.name ?? column.name,
      sql: `${name}.c${String(index + 1)}`,
      type: column.type,
      nullable: column.nullable,
    }));
    const path = [relation.database, relation.schema, relation.name];
    return one(`(${inner.sql}) AS ${name}`, { alias: alias ?? relation.name, path, columns });
  } finally {
    session.database = before.database;
    session.schema = before.schema;
    session.role = before.role;
    environment.text = before.text;
  }
}

function named(scope: Scope, source: Kind<"table">): CompiledSource {
  const { environment } = scope;
  const [only] = source.parts;
  if (source.parts.length === 1 && only !== undefined) {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const common = at.commonTables.get(only);
      if (common === undefined) continue;
      const name = environment.fresh("r");
      const columns = common.columns.map((column, index) => ({ ...column, sql: `${name}.c${String(index + 1)}` }));
      const alias = source.alias ?? only;
      return one(`${common.name} AS ${name}`, { alias, columns: renamed(columns, source.columns) });
    }
  }
  const virtual = environment.lookup.informationSchema?.(environment.session, source.parts);
  if (virtual !== undefined) return virtualSource(scope, virtual, source);
  const relation = environment.lookup.relation(environment.session, source.parts);
  if (relation.query !== undefined) {
    if (source.changes !== undefined) throw notTracked(relation);
    return viewSource(scope, relation, source);
  }
  const travel = source.travel ?? scope.travel;
  const { alias, changes } = source;
  return tableSource(scope, relation, {
    ...(alias !== undefined && { alias }),
    ...(travel && { travel }),
    ...(changes && { changes }),
  });
}

function subquery(scope: Scope, source: Kind<"subquery">): CompiledSource {
  const name = scope.environment.fresh("r");
  // without LATERAL the tables beside it are out of sight
  const around: Scope = source.lateral ? scope : { ...scope, tables: [] };
  const inner = compileQuery(source.query, around);
  const columns = inner.columns.map((column, index) => ({ ...column, sql: `${name}.c${String(index + 1)}` }));
  const table = {
    columns: renamed(columns, source.columns),
    ...(source.alias !== undefined && { alias: source.alias }),
  };
  return one(`${source.lateral ? "LATERAL " : ""}(${inner.sql}) AS ${name}`, table);
}

function generator(scope: Scope, { rowCount, alias }: Kind<"generator">): CompiledSource {
  const name = scope.environment.fresh("g");
  const count = compileExpression(scope, rowCount).literal ?? "0";
  if (!/^\d+$/.test(count))
    throw compilationError("001015", "22023", "argument 1 to function GENERATOR needs to be constant");
  const table = { columns: [], sequence: `${name}.n`, ...(alias !== undefined && { alias }) };
  return one(`range(${count}) AS ${name}(n)`, table);
}

/** FLATTEN(input => …): a row for each element. */
function flatten(scope: Scope, { call, alias }: Kind<"flatten">): CompiledSource {
  const name = scope.environment.fresh("f");
  const input = call.named.get("INPUT") ?? call.arguments[0];
  if (input === undefined) throw compilationError("000938", "22023", "not enough arguments for function [FLATTEN]");
  const value = castTo(compileExpression(scope, input), variant, castOptions(scope)).sql;
  const items = `sf_json_items(${value})`;
  const rows = `SELECT ${items} AS l, unnest(range(0, len(${items}), 2)) AS i`;
  const sql = `LATERAL (SELECT l[i + 1] AS k, l[i + 2] AS v, (i // 2) AS n, ${value} AS t FROM (${rows}) ) AS ${name}`;
  const isArray = `(sf_json_type(${name}.t) = 'ARRAY')`;
  const path = `CASE WHEN ${isArray} THEN '[' || ${name}.k || ']' ELSE ${name}.k END`;
  const column = (title: string, text: string, type: VisibleColumn["type"]): VisibleColumn => ({
    name: title,
    sql: text,
    type,
    nullable: true,
  });
  const columns = [
    column("SEQ", "1::DECIMAL(18,0)", { name: "NUMBER", precision: 18, scale: 0 }),
    column("KEY", `CASE WHEN NOT ${isArray} THEN ${name}.k END`, varchar),
    column("PATH", path, varchar),
    column("INDEX", `CASE WHEN ${isArray} THEN ${name}.n::DECIMAL(18,0) END`, {
      name: "NUMBER",
      precision: 18,
      scale: 0,
    }),
    column("VALUE", `${name}.v`, variant),
    column("THIS", `${name}.t`, variant),
  ];
  return one(sql, { columns, ...(alias !== undefined && { alias }) });
}

function usingColumns(left: readonly VisibleTable[], right: readonly VisibleTable[]): string[] {
  const names = new Set(left.flatMap((table) => table.columns.map(({ name }) => name)));
  return right.flatMap((table) => table.columns.map(({ name }) => name)).filter((name) => names.has(name));
}

/** Columns of the side that an outer join fills up with NULL. */
function nullable({ sql, tables }: CompiledSource, filled: boolean): CompiledSource {
  if (!filled) return { sql, tables };
  const columns = (table: VisibleTable): VisibleColumn[] =>
    table.columns.map((column) => ({ ...column, nullable: true }));
  return { sql, tables: tables.map((table) => ({ ...table, columns: columns(table) })) };
}

function join(scope: Scope, source: Kind<"join">): CompiledSource {
  const { type } = source;
  const leftSide = compileSource(scope, source.left);
  const left = nullable(leftSide, type === "RIGHT" || type === "FULL");
  const rightSide = compileSource({ ...scope, tables: [...scope.tables, ...left.tables] }, source.right);
  const right = nullable(rightSide, type === "LEFT" || type === "FULL");
  const using = source.natural ? usingColumns(left.tables, right.tables) : source.using;
  let tables = [...left.tables, ...right.tables];
  let condition = "";
  if (using !== undefined) {
    const find = (side: CompiledSource, name: string): string =>
      compileExpression({ ...scope, tables: side.tables }, { kind: "column", parts: [name], start: 0, end: 0 }).sql;
    condition = using.map((name) => `${find(left, name)} = ${find(right, name)}`).join(" AND ");
    const merged = right.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => (using.includes(column.name) ? { ...column, merged: true } : column)),
    }));
    tables = [...left.tables, ...merged];
  } else if (source.on !== undefined) condition = compileCondition({ ...scope, tables }, source.on);
  if (source.type === "CROSS" || (condition === "" && source.type === "INNER")) {
    const sql = `${left.sql} CROSS JOIN ${right.sql}`;
    return { sql: condition === "" ? sql : `${left.sql} JOIN ${right.sql} ON ${condition}`, tables };
  }
  return { sql: `(${left.sql} ${source.type} JOIN ${right.sql} ON ${condition === "" ? "true" : condition})`, tables };
}

/** @throws SqlError */
export function compileSource(scope: Scope, source: Source): CompiledSource {
  switch (source.kind) {
    case "table":
      return named(scope, source);
    case "subquery":
      return subquery(scope, source);
    case "generator":
      return generator(scope, source);
    case "flatten":
      return flatten(scope, source);
    case "table-function":
      return tableFunction(scope, source);
    case "join":
      return join(scope, source);
  }
}

/** A row without columns, for SELECT without FROM. */
export const noSource: CompiledSource = { sql: `(SELECT ${nullOf({ name: "NULL" })} AS _none)`, tables: [] };
