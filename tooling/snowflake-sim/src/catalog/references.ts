import type { Account, RelationEntry } from "./account.ts";
import type { ForeignKey, Relation } from "./model.ts";

function* allEntries(account: Account): Generator<RelationEntry> {
  for (const database of account.databases.values()) {
    for (const schema of database.schemas.values()) yield* schema.relations.values();
  }
}

/** Whether a foreign key points at this relation. */
export function refersTo(foreignKey: ForeignKey, relation: Relation): boolean {
  const { database, schema, table } = foreignKey.references;
  return database === relation.database && schema === relation.schema && table === relation.name;
}

/**
 * Rewrites or, where `change` gives undefined, removes the foreign keys that point at a relation. Without keys there can
 * be none, so most relations cost nothing.
 */
export function changeReferences(
  account: Account,
  target: Relation,
  change: (references: ForeignKey["references"]) => ForeignKey["references"] | undefined,
): void {
  if (target.primaryKey === undefined && target.uniqueKeys.length === 0) return;
  for (const entry of allEntries(account)) {
    if (!entry.relation.foreignKeys.some((foreignKey) => refersTo(foreignKey, target))) continue;
    const foreignKeys = entry.relation.foreignKeys.flatMap((foreignKey) => {
      if (!refersTo(foreignKey, target)) return [foreignKey];
      const references = change(foreignKey.references);
      return references === undefined ? [] : [{ ...foreignKey, references }];
    });
    entry.relation = { ...entry.relation, foreignKeys };
  }
}

/** What happens to foreign keys when the table they point at goes away (DROP TABLE … CASCADE is the default). */
export function dropReferences(account: Account, target: Relation): void {
  changeReferences(account, target, () => undefined);
}
