import { pathKey, type RelationEntry } from "./account.ts";
import type { Context } from "./context.ts";
import type { Relation } from "./model.ts";
import { dropReferences } from "./references.ts";

/** Whether the data side holds a table for it. */
export function holdsRows(relation: Relation): boolean {
  return !relation.kind.endsWith("VIEW");
}

/**
 * Takes a relation out of the catalogue. The last one of a name is kept for UNDROP, with its rows; the one before that
 * is gone for good. Temporary tables are gone at once.
 */
export async function retire(context: Context, entry: RelationEntry): Promise<void> {
  const { account, session, store } = context;
  const { relation } = entry;
  const key = pathKey([relation.database, relation.schema, relation.name]);
  if (account.temporary.get(session.id)?.get(key) === entry) {
    account.temporary.get(session.id)?.delete(key);
    await store.dropTable(relation);
    return;
  }
  dropReferences(account, relation);
  const schema = account.databases.get(relation.database)?.schemas.get(relation.schema);
  schema?.relations.delete(relation.name);
  const before = schema?.dropped.get(relation.name);
  schema?.dropped.set(relation.name, entry);
  if (before !== undefined && holdsRows(before.relation)) await store.dropTable(before.relation);
}
