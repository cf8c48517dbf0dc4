import type { RelationLookup } from "../contracts.ts";
import type { Context } from "./context.ts";
import { drain } from "./drain.ts";
import type { Relation } from "./model.ts";

/**
 * Fills a table that is not in the catalogue yet with a query's rows, so that a query of the table it replaces still
 * finds the old one.
 */
export async function insertQuery(context: Context, relation: Relation, query: string): Promise<void> {
  const name = `SYS$NEW_${relation.physical.toUpperCase()}`;
  const { lookup, session, options, store } = context;
  const withNew: RelationLookup = {
    ...lookup,
    relation: (asking, parts) => (parts.length === 1 && parts[0] === name ? relation : lookup.relation(asking, parts)),
  };
  await drain(await store.run(session, `INSERT INTO ${name} ${query}`, options, withNew));
}
