import { fitIdentifier } from "@dp/type-map";

import { canBeName } from "./relation-names.ts";
import type { MappingProblem } from "./errors.ts";
import { groupBy, keyOf } from "./order.ts";
import type { MappingInput } from "./types.ts";

/** What is wrong with the tables' own names, each by itself and all together. */
export function checkTables(inputs: readonly MappingInput[]): ReadonlyMap<MappingInput, readonly MappingProblem[]> {
  const targets = groupBy(inputs, ({ postgres }) => keyOf(postgres.schema, postgres.table));
  const names = groupBy(inputs, ({ name }) => name);
  return new Map(
    inputs.map((input) => {
      const { name, postgres } = input;
      const rivals = (targets.get(keyOf(postgres.schema, postgres.table)) ?? []).filter((other) => other !== input);
      const namesakes = (names.get(name) ?? []).filter((other) => other !== input);
      return [
        input,
        [
          ...checkName("schema", postgres.schema),
          ...checkName("table", postgres.table),
          ...(rivals.length > 0 ? [sharedTarget(input, rivals)] : []),
          ...(namesakes.length > 0 ? [sharedName(input, namesakes)] : []),
        ],
      ];
    }),
  );
}

function checkName(key: "schema" | "table", name: string): readonly MappingProblem[] {
  const hint = `Name it in tables.yaml: postgres: { ${key}: … }.`;
  const written = JSON.stringify(name);
  if (!canBeName(name)) {
    return [{ code: "INVALID_NAME", message: `${written} cannot be the name of a PostgreSQL ${key}`, hint }];
  }
  if (fitIdentifier(name) !== name) {
    return [{ code: "NAME_TOO_LONG", message: `the ${key}'s name ${written} has more than 63 bytes`, hint }];
  }
  // PostgreSQL refuses new schemas with this prefix (manual, "CREATE SCHEMA").
  if (key === "schema" && name.startsWith("pg_")) {
    return [{ code: "RESERVED_SCHEMA", message: `schemas called pg_… belong to PostgreSQL: ${written}`, hint }];
  }
  return [];
}

function sharedTarget({ source, postgres }: MappingInput, rivals: readonly MappingInput[]): MappingProblem {
  const sources = [source, ...rivals.map((rival) => rival.source)]
    .map(({ database, schema, table }) => [database, schema, table].join("."))
    .toSorted();
  return {
    code: "TARGET_COLLISION",
    message: `${sources.join(" and ")} would both become ${postgres.schema}.${postgres.table}`,
    hint: "Name another target for one of them in tables.yaml: postgres: { table: … }.",
  };
}

function sharedName({ name }: MappingInput, namesakes: readonly MappingInput[]): MappingProblem {
  return {
    code: "DUPLICATE_NAME",
    message: `${String(namesakes.length + 1)} tables are called ${JSON.stringify(name)}`,
    hint: "Give each table a name of its own in tables.yaml.",
  };
}
