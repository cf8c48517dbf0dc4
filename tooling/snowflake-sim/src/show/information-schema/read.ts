import { noWarehouse, notFound } from "../../catalog/errors.ts";
import { hasWarehouse } from "../../catalog/session-state.ts";
import type { Visible } from "../../catalog/visible.ts";
import type { VirtualRelation } from "../../contracts.ts";
import { byTexts } from "../order.ts";
import { informationSchemaName, informationSchemaRelations, informationSchemaViews } from "./relations.ts";
import type { SchemaSource } from "./view-definition.ts";

function sourceOf(visible: Visible, name: string, counts: ReadonlyMap<string, number>): SchemaSource {
  const database = visible.database(name);
  if (database === undefined) throw notFound("Database", [name]);
  const schemas = [...database.schemas.values()]
    .filter((schema) => visible.schema(name, schema.name) === schema)
    .sort(byTexts((schema) => schema.name));
  const relations = schemas.flatMap((schema) =>
    visible.relations(name, schema).sort(byTexts((relation) => relation.name)),
  );
  const sequences = schemas
    .flatMap((schema) => [...schema.sequences.values()])
    .filter(({ sequence }) => visible.sequence(sequence) !== undefined);
  return {
    visible,
    database,
    schemas,
    relations: [...relations, ...informationSchemaRelations(name)],
    sequences,
    counts,
  };
}

/**
 * Rows of a view of INFORMATION_SCHEMA, as the session's role sees them; undefined for any other name.
 * `describes`: only its columns matter, and no warehouse is needed.
 * @throws SqlError 000606 without a warehouse, 002003 for a view or database that is not there
 */
export function readInformationSchema(
  visible: Visible,
  parts: readonly string[],
  { counts, describes }: { readonly counts: ReadonlyMap<string, number>; readonly describes: boolean },
): VirtualRelation | undefined {
  const name = informationSchemaName(visible, parts);
  if (name === undefined) return undefined;
  const source = sourceOf(visible, name.database, counts);
  const view = informationSchemaViews.find((definition) => definition.name === name.view);
  if (view === undefined) throw notFound("Object", [name.database, "INFORMATION_SCHEMA", name.view]);
  if (!describes && !hasWarehouse(visible.account, visible.session)) throw noWarehouse();
  return { columns: view.columns, rows: view.rows(source) };
}
