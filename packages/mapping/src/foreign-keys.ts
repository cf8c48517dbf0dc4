import type { Finding, FindingCode, SourceForeignKey } from "@dp/metadata";

import { finding } from "./findings.ts";
import { keyColumns } from "./key-columns.ts";
import type { MappedColumn, MappedTable } from "./mapped-table.ts";
import { keyOf, sameSet } from "./order.ts";
import type { KeyedTable, TableSet } from "./table-set.ts";

/** A foreign key that PostgreSQL can have, as far as names and keys go; its types are settled afterwards. */
export interface DraftForeignKey {
  readonly child: MappedTable;
  readonly parent: MappedTable;
  readonly source: SourceForeignKey;
  /** Source columns of both sides, pairwise. */
  readonly pairs: readonly ColumnPair[];
}

/** A column and the one it refers to. */
export interface ColumnPair {
  readonly child: MappedColumn;
  readonly parent: MappedColumn;
}

/** Foreign keys of one table; `plain` are those that become an index. */
export interface DraftForeignKeys {
  readonly made: readonly DraftForeignKey[];
  readonly plain: readonly (readonly string[])[];
  readonly findings: readonly Finding[];
}

type Drafted = { readonly ok: true; readonly key: DraftForeignKey } | { readonly ok: false; readonly finding: Finding };

/** Works out which foreign keys of a table are made, and as what. */
export function draftForeignKeys(child: MappedTable, set: TableSet): DraftForeignKeys {
  const enforcement = child.settings.keys?.foreign ?? "enforced";
  const made: DraftForeignKey[] = [];
  const plain: (readonly string[])[] = [];
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const source of enforcement === "omit" ? [] : child.source.foreignKeys) {
    const columns = keyColumns(child, "foreign key", source.columns);
    if (!columns.ok) {
      findings.push(columns.finding);
    } else if (enforcement === "not_enforced") {
      plain.push(columns.names);
    } else if (seen.has(sameness(source))) {
      findings.push(about("FOREIGN_KEY_REDUNDANT", source));
    } else {
      seen.add(sameness(source));
      const drafted = draft(child, source, { columns: columns.columns, set });
      if (drafted.ok) made.push(drafted.key);
      else findings.push(drafted.finding);
    }
  }
  return { made, plain, findings };
}

/** Two declarations of one and the same reference. */
function sameness({ columns, references }: SourceForeignKey): string {
  return keyOf(
    references.database,
    references.schema,
    references.table,
    keyOf(...columns),
    keyOf(...references.columns),
  );
}

function draft(
  child: MappedTable,
  source: SourceForeignKey,
  { columns, set }: { readonly columns: readonly MappedColumn[]; readonly set: TableSet },
): Drafted {
  const found = set.find(source.references, child);
  if (found.state !== "mapped") {
    const code = found.state === "absent" ? "FOREIGN_KEY_OUTSIDE_SET" : "FOREIGN_KEY_TABLE_NOT_MAPPED";
    return { ok: false, finding: about(code, source) };
  }
  const { parent } = found;
  const referenced = keyColumns(parent.table, "foreign key", source.references.columns);
  if (!referenced.ok) return referenced;
  if (!hasKeyOn(parent, source.references.columns)) {
    return { ok: false, finding: about("FOREIGN_KEY_TARGET_NOT_UNIQUE", source) };
  }
  const pairs = columns.flatMap((column, index): ColumnPair[] => {
    const other = referenced.columns[index];
    return other === undefined ? [] : [{ child: column, parent: other }];
  });
  if (referenced.columns.length !== columns.length) {
    return { ok: false, finding: incompatible(source, pairs) };
  }
  return { ok: true, key: { child, parent: parent.table, source, pairs } };
}

/** PostgreSQL wants a primary or unique key on exactly these columns, in any order. */
function hasKeyOn({ keys }: KeyedTable, columns: readonly string[]): boolean {
  const candidates = keys.primary === undefined ? keys.unique : [keys.primary, ...keys.unique];
  return candidates.some((key) => sameSet(key.from, columns));
}

/** The finding about columns of types that PostgreSQL cannot join. */
export function incompatible(source: SourceForeignKey, pairs: readonly ColumnPair[]): Finding {
  const types = pairs.map(({ child, parent }) => `${typeOf(child)} to ${typeOf(parent)}`).join(", ");
  return about("FOREIGN_KEY_TYPES_INCOMPATIBLE", source, { types });
}

function typeOf({ parts: [{ type, collation }] }: MappedColumn): string {
  return collation === undefined ? type : `${type} COLLATE ${JSON.stringify(collation)}`;
}

function about(
  code: FindingCode,
  { columns, references }: SourceForeignKey,
  more: Record<string, string> = {},
): Finding {
  const { database, schema, table } = references;
  const target = `${[database, schema, table].join(".")} (${references.columns.join(", ")})`;
  return finding(code, { details: { columns, references: target, ...more } });
}
