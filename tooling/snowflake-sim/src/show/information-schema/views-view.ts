import { owns } from "../../catalog/access.ts";
import { holdsRows } from "../../catalog/drop-relation.ts";
import { nanoseconds, orNull, viewColumns, yesNo, type ViewDefinition } from "./view-definition.ts";

/** INFORMATION_SCHEMA.VIEWS: the definition is for the owner only. */
export const viewsView: ViewDefinition = {
  name: "VIEWS",
  columns: viewColumns(
    `TABLE_CATALOG TABLE_SCHEMA TABLE_NAME TABLE_OWNER VIEW_DEFINITION CHECK_OPTION IS_UPDATABLE INSERTABLE_INTO IS_SECURE
    CREATED:time LAST_ALTERED:time LAST_DDL:time LAST_DDL_BY COMMENT`,
  ),
  rows: ({ relations, visible }) =>
    relations
      .filter((relation) => !holdsRows(relation))
      .map((relation) => [
        relation.database,
        relation.schema,
        relation.name,
        orNull(relation.owner),
        owns(visible.roles, relation) ? orNull(relation.text) : null,
        "NONE",
        "NO",
        "NO",
        yesNo(relation.secure ?? false),
        nanoseconds(relation.createdOn),
        nanoseconds(relation.lastDdl ?? relation.createdOn),
        nanoseconds(relation.lastDdl ?? relation.createdOn),
        orNull(relation.owner),
        orNull(relation.comment),
      ]),
};
