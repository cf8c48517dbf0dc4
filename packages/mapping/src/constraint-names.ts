import type { Finding } from "@dp/metadata";

import { finding } from "./findings.ts";
import type { DraftForeignKey } from "./foreign-keys.ts";
import type { DraftIndex } from "./indexes.ts";
import type { DraftKey } from "./keys.ts";
import { keyParts, type MappedTable } from "./mapped-table.ts";
import { keyOf } from "./order.ts";
import { postgresName } from "./preflight/own-names.ts";
import { sequencesOf } from "./preflight/sequence-clash.ts";
import { chooseNames, ownName, takenName, type NameRequest } from "./relation-names.ts";

/** All keys and indexes of one table, without names. */
export interface DraftConstraints {
  readonly table: MappedTable;
  readonly keys: readonly DraftKey[];
  readonly foreignKeys: readonly DraftForeignKey[];
  readonly indexes: readonly DraftIndex[];
}

type Named = DraftKey | DraftForeignKey | DraftIndex;

/** Names of keys, foreign keys and indexes, and what is to be said of them. */
export interface ConstraintNames {
  readonly nameOf: (item: Named) => string;
  readonly findingsOf: (table: MappedTable) => readonly Finding[];
}

interface Request extends NameRequest {
  readonly item: Named;
  readonly table: MappedTable;
}

/**
 * Names everything for the whole set at once. Indexes, also those of primary and unique keys, share the schema's
 * namespace with tables and sequences; foreign keys share their table's namespace with its other constraints
 * (manual, "CREATE INDEX", "CREATE TABLE").
 */
export function nameConstraints(all: readonly DraftConstraints[]): ConstraintNames {
  const relations = chooseNames(all.flatMap(relationRequests), relationNames(all));
  const constraints = new Set([
    ...[...relations].flatMap(([{ item, table }, name]) =>
      "kind" in item ? [takenName(tableSpace(table), name)] : [],
    ),
    ...all.flatMap(({ table }) => notNullNames(table).map((name) => takenName(tableSpace(table), name))),
  ]);
  const names = new Map([...relations, ...chooseNames(all.flatMap(foreignKeyRequests), constraints)]);
  const byItem = new Map([...names].map(([request, name]) => [request.item, name]));
  const findings = new Map<MappedTable, readonly Finding[]>();
  for (const [request, name] of names) {
    findings.set(request.table, [...(findings.get(request.table) ?? []), ...changed(request, name)]);
  }
  return {
    nameOf: (item) => byItem.get(item) ?? "",
    findingsOf: (table) => findings.get(table) ?? [],
  };
}

/** PostgreSQL 18 names NOT NULL constraints, beside which no other constraint of the table can have the name. */
function notNullNames({ table, columns }: MappedTable): readonly string[] {
  return columns.flatMap((column) => column.parts.map((part) => postgresName(table, part.name, "not_null")));
}

/** Tables, and what PostgreSQL itself names. */
function relationNames(all: readonly DraftConstraints[]): ReadonlySet<string> {
  return new Set(
    all.flatMap(({ table }) => {
      const names = [table.table, ...sequencesOf(table), ...notNullNames(table)];
      return names.map((name) => takenName(schemaSpace(table), name));
    }),
  );
}

function relationRequests({ table, keys, indexes }: DraftConstraints): readonly Request[] {
  const request = (item: DraftKey | DraftIndex, suffix: "pkey" | "key" | "idx"): Request => ({
    item,
    table,
    namespace: schemaSpace(table),
    stored: "stored" in item ? item.stored : undefined,
    parts: suffix === "pkey" ? [table.table] : [table.table, ...item.columns],
    suffix,
    identity: keyOf(table.table, suffix, ...item.columns),
  });
  return [
    ...keys.map((key) => request(key, key.kind === "primary key" ? "pkey" : "key")),
    ...indexes.map((index) => request(index, "idx")),
  ];
}

function foreignKeyRequests({ table, foreignKeys }: DraftConstraints): readonly Request[] {
  return foreignKeys.map((item) => {
    const columns = foreignKeyColumns(item).child;
    const { schema, table: parent } = item.parent;
    return {
      item,
      table,
      namespace: tableSpace(table),
      stored: item.source.name,
      parts: [table.table, ...columns],
      suffix: "fkey",
      identity: keyOf(...columns, schema, parent, ...foreignKeyColumns(item).parent),
    };
  });
}

/** Target columns of both sides. */
export function foreignKeyColumns({ pairs }: DraftForeignKey): {
  readonly child: readonly string[];
  readonly parent: readonly string[];
} {
  return {
    child: pairs.flatMap((pair) => keyParts(pair.child).map((part) => part.name)),
    parent: pairs.flatMap((pair) => keyParts(pair.parent).map((part) => part.name)),
  };
}

function changed({ item, stored }: Request, name: string): readonly Finding[] {
  if (stored === undefined || ownName(stored) === name) return [];
  const key = "kind" in item ? item.kind : "foreign key";
  return [finding("KEY_NAME_CHANGED", { details: { key, name: stored, to: name } })];
}

function schemaSpace({ schema }: MappedTable): string {
  return keyOf("schema", schema);
}

function tableSpace({ schema, table }: MappedTable): string {
  return keyOf("table", schema, table);
}
