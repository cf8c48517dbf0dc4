import type { Relation } from "../../catalog/model.ts";
import type { Visible } from "../../catalog/visible.ts";
import { columnsView } from "./columns-view.ts";
import { checkConstraintsView, referentialConstraintsView, tableConstraintsView } from "./constraint-views.ts";
import { schemataView, sequencesView } from "./container-views.ts";
import { tablesView } from "./tables-view.ts";
import type { ViewDefinition } from "./view-definition.ts";
import { viewsView } from "./views-view.ts";

/** The views that the stand-in has, of the 62 that Snowflake has. */
export const informationSchemaViews: readonly ViewDefinition[] = [
  checkConstraintsView,
  columnsView,
  referentialConstraintsView,
  schemataView,
  sequencesView,
  tableConstraintsView,
  tablesView,
  viewsView,
];

function toRelation(database: string, view: ViewDefinition): Relation {
  return {
    database,
    schema: "INFORMATION_SCHEMA",
    name: view.name,
    kind: "VIEW",
    physical: "",
    columns: view.columns.map(({ name, type }, index) => ({
      name,
      physical: `c${String(index + 1)}`,
      type,
      nullable: true,
    })),
    uniqueKeys: [],
    foreignKeys: [],
    clusterBy: "",
    owner: "",
    createdOn: 0,
    retentionDays: 1,
  };
}

/** The views as relations: listings of a whole database hold them too. */
export function informationSchemaRelations(database: string): Relation[] {
  return informationSchemaViews.map((view) => toRelation(database, view));
}

/** Database and view when a name, completed by the session, is in INFORMATION_SCHEMA; whether they exist is not asked. */
export function informationSchemaName(
  { session }: Visible,
  parts: readonly string[],
): { readonly database: string; readonly view: string } | undefined {
  const [view, schema = session.schema, database = session.database] = [...parts].reverse();
  if (view === undefined || schema !== "INFORMATION_SCHEMA" || database === null) return undefined;
  return { database, view };
}

/** The view of that name as a relation, when the role sees its database. */
export function informationSchemaRelation(visible: Visible, parts: readonly string[]): Relation | undefined {
  const name = informationSchemaName(visible, parts);
  if (name === undefined || visible.database(name.database) === undefined) return undefined;
  return informationSchemaRelations(name.database).find((relation) => relation.name === name.view);
}
