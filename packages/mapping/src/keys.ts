import type { Finding, KeyEnforcement, SourceKey } from "@dp/metadata";

import { finding } from "./findings.ts";
import { keyColumns } from "./key-columns.ts";
import type { MappedTable } from "./mapped-table.ts";
import { sameSet } from "./order.ts";

/** A primary or unique key that PostgreSQL will keep. */
export interface DraftKey {
  readonly kind: "primary key" | "unique key";
  /** The name a person gave it in Snowflake. */
  readonly stored: string | undefined;
  /** Stored names, in key order. */
  readonly from: readonly string[];
  readonly columns: readonly string[];
}

/** Keys of one table; `plain` are those that become an index. */
export interface DraftKeys {
  readonly primary: DraftKey | undefined;
  readonly unique: readonly DraftKey[];
  readonly plain: readonly (readonly string[])[];
  readonly findings: readonly Finding[];
}

interface WantedKey {
  readonly kind: DraftKey["kind"];
  readonly key: SourceKey;
  readonly enforcement: KeyEnforcement;
}

/** Works out which primary and unique keys of a table are made, and as what. */
export function draftKeys(table: MappedTable): DraftKeys {
  const findings: Finding[] = [];
  const plain: (readonly string[])[] = [];
  const made: DraftKey[] = [];
  for (const { kind, key, enforcement } of wantedKeys(table)) {
    if (enforcement === "omit") continue;
    // Once is enough, and all that PostgreSQL takes.
    const from = [...new Set(key.columns)];
    const found = keyColumns(table, kind, from);
    if (!found.ok) {
      findings.push(found.finding);
    } else if (enforcement === "not_enforced") {
      plain.push(found.names);
    } else {
      const same = made.find((other) => sameSet(other.columns, found.names));
      if (same === undefined) made.push({ kind, stored: key.name, from, columns: found.names });
      else findings.push(finding("UNIQUE_KEY_REDUNDANT", { details: { columns: key.columns, with: describe(same) } }));
    }
  }
  return {
    primary: made.find((key) => key.kind === "primary key"),
    unique: made.filter((key) => key.kind === "unique key"),
    plain,
    findings,
  };
}

function describe({ kind, from }: DraftKey): string {
  return kind === "primary key" ? "the primary key" : `the unique key on ${from.join(", ")}`;
}

function wantedKeys({ source, settings }: MappedTable): readonly WantedKey[] {
  const { primary = "enforced", unique = "enforced" } = settings.keys ?? {};
  const { primaryKey, uniqueKeys } = source;
  return [
    ...(primaryKey === undefined ? [] : [{ kind: "primary key" as const, key: primaryKey, enforcement: primary }]),
    ...uniqueKeys.map((key) => ({ kind: "unique key" as const, key, enforcement: unique })),
  ];
}
