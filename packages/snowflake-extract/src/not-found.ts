import { SnowflakeError, type Queryable } from "@dp/snowflake-client";
import { ExtractError, type ExtractErrorCode } from "./error.ts";
import { nearNames } from "./near-names.ts";
import { queries, type RelationName, type SchemaName } from "./queries.ts";
import type { Reading } from "./reading.ts";
import { readName } from "./rows.ts";

/** Missing tables of a schema up to which each is told of names that look alike: comparing takes its time. */
const comparedTables = 50;

/** A table that no listing holds. `names` are those that were listed, `missing` how many others are not among them. */
export function tableNotFound(name: RelationName, names: readonly string[], missing: number): ExtractError {
  const { database, schema, table } = name;
  return notFound("TABLE_NOT_FOUND", `${database}.${schema}.${table}`, {
    near: missing <= comparedTables ? nearNames(table, names) : [],
    grant: `SELECT on the table to the role`,
  });
}

/** Names of what is neither a listed table nor a listed view, but shares their names: semantic views. One statement. */
export async function otherObjects({ db, name }: Pick<Reading, "db" | "name">): Promise<ReadonlySet<string>> {
  return new Set(await listNames(db, queries.objects(name)));
}

/** A name that stands for something that cannot be read as a table. */
export function noTable({ database, schema, table }: RelationName): ExtractError {
  const where = `${database}.${schema}.${table}`;
  const message = `${where} is neither a table nor a view that can be carried over: a semantic view, for one`;
  return new ExtractError("UNSUPPORTED_KIND", message, {
    hint: "Tables and views can; take it out of tables.yaml.",
    where,
  });
}

/**
 * Why a schema could not be listed: Snowflake says the same of a missing database, a missing schema and one that the
 * role may not see, so the listings above are asked. At most two statements.
 */
export async function schemaNotFound(db: Queryable, { database, schema }: SchemaName): Promise<ExtractError> {
  const schemas = await listNames(db, queries.schemas(database));
  if (schemas === undefined) {
    const databases = (await listNames(db, queries.databases())) ?? [];
    const near = nearNames(database, databases);
    return notFound("DATABASE_NOT_FOUND", database, { near, grant: "USAGE on the database to the role" });
  }
  const near = nearNames(schema, schemas);
  return notFound("SCHEMA_NOT_FOUND", `${database}.${schema}`, { near, grant: "USAGE on the schema to the role" });
}

async function listNames(db: Queryable, sql: string): Promise<readonly string[] | undefined> {
  try {
    return (await db.query(sql)).map(readName);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    // More names than one listing takes: the place is there, and nobody chooses among so many.
    if (error instanceof SnowflakeError && error.category === "statement") return [];
    throw error;
  }
}

/** Whether Snowflake said that an object does not exist or is not authorized. */
export function isNotFound(error: unknown): boolean {
  return error instanceof SnowflakeError && (error.category === "not-found" || error.category === "permission");
}

function notFound(
  code: ExtractErrorCode,
  where: string,
  { near, grant }: { readonly near: readonly string[]; readonly grant: string },
): ExtractError {
  const meant = near.length === 0 ? "" : `Did you mean ${near.join(" or ")}? Names are compared in exact case. `;
  return new ExtractError(code, `${where} does not exist, or the role may not see it`, {
    hint: `${meant}If it exists, grant ${grant}.`,
    where,
    nearNames: near,
  });
}
