import type { TableMetadata } from "@dp/metadata";
import type { PgConnection } from "@dp/pg-client";
import { diff, type Difference, planTargets, type QualifiedName, tableKey, tableText } from "@dp/pg-ddl";

import { elsewhereSql } from "./generated/sql.ts";
import { readSides } from "./plan-changes.ts";

/** One table and in what it differs. */
export interface VerifiedTable {
  /** Name of the table in tables.yaml. */
  readonly name: string;
  readonly table: QualifiedName;
  readonly differences: readonly Difference[];
}

/** The answer of `verify`; nothing differs when `differences` is empty. */
export interface Verification {
  readonly differences: readonly Difference[];
  readonly tables: readonly VerifiedTable[];
}

/** Says of a missing table where else one of its name stands: most often it was made in the wrong schema. */
async function withWhereabouts(db: PgConnection, differences: readonly Difference[]): Promise<readonly Difference[]> {
  const missing = differences.filter(({ code }) => code === "TABLE_MISSING");
  if (missing.length === 0) return differences;
  const names = missing.map(({ object }) => object.name);
  const found = await db.query<{ schema: string; name: string }>(elsewhereSql, [names]);
  return differences.map((difference) => {
    if (difference.code !== "TABLE_MISSING") return difference;
    const others = found.filter(({ name }) => name === difference.object.name).map(tableText);
    return others.length === 0 ? difference : { ...difference, present: others.join(", ") };
  });
}

/**
 * Compares the database with the metadata by the same diff that plans.
 * @throws RequirementError, DefaultRefusedError, PostgresError
 */
export async function verify(db: PgConnection, metadata: readonly TableMetadata[]): Promise<Verification> {
  const { wanted, present } = await readSides(db, metadata);
  const differences = await withWhereabouts(db, diff(wanted, present));
  const tables = planTargets(metadata).map(({ name, table }) => ({
    name,
    table,
    differences: differences.filter(({ object }) => object.kind !== "schema" && tableKey(object) === tableKey(table)),
  }));
  return { differences, tables };
}
