/** INSERT, UPDATE and DELETE as the DuckDB statements that do them. No row is ever changed: it ends, and a new one begins. */
import type { Column, Relation } from "../../catalog/model.ts";
import { carrier, nullOf, quoteName, quoteText } from "../carriers.ts";
import { compilationError, invalidIdentifier } from "../faults.ts";
import type { Delete, Expression, Insert, Query, Source, Update, Values } from "../syntax/ast.ts";
import { parseExpression } from "../syntax/statement.ts";
import { castTo, raise } from "./cast.ts";
import { compiled, type Compiled } from "./compiled.ts";
import type { Environment, VisibleColumn } from "./environment.ts";
import { castOptions, compileCondition, compileExpression } from "./expression.ts";
import { compileQuery } from "./query.ts";
import { asWritten, emptyScope, type Scope } from "./scope.ts";
import { compileSource, tableSource } from "./source.ts";

/** SQL texts that run in order in one transaction; the count is the rows of the statement with that index. */
export interface CompiledChange {
  readonly statements: readonly string[];
  readonly kind: "insert" | "update" | "delete";
  /** A query of the counts to report, run behind the statements in the same transaction. */
  readonly counts: string;
}

/** Counter of an identity column inside DuckDB. */
export function identitySequence(relation: Relation, column: Column): string {
  return `${relation.physical}_${column.physical}_identity`;
}

function target(environment: Environment, parts: readonly string[]): Relation {
  const relation = environment.lookup.relation(environment.session, parts);
  if (relation.query !== undefined) {
    throw compilationError(
      "002003",
      "42S02",
      `Object '${parts.map(asWritten).join(".")}' is a view and cannot be changed.`,
    );
  }
  return relation;
}

/** @throws SqlError 000904 for unknown columns, 002151 for virtual ones */
function columnsNamed(relation: Relation, names: readonly string[]): Column[] {
  return names.map((name) => {
    const column = relation.columns.find((candidate) => candidate.name === name);
    if (column === undefined) throw invalidIdentifier(asWritten(name));
    if (column.expression !== undefined) {
      throw compilationError("002151", "42601", `Virtual column '${name}' can not be changed.`);
    }
    return column;
  });
}

/** What a column holds when nothing is given; `beside` are the columns that are given, which a default may refer to. */
export function defaultOf(
  environment: Environment,
  column: Column,
  { relation, beside = [] }: { relation: Relation; beside?: readonly VisibleColumn[] },
): Compiled {
  if (column.identity !== undefined) {
    const sql = `nextval(${quoteText(quoteName(identitySequence(relation, column)))})::DECIMAL(19,0)`;
    return compiled(sql, { name: "NUMBER", precision: 19, scale: 0 }, false);
  }
  if (column.default === undefined) return compiled(nullOf(column.type), column.type);
  const parsed = parseExpression(column.default, environment.settings.parse);
  const tables = [{ alias: relation.name, columns: beside }];
  return compileExpression({ ...emptyScope(environment), tables }, parsed);
}

/** A value as it goes into a column. */
function stored(environment: Environment, value: Compiled, column: Column): string {
  const options = { ...castOptions(emptyScope(environment)), refuseLongText: true };
  return `(${castTo(value, column.type, options).sql})::${carrier(column.type)}`;
}

/** Refuses NULL where the column does, on a value that has a name and so is computed once. */
function checked(sql: string, column: Column): string {
  if (column.nullable) return sql;
  const refusal = raise(column.type, {
    code: "100072",
    sqlState: "22000",
    message: "NULL result in a non-nullable column",
  });
  return `CASE WHEN ${sql} IS NULL THEN ${refusal} ELSE ${sql} END`;
}

/** Query of the values for `columns`, named v1, v2, …, each on its column's carrier. */
function insertRows(environment: Environment, source: Query, { relation, columns }: Target): string {
  const plain = source.with.length === 0 && source.orderBy.length === 0 && source.limit === undefined;
  if (source.body.kind === "values" && plain) return valuesRows(environment, source.body, { relation, columns });
  const query = compileQuery(source, emptyScope(environment));
  checkWidth(query.columns.length, columns.length);
  const name = environment.fresh("s");
  const items = columns.map((column, index) => {
    const from = query.columns[index];
    const value = compiled(`${name}.c${String(index + 1)}`, from?.type ?? { name: "NULL" }, from?.nullable ?? true);
    return `${stored(environment, value, column)} AS v${String(index + 1)}`;
  });
  return `SELECT ${items.join(", ")} FROM (${query.sql}) AS ${name}`;
}

interface Target {
  readonly relation: Relation;
  readonly columns: readonly Column[];
}

function checkWidth(given: number, wanted: number): void {
  if (given === wanted) return;
  const message = `Insert value list does not match column list expecting ${String(wanted)} but got ${String(given)}`;
  throw compilationError("002020", "21S01", message);
}

/** Each cell goes straight to its column's type. */
function valuesRows(environment: Environment, values: Values, { relation, columns }: Target): string {
  const rows = values.rows.map((row) => {
    checkWidth(row.length, columns.length);
    const cells = row.map((cell, index) => {
      const column = columns[index];
      if (column === undefined) return "NULL";
      const scope: Scope = {
        ...emptyScope(environment),
        defaultValue: () => defaultOf(environment, column, { relation }),
      };
      return stored(environment, compileExpression(scope, cell), column);
    });
    return `(${cells.join(", ")})`;
  });
  const names = columns.map((_column, index) => `v${String(index + 1)}`).join(", ");
  return `SELECT * FROM (VALUES ${rows.join(", ")}) AS ${environment.fresh("v")}(${names})`;
}

