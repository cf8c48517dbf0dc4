import type { CreateSemanticView } from "../sql/statements.ts";
import type { Context } from "./context.ts";
import { initialGrants, placeOf, settle } from "./create-table.ts";
import { printPath } from "./errors.ts";
import type { Column, ColumnType, SemanticRole } from "./model.ts";

const typeOf: Readonly<Record<SemanticRole, ColumnType>> = {
  DIMENSION: { name: "VARCHAR", length: 16_777_216 },
  FACT: { name: "NUMBER", precision: 38, scale: 0 },
  METRIC: { name: "NUMBER", precision: 38, scale: 0 },
};

/** CREATE SEMANTIC VIEW: an object that is listed and has columns, and cannot be selected from. @throws SqlError */
export async function createSemanticView(context: Context, statement: CreateSemanticView): Promise<string> {
  const place = placeOf(context, statement, { kind: "VIEW", temporary: false });
  const shown = printPath([place.path.name]);
  if (place.present !== undefined && statement.ifNotExists) return `${shown} already exists, statement succeeded.`;
  const columns = statement.columns.map(({ name, role }, index): Column => {
    return { name, physical: `c${String(index + 1)}`, type: typeOf[role], nullable: true, semantic: role };
  });
  const relation = {
    ...place.path,
    kind: "SEMANTIC VIEW" as const,
    physical: "",
    columns,
    uniqueKeys: [],
    foreignKeys: [],
    clusterBy: "",
    owner: context.session.role,
    createdOn: context.options.now,
    retentionDays: 1,
    ...(statement.comment === undefined ? {} : { comment: statement.comment }),
  };
  await settle(context, place, {
    relation,
    grants: initialGrants(context, place, "VIEW"),
    columnsMade: columns.length,
  });
  return `Semantic view ${shown} successfully created.`;
}
