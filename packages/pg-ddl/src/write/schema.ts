import { type Draft, draft } from "../draft.ts";
import { quoteIdentifier } from "../quote.ts";
import { sql, type SqlText } from "../sql-text.ts";

/** `CREATE SCHEMA`, for a plan, which knows that it is missing. */
export function createSchema(schema: string, owner?: string): Draft {
  return draft({
    phase: "schemas",
    action: "create",
    object: { kind: "schema", schema, name: schema },
    sql:
      owner === undefined
        ? sql`CREATE SCHEMA ${quoteIdentifier(schema)}`
        : sql`CREATE SCHEMA ${quoteIdentifier(schema)} AUTHORIZATION ${quoteIdentifier(owner)}`,
    lock: null,
  });
}

/** `CREATE SCHEMA IF NOT EXISTS`, for a file, which does not. */
export function createSchemaIfMissing(schema: string): SqlText {
  return sql`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`;
}
