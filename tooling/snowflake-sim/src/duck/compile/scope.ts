import { compilationError, invalidIdentifier } from "../faults.ts";
import type { TimeTravel } from "../syntax/ast.ts";
import { compiled, type Compiled } from "./compiled.ts";
import type { Environment, VisibleColumn, VisibleTable } from "./environment.ts";

/** A WITH query as others see it. */
export interface VisibleQuery {
  /** Name inside DuckDB. */
  readonly name: string;
  readonly columns: readonly VisibleColumn[];
}

/** What an expression can refer to. */
export interface Scope {
  readonly environment: Environment;
  readonly tables: readonly VisibleTable[];
  readonly commonTables: ReadonlyMap<string, VisibleQuery>;
  /** The query around a subquery. */
  readonly parent?: Scope;
  /** Columns of the SELECT list by alias. */
  readonly alias?: (name: string) => Compiled | undefined;
  /** In ORDER BY the SELECT list wins over the tables. */
  readonly aliasFirst?: boolean;
  /** AT of a view, which holds for the tables beneath. */
  readonly travel?: TimeTravel;
  /** Allows DEFAULT as a value. */
  readonly defaultValue?: () => Compiled;
}

export function emptyScope(environment: Environment): Scope {
  return { environment, tables: [], commonTables: new Map() };
}

/** Whether `table.column`'s qualifier names the table. */
export function namesTable(table: VisibleTable, qualifier: readonly string[]): boolean {
  if (qualifier.length === 1 && table.alias !== undefined) return table.alias === qualifier[0];
  const path = table.path ?? [];
  const tail = path.slice(path.length - qualifier.length);
  return qualifier.length <= path.length && qualifier.every((part, index) => part === tail[index]);
}

function fromTables(scope: Scope, qualifier: readonly string[], name: string): Compiled | undefined {
  const candidates =
    qualifier.length === 0 ? scope.tables : scope.tables.filter((table) => namesTable(table, qualifier));
  const found = candidates.flatMap((table) =>
    table.columns.filter((column) => column.name === name && (qualifier.length > 0 || column.merged !== true)),
  );
  if (found.length > 1) throw compilationError("001052", "42601", `ambiguous column name '${name}'`);
  const [column] = found;
  return column && compiled(column.sql, column.type, column.nullable);
}

function lookUp(scope: Scope, qualifier: readonly string[], name: string): Compiled | undefined {
  const alias = (): Compiled | undefined => (qualifier.length === 0 ? scope.alias?.(name) : undefined);
  if (scope.aliasFirst === true) return alias() ?? fromTables(scope, qualifier, name);
  return fromTables(scope, qualifier, name) ?? alias();
}

/** @throws SqlError 000904 when nothing has that name, 001052 when two columns have */
export function resolveColumn(scope: Scope, parts: readonly string[]): Compiled {
  const name = parts.at(-1) ?? "";
  const qualifier = parts.slice(0, -1);
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = lookUp(at, qualifier, name);
    if (found !== undefined) return found;
  }
  throw invalidIdentifier(parts.map(asWritten).join("."));
}

/** A name as messages show it. */
export function asWritten(name: string): string {
  return /^[A-Z_][A-Z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

/** A column by position, `$1`. */
export function resolvePosition(scope: Scope, index: number): Compiled {
  const column = scope.tables.flatMap((table) => table.columns)[index - 1];
  if (column === undefined) throw invalidIdentifier(`$${String(index)}`);
  return compiled(column.sql, column.type, column.nullable);
}
