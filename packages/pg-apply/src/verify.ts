import type { TableMetadata } from "@dp/metadata";
import type { PgConnection } from "@dp/pg-client";
import {
  diff,
  type Difference,
  type DifferenceCode,
  planTargets,
  type QualifiedName,
  tableKey,
  tableText,
  type TargetSettings,
} from "@dp/pg-ddl";

import { elsewhereSql } from "./generated/sql.ts";
import { readSides } from "./plan-changes.ts";

/** How a difference is taken: as an error, or as something to know. */
export type Severity = "error" | "warning" | "ignore";

/** A difference that is told, and how it is taken. */
export interface VerifiedDifference extends Difference {
  readonly severity: Exclude<Severity, "ignore">;
}

/** What is laid over the metadata, and which differences matter. */
export interface VerifyOptions {
  readonly settings?: TargetSettings | undefined;
  /** By code; what is absent is an error, but `GRANT_EXTRA`, which is a warning. */
  readonly severity?: Readonly<Partial<Record<DifferenceCode, Severity>>>;
}

/** One table and in what it differs. */
export interface VerifiedTable {
  /** Name of the table in tables.yaml. */
  readonly name: string;
  readonly table: QualifiedName;
  readonly differences: readonly VerifiedDifference[];
}

/** The answer of `verify`; nothing differs when `differences` is empty. */
export interface Verification {
  readonly differences: readonly VerifiedDifference[];
  /** How many more differences there are that nobody wants to be told. */
  readonly ignored: number;
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

function severityOf({ code }: Difference, severity: NonNullable<VerifyOptions["severity"]>): Severity {
  return severity[code] ?? (code === "GRANT_EXTRA" ? "warning" : "error");
}

/**
 * Compares the database with the metadata, and with the settings of a target where there are some, by the same diff that
 * plans. Eight questions at most, however many tables there are, and one more when tables are missing.
 * @throws RequirementError, DefaultRefusedError, PostgresError
 */
export async function verify(
  db: PgConnection,
  metadata: readonly TableMetadata[],
  { settings, severity = {} }: VerifyOptions = {},
): Promise<Verification> {
  const { wanted, present } = await readSides(db, metadata, settings);
  const found = await withWhereabouts(db, diff(wanted, present));
  const differences = found.flatMap((difference): readonly VerifiedDifference[] => {
    const how = severityOf(difference, severity);
    return how === "ignore" ? [] : [{ ...difference, severity: how }];
  });
  const tables = planTargets(metadata, settings).map(({ name, table }) => ({
    name,
    table,
    differences: differences.filter(({ object }) => object.kind !== "schema" && tableKey(object) === tableKey(table)),
  }));
  return { differences, ignored: found.length - differences.length, tables };
}
