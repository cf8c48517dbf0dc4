import { maxIdentifierBytes, utf8Length } from "@dp/type-map";

import type { ConfigProblem } from "../../config-error.ts";
import { shown } from "../../shown.ts";
import type { TableConfig } from "../types.ts";
import type { PatternMatch } from "./match.ts";

const longestName = 100;

/** More than anybody reads: a wrong template fails for every table. */
const mostProblems = 20;

/** What keeps the tables of patterns from standing beside each other and the others. @internal */
export function findClashes(
  explicit: readonly TableConfig[],
  matches: readonly PatternMatch[],
): readonly ConfigProblem[] {
  const matched = matches.flatMap(({ tables }) => tables);
  const twice = samePlace(matched);
  const problems = [
    ...twice,
    // A table that two patterns mean gets its name twice as well, and that is no second problem.
    ...(twice.length > 0 ? [] : [...sameName([...explicit, ...matched]), ...samePostgres([...explicit, ...matched])]),
    ...matched.flatMap(badNames),
  ];
  return problems.slice(0, mostProblems);
}

/** `DB.SCHEMA.TABLE` for people. */
function placeOf({ snowflake: { database, schema, table } }: TableConfig): string {
  return shown(`${database}.${schema}.${table}`);
}

function problem({ line, column }: TableConfig, message: string, hint: string): ConfigProblem {
  return { message, hint, line, column, path: "" };
}

interface Repeated {
  readonly first: TableConfig;
  readonly second: TableConfig;
}

/** Tables that share a key with one before them; only where one of the two is a pattern's. */
function repeated(tables: readonly TableConfig[], keyOf: (table: TableConfig) => string): readonly Repeated[] {
  const seen = new Map<string, TableConfig>();
  return tables.flatMap((second) => {
    const first = seen.get(keyOf(second));
    if (first !== undefined) return [{ first, second }];
    seen.set(keyOf(second), second);
    return [];
  });
}

function samePlace(matched: readonly TableConfig[]): readonly ConfigProblem[] {
  return repeated(matched, ({ snowflake: { database, schema, table } }) =>
    JSON.stringify([database, schema, table]),
  ).map(({ first, second }) =>
    problem(
      second,
      `the patterns at line ${String(first.line)} and line ${String(second.line)} both match ${placeOf(second)}`,
      "Add `exclude:` to one of them, or give the table an entry of its own.",
    ),
  );
}

function sameName(tables: readonly TableConfig[]): readonly ConfigProblem[] {
  const hint = "Put more into the name, e.g. {schema}_{table}, exclude one, or give one an entry of its own.";
  return repeated(tables, ({ name }) => name).map(({ first, second }) =>
    problem(second, `${both(first, second)} would both be named ${shown(second.name)}`, hint),
  );
}

function samePostgres(tables: readonly TableConfig[]): readonly ConfigProblem[] {
  const hint = "Put more into postgres.schema or postgres.table, e.g. {schema}.";
  return repeated(tables, ({ postgres: { schema, table } }) => JSON.stringify([schema, table]))
    .filter(({ first, second }) => first.name !== second.name)
    .map(({ first, second }) => {
      const name = shown(`${second.postgres.schema}.${second.postgres.table}`);
      return problem(second, `${both(first, second)} would both be PostgreSQL table ${name}`, hint);
    });
}

function both(first: TableConfig, second: TableConfig): string {
  return `${placeOf(first)} (line ${String(first.line)}) and ${placeOf(second)} (line ${String(second.line)})`;
}

function badNames(table: TableConfig): readonly ConfigProblem[] {
  const { name, postgres } = table;
  const hint = "Give the table an entry of its own with a shorter name, or exclude it.";
  const of = `of ${placeOf(table)}`;
  const problems: ConfigProblem[] = [];
  if (name.length > longestName) {
    problems.push(problem(table, `the name ${of} would have ${String(name.length)} characters, at most 100 can`, hint));
  }
  for (const part of ["schema", "table"] as const) {
    const bytes = utf8Length(postgres[part]);
    if (bytes <= maxIdentifierBytes) continue;
    const message = `postgres.${part} ${of} would have ${String(bytes)} bytes; PostgreSQL keeps ${String(maxIdentifierBytes)}`;
    problems.push(problem(table, message, hint));
  }
  if (postgres.schema.startsWith("pg_")) {
    const message = `postgres.schema ${of} would be ${shown(postgres.schema)}: PostgreSQL keeps names that begin with pg_`;
    problems.push(problem(table, message, "Put something before it: `postgres: { schema: … }`."));
  }
  return problems;
}
