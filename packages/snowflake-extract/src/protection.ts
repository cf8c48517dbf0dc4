import { SnowflakeError, type Row } from "@dp/snowflake-client";
import type { SourcePolicy, SourceTag } from "@dp/metadata";
import { Cells } from "./cells.ts";
import type { DescribedColumn } from "./describe.ts";
import { queries } from "./queries.ts";
import type { Reading } from "./reading.ts";
import { scopeOf, type RelationRow } from "./rows.ts";
import type { SourceNote } from "./types.ts";

/** Policies and tags of one relation, in orders of their own: those of the answers are none. */
export interface SeenProtection {
  /** Of the relation itself, or of what it stands in. */
  readonly tags: readonly SourceTag[];
  readonly columnTags: ReadonlyMap<string, readonly SourceTag[]>;
  /** Names of masking policies, by column. */
  readonly masking: ReadonlyMap<string, string>;
  /** All others. */
  readonly policies: readonly SourcePolicy[];
}

const nothing: SeenProtection = { tags: [], columnTags: new Map(), masking: new Map(), policies: [] };

/** What protects a relation, as far as the session's role and warehouse let it be seen; two statements. */
export async function findProtection(
  reading: Reading,
  relation: RelationRow,
): Promise<{ readonly protection: SeenProtection; readonly notes: readonly SourceNote[] }> {
  const scope = scopeOf(relation);
  const [tags, policies] = await Promise.all([
    seen(reading, "tags", queries.tags(scope)),
    seen(reading, "policies", queries.policies(scope)),
  ]);
  const protection = { ...nothing, ...readTags(tags.rows), ...readPolicies(policies.rows) };
  return { protection, notes: [...tags.notes, ...policies.notes] };
}

/** A policy on the column itself, which DESCRIBE shows, wins over one that comes with a tag. */
export function withMasking(
  protection: SeenProtection = nothing,
  described: readonly DescribedColumn[] = [],
): SeenProtection {
  const own = described.flatMap(({ column, maskingPolicy }) =>
    maskingPolicy === undefined ? [] : [[column.name, maskingPolicy] as const],
  );
  return { ...protection, masking: new Map([...protection.masking, ...own]) };
}

interface Answer {
  readonly rows: readonly Row[];
  readonly notes: readonly SourceNote[];
}

/** That a role may not see what protects a table is told in its file; it is the usual case, and no failure. */
async function seen({ db, warehouse }: Reading, what: "tags" | "policies", sql: string): Promise<Answer> {
  if (!warehouse) return { rows: [], notes: [unseen(what, "no warehouse")] };
  try {
    return { rows: await db.query(sql), notes: [] };
  } catch (error) {
    const harmless = ["not-found", "permission", "statement"];
    if (error instanceof SnowflakeError && harmless.includes(error.category)) {
      return { rows: [], notes: [unseen(what, error.code)] };
    }
    throw error;
  }
}

function unseen(what: string, reason: string): SourceNote {
  return { code: "PROTECTION_NOT_VISIBLE", severity: "warning", details: { what, reason } };
}

/** A column shows its own tags and those of its table, schema and database; `LEVEL` tells them apart. */
function readTags(rows: readonly Row[]): Pick<SeenProtection, "tags" | "columnTags"> {
  const above: SourceTag[] = [];
  const columnTags = new Map<string, SourceTag[]>();
  for (const row of rows) {
    const cells = new Cells("TAG_REFERENCES_ALL_COLUMNS", row);
    const tag = {
      name: pathOf(cells, ["tag_database", "tag_schema", "tag_name"]),
      value: cells.optional("tag_value") ?? "",
    };
    const column = cells.optional("column_name");
    if (column === undefined || (cells.optional("level") ?? "COLUMN") !== "COLUMN") above.push(tag);
    else columnTags.set(column, [...(columnTags.get(column) ?? []), tag]);
  }
  return { tags: ordered(above), columnTags: new Map([...columnTags].map(([name, tags]) => [name, ordered(tags)])) };
}

function readPolicies(rows: readonly Row[]): Pick<SeenProtection, "masking" | "policies"> {
  const masking = new Map<string, string>();
  const policies: SourcePolicy[] = [];
  for (const row of ordered(rows.map(readPolicy))) {
    const { kind, name, column, columns, active } = row;
    if (kind !== "MASKING_POLICY") {
      const on = column === undefined ? columns : [column];
      policies.push({ kind, name, ...(on.length > 0 && { columns: on }) });
    } else if (column !== undefined && (active || !masking.has(column))) masking.set(column, name);
  }
  return { masking, policies };
}

interface PolicyRow extends SourcePolicy {
  readonly column: string | undefined;
  readonly columns: readonly string[];
  readonly active: boolean;
}

function readPolicy(row: Row): PolicyRow {
  const cells = new Cells("POLICY_REFERENCES", row);
  return {
    kind: cells.text("policy_kind"),
    name: pathOf(cells, ["policy_db", "policy_schema", "policy_name"]),
    column: cells.optional("ref_column_name"),
    columns: columnNames(cells.optional("ref_arg_column_names")),
    active: (cells.optional("policy_status") ?? "ACTIVE") === "ACTIVE",
  };
}

/** `[ "A", "B" ]`; none where it is spelled in another way. */
function columnNames(text = "[]"): readonly string[] {
  try {
    const names: unknown = JSON.parse(text);
    return Array.isArray(names) ? names.filter((name) => typeof name === "string") : [];
  } catch {
    return [];
  }
}

function pathOf(cells: Cells, names: readonly string[]): string {
  return names.map((name) => cells.optional(name) ?? "?").join(".");
}

/** Each once, by its text. */
function ordered<T>(items: readonly T[]): readonly T[] {
  const byText = new Map(items.map((item) => [JSON.stringify(item), item]));
  return [...byText].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item);
}