/** @throws SqlError */
export function compileInsert(environment: Environment, insert: Insert, commit: number): CompiledChange {
  const relation = target(environment, insert.table);
  const own = relation.columns.filter((column) => column.expression === undefined);
  const given = insert.columns === undefined ? own : columnsNamed(relation, insert.columns);
  const rows = insertRows(environment, insert.source, { relation, columns: given });
  const name = environment.fresh("n");
  const beside = given.map((column, index) => ({ ...column, sql: `${name}.v${String(index + 1)}` }));
  const items = own.map((column, place) => {
    const index = given.indexOf(column);
    const value =
      index >= 0
        ? `${name}.v${String(index + 1)}`
        : stored(environment, defaultOf(environment, column, { relation, beside }), column);
    return `${value} AS v${String(place + 1)}`;
  });
  const outer = environment.fresh("m");
  const values = own.map((column, index) => checked(`${outer}.v${String(index + 1)}`, column));
  const physical = own.map((column) => quoteName(column.physical));
  const table = quoteName(relation.physical);
  const count = quoteName(environment.fresh("inserted_"));
  const make = `CREATE TEMP TABLE ${count} AS SELECT ${items.join(", ")} FROM (${rows}) AS ${name}`;
  const put =
    `INSERT INTO ${table} (${[...physical, "_from", "_to", "_id"].join(", ")}) ` +
    `SELECT ${[...values, String(commit), "NULL", "nextval('sf_row_ids')"].join(", ")} FROM ${count} AS ${outer}`;
  const empty = insert.overwrite ? [`UPDATE ${table} SET _to = ${String(commit)} WHERE _to IS NULL`] : [];
  return { kind: "insert", statements: [make, ...empty, put], counts: `SELECT count(*) FROM ${count}` };
}

interface ChangeTarget {
  readonly relation: Relation;
  readonly alias?: string;
  readonly beside?: Source;
  readonly where?: Expression;
}

/** FROM and WHERE of an UPDATE or DELETE, with the scope of its expressions and the row's number. */
function changedRows(environment: Environment, change: ChangeTarget): { scope: Scope; from: string; row: string } {
  const scope = emptyScope(environment);
  const { relation, alias } = change;
  const own = tableSource(scope, relation, alias === undefined ? {} : { alias });
  const beside = change.beside && compileSource(scope, change.beside);
  const tables = [...own.tables, ...(beside?.tables ?? [])];
  const inner: Scope = { ...scope, tables };
  const sources = beside === undefined ? own.sql : `${own.sql} CROSS JOIN ${beside.sql}`;
  const where = change.where === undefined ? "" : ` WHERE ${compileCondition(inner, change.where)}`;
  const name = /AS (\w+)$/.exec(own.sql)?.[1] ?? "";
  return { scope: inner, from: `FROM ${sources}${where}`, row: `${name}._row` };
}

/** @throws SqlError */
export function compileUpdate(environment: Environment, update: Update, commit: number): CompiledChange {
  const relation = target(environment, update.table);
  const set = columnsNamed(
    relation,
    update.set.map(({ column }) => column),
  );
  const { scope, from, row } = changedRows(environment, {
    relation,
    ...(update.alias !== undefined && { alias: update.alias }),
    ...(update.from && { beside: update.from }),
    ...(update.where && { where: update.where }),
  });
  const own = relation.columns.filter((column) => column.expression === undefined);
  const prefix = row.slice(0, row.indexOf("."));
  const values = own.map((column, index) => {
    const at = set.indexOf(column);
    const assigned = update.set[at];
    if (assigned === undefined) return `${prefix}.${quoteName(column.physical)} AS v${String(index + 1)}`;
    const inner: Scope = { ...scope, defaultValue: () => defaultOf(environment, column, { relation }) };
    return `${stored(environment, compileExpression(inner, assigned.value), column)} AS v${String(index + 1)}`;
  });
  const table = quoteName(relation.physical);
  const temp = quoteName(environment.fresh("changed_"));
  const columns = own.map((column) => quoteName(column.physical));
  const kept = own.map((column, index) => checked(`v${String(index + 1)}`, column));
  // a row that several rows of FROM match is changed once
  const once = "QUALIFY row_number() OVER (PARTITION BY r) = 1";
  return {
    kind: "update",
    statements: [
      `CREATE TEMP TABLE ${temp} AS SELECT ${row} AS r, count(*) OVER (PARTITION BY ${row}) AS n, ${prefix}._id AS _id, ${values.join(", ")} ${from} ${once}`,
      `UPDATE ${table} SET _to = ${String(commit)} WHERE rowid IN (SELECT r FROM ${temp})`,
      `INSERT INTO ${table} (${[...columns, "_from", "_to", "_id"].join(", ")}) ` +
        `SELECT ${[...kept, String(commit), "NULL", "_id"].join(", ")} FROM ${temp}`,
    ],
    counts: `SELECT count(*), coalesce(count_if(n > 1), 0) FROM ${temp}`,
  };
}

/** @throws SqlError */
export function compileDelete(environment: Environment, remove: Delete, commit: number): CompiledChange {
  const relation = target(environment, remove.table);
  const { from, row } = changedRows(environment, {
    relation,
    ...(remove.alias !== undefined && { alias: remove.alias }),
    ...(remove.using && { beside: remove.using }),
    ...(remove.where && { where: remove.where }),
  });
  const temp = quoteName(environment.fresh("deleted_"));
  return {
    kind: "delete",
    statements: [
      `CREATE TEMP TABLE ${temp} AS SELECT DISTINCT ${row} AS r ${from}`,
      `UPDATE ${quoteName(relation.physical)} SET _to = ${String(commit)} WHERE rowid IN (SELECT r FROM ${temp})`,
    ],
    counts: `SELECT count(*) FROM ${temp}`,
  };
}
