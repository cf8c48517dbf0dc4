import { UsageError } from "@dp/cli-kit";

/** Where `discover` looks; each part a name or a pattern as in tables.yaml. */
export interface Place {
  readonly database?: string;
  readonly schema?: string;
  readonly table?: string;
}

const hint =
  'for example PROD_DB, PROD_DB.PUBLIC, PROD_DB.SALES_*.ORDERS, or PROD_DB."my schema" in single quotes for the shell';

/**
 * Reads `DB[.SCHEMA[.TABLE]]` as Snowflake reads names: capitals unless in double quotes, which are doubled inside.
 * @throws UsageError
 */
export function parsePlace(text: string): Place {
  const parts: string[] = [];
  const part = /(?:"((?:[^"]|"")+)"|([^".]+))(\.|$)/gy;
  for (let end: string | undefined = "."; end === ".";) {
    const match = part.exec(text);
    if (match === null) throw new UsageError(`${JSON.stringify(text)} is not DB, DB.SCHEMA or DB.SCHEMA.TABLE`, hint);
    parts.push(match[1]?.replaceAll('""', '"') ?? match[2]?.toUpperCase() ?? "");
    end = match[3];
  }
  if (parts.length > 3) throw new UsageError(`${JSON.stringify(text)} has ${String(parts.length)} parts`, hint);
  const [database, schema, table] = parts;
  return {
    ...(database !== undefined && { database }),
    ...(schema !== undefined && { schema }),
    ...(table !== undefined && { table }),
  };
}
