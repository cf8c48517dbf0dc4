import type { CommandContext } from "@dp/cli-kit";
import { fitsPattern, patternStart, singleName } from "@dp/config";
import type { Queryable } from "@dp/snowflake-client";
import { discoverAccount, discoverDatabase, type Discovered, type DiscoverOptions } from "@dp/snowflake-extract";

import type { Place } from "./place.ts";

/** What to look for beside the place. */
export interface LookOptions extends Place {
  /** As Snowflake's LIKE reads it. */
  readonly like?: string;
}

/** Lists what the role sees at a place. */
export async function look(context: CommandContext, db: Queryable, options: LookOptions): Promise<Discovered> {
  const { database, schema = "*", table = "*", like } = options;
  const start = patternStart(table);
  const narrowed: DiscoverOptions = {
    ...(like !== undefined && { like }),
    ...(start !== "" && { startsWith: start }),
    onDatabase: ({ done, total }) => {
      context.emit({ type: "progress", text: "Databases", done, total });
    },
  };
  const schemaFits = (name: string): boolean => fitsPattern(schema, name);
  const found = await ask(db, { database, schema }, { ...narrowed, ...(schema !== "*" && { schemaFits }) });
  return { ...found, relations: found.relations.filter(({ name }) => fitsPattern(table, name)) };
}

function ask(
  db: Queryable,
  { database, schema }: { readonly database: string | undefined; readonly schema: string },
  options: DiscoverOptions,
): Promise<Discovered> {
  const one = database === undefined ? undefined : singleName(database);
  if (one === undefined) {
    const databaseFits = (name: string): boolean => fitsPattern(database ?? "*", name);
    return discoverAccount(db, { ...options, ...(database !== undefined && { databaseFits }) });
  }
  const { schemaFits, ...rest } = options;
  const single = singleName(schema);
  if (single !== undefined) return discoverDatabase(db, { database: one, schema: single }, rest);
  return discoverDatabase(db, { database: one }, schemaFits === undefined ? rest : { ...rest, schemaFits });
}
