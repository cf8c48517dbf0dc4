import type { MappingProblem } from "../errors.ts";
import type { MappedTable } from "../mapped-table.ts";
import { keyOf } from "../order.ts";
import { postgresName } from "./own-names.ts";

/** The sequences that PostgreSQL makes for a table's identity columns. */
export function sequencesOf(table: MappedTable): readonly string[] {
  return table.columns
    .filter((column) => column.identity)
    .map((column) => postgresName(table.table, column.parts[0].name, "seq"));
}

/** Tables with the name of another's sequence: PostgreSQL refuses them, or not, by what is made first. */
export function sequenceClashes(tables: readonly MappedTable[]): ReadonlyMap<MappedTable, MappingProblem> {
  const owners = new Map(
    tables.flatMap((table) => sequencesOf(table).map((name) => [keyOf(table.schema, name), table] as const)),
  );
  return new Map(
    tables.flatMap((table) => {
      const owner = owners.get(keyOf(table.schema, table.table));
      return owner === undefined ? [] : [[table, clash(table, owner)] as const];
    }),
  );
}

function clash({ schema, table }: MappedTable, owner: MappedTable): MappingProblem {
  return {
    code: "SEQUENCE_COLLISION",
    message: `${schema}.${table} is also the name of the sequence that PostgreSQL makes for an identity column of ${owner.schema}.${owner.table}`,
    hint: "Name another target for one of them in tables.yaml: postgres: { table: … }.",
  };
}
