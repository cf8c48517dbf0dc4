import type { Draft } from "../draft.ts";
import type { TypeChange } from "../evolve/type-change.ts";
import type { PgColumn, QualifiedName } from "../model.ts";
import type { Hazard } from "../plan-types.ts";
import { quoteIdentifier } from "../quote.ts";
import { joinSql, noSql, sql, type SqlText } from "../sql-text.ts";
import { canonicalType, typeSql } from "../type-text.ts";
import { alterColumn } from "./column.ts";
import { defaultSql } from "./default.ts";

const casts: Readonly<Record<NonNullable<TypeChange["via"]>, SqlText>> = {
  text: sql`text`,
  integer: sql`integer`,
  json: sql`json`,
  jsonb: sql`jsonb`,
};

function hazardsOf(change: TypeChange, indexed: boolean): readonly Hazard[] {
  const hazards: Hazard[] = [];
  if (change.changesValues) hazards.push("CHANGES_VALUES");
  if (change.rebuildsIndexes && indexed) hazards.push("REBUILDS_INDEXES");
  if (change.mayFail) hazards.push("MAY_FAIL_ON_ROWS");
  return hazards;
}

function described({ type, collation }: PgColumn): string {
  const text = canonicalType(type);
  return collation === undefined ? text : `${text} collate ${quoteIdentifier(collation)}`;
}

/** Both sides of a column, and whether any index or key of the present table has it. */
export interface Retyped {
  readonly wanted: PgColumn;
  readonly present: PgColumn;
  readonly indexed: boolean;
}

/**
 * Another type or collation. The default goes before and comes back after, in the same statement: the server could not
 * always carry it over, and would print it in another way.
 */
export function alterType(table: QualifiedName, { wanted, present, indexed }: Retyped, change: TypeChange): Draft {
  const name = quoteIdentifier(wanted.name);
  const { via, rewrites, losesData, session } = change;
  const value = wanted.default?.value;
  const type = joinSql(
    [
      sql`ALTER COLUMN ${name} TYPE ${typeSql(wanted.type)}`,
      wanted.collation === undefined ? noSql : sql`COLLATE ${quoteIdentifier(wanted.collation)}`,
      via === undefined ? noSql : sql`USING ${name}::${casts[via]}`,
    ],
    " ",
  );
  const clauses = [
    ...(present.default === undefined ? [] : [sql`ALTER COLUMN ${name} DROP DEFAULT`]),
    type,
    ...(value === undefined ? [] : [sql`ALTER COLUMN ${name} SET DEFAULT ${defaultSql(value, wanted.type)}`]),
  ];
  const hazards = hazardsOf(change, indexed);
  return alterColumn(table, wanted.name, {
    clause: joinSql(clauses, ", "),
    rewrites,
    losesData,
    hazards,
    ...(session === undefined ? {} : { session }),
    details: [`~ column ${name} ${described(present)} -> ${described(wanted)}`],
    rank: 1,
    unsettles: rewrites || hazards.includes("REBUILDS_INDEXES") ? [wanted.name] : [],
  });
}
