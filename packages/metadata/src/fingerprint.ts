import { createHash } from "node:crypto";

import { compact, order } from "./canonical.ts";
import type { Fingerprints, SourceTable, TableMetadata, TargetTable } from "./generated/table-metadata.ts";
import { tableMetadataSchema, type SchemaNode } from "./schema.ts";

const { $defs } = tableMetadataSchema;

/** `v1:sha256:<hex>` of what Snowflake said; differs exactly when the table has drifted. */
export function fingerprintSource(source: SourceTable): string {
  return hash(source, $defs.SourceTable);
}

/** `v1:sha256:<hex>` of the PostgreSQL table; a plan is bound to it. */
export function fingerprintTarget(target: TargetTable): string {
  return hash(target, $defs.TargetTable);
}

/**
 * `v1:sha256:<hex>` of what rows depend on: the edition (which fixes the value expressions), the policies, the names,
 * sources, parts, types and collations of the columns, and the columns rows are told apart by. Comments, defaults,
 * nullability, indexes and foreign keys are no part of it: a change of them stops no load.
 */
export function fingerprintValues(metadata: Pick<TableMetadata, "edition" | "settings" | "target">): string {
  const { edition, settings, target } = metadata;
  const columnPolicies = Object.entries(settings.columns ?? {}).flatMap(([name, column]) =>
    column.policies === undefined ? [] : [[name, sortedEntries(column.policies)] as const],
  );
  return hash({
    edition,
    policies: sortedEntries(settings.policies ?? {}),
    columnPolicies: columnPolicies.toSorted(byName),
    columns: target.columns.map(({ name, from, part, type, collation }) => ({ name, from, part, type, collation })),
    keys: target.primaryKey === undefined ? target.uniqueKeys.map((key) => key.columns) : [target.primaryKey.columns],
  });
}

/** The three fingerprints of one table's metadata. */
export function fingerprint(metadata: Pick<TableMetadata, "edition" | "source" | "settings" | "target">): Fingerprints {
  return {
    source: fingerprintSource(metadata.source),
    target: fingerprintTarget(metadata.target),
    values: fingerprintValues(metadata),
  };
}

function hash(value: unknown, schema?: SchemaNode): string {
  const text = compact(order(value, schema, { omitDefaults: true }));
  return `v1:sha256:${createHash("sha256").update(text, "utf8").digest("hex")}`;
}

function sortedEntries(record: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(record).toSorted(byName);
}

function byName(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0;
}
