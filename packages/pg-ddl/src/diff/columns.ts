import { objectOf } from "../draft.ts";
import type { PgColumn, PgDefault, PgIdentity, PgTable } from "../model.ts";
import type { Difference, DifferenceCode } from "../plan-types.ts";
import { canonicalType } from "../type-text.ts";

/** What a default comes to: the server's own print of it where we have that. */
function defaultText(value: PgDefault | undefined): string | undefined {
  return value?.normalized ?? value?.sql;
}

function identityText(identity: PgIdentity | undefined): string | undefined {
  if (identity === undefined) return undefined;
  const kind = identity.always === true ? "always" : "by default";
  return `${kind}, start ${identity.start}, increment ${identity.increment}`;
}

function nullText({ nullable }: PgColumn): string {
  return nullable ? "nullable" : "not null";
}

interface Aspect {
  readonly code: DifferenceCode;
  readonly read: (column: PgColumn) => string | undefined;
}

const aspects: readonly Aspect[] = [
  { code: "COLUMN_TYPE", read: ({ type }) => canonicalType(type) },
  { code: "COLUMN_NULLABLE", read: nullText },
  { code: "COLUMN_DEFAULT", read: (column) => defaultText(column.default) },
  { code: "COLUMN_IDENTITY", read: ({ identity }) => identityText(identity) },
  { code: "COLUMN_GENERATED", read: ({ generated }) => generated },
  { code: "COLUMN_COLLATION", read: ({ collation }) => collation },
  // An empty comment is none (manual, "COMMENT").
  { code: "COLUMN_COMMENT", read: ({ comment }) => (comment === "" ? undefined : comment) },
];

/** Texts of both sides, each only where there is something. */
export function sides(wanted: string | undefined, present: string | undefined): Pick<Difference, "wanted" | "present"> {
  return { ...(wanted === undefined ? {} : { wanted }), ...(present === undefined ? {} : { present }) };
}

function describe(column: PgColumn): string {
  return `${column.type} ${nullText(column)}`;
}

/** Whether rows can be written without naming this column. */
function fillsItself({ nullable, default: value, identity, generated }: PgColumn): boolean {
  return nullable || value !== undefined || identity !== undefined || generated !== undefined;
}

/** Differences of the columns of two tables, whatever their order. */
export function diffColumns(wanted: PgTable, present: PgTable): readonly Difference[] {
  const differences: Difference[] = [];
  const there = new Map(present.columns.map((column) => [column.name, column]));
  for (const column of wanted.columns) {
    const object = objectOf("column", wanted, column.name);
    const other = there.get(column.name);
    if (other === undefined) {
      differences.push({ code: "COLUMN_MISSING", object, wanted: describe(column) });
      continue;
    }
    for (const { code, read } of aspects) {
      const one = read(column);
      const two = read(other);
      if (one !== two) differences.push({ code, object, ...sides(one, two) });
    }
  }
  const wantedNames = new Set(wanted.columns.map(({ name }) => name));
  for (const column of present.columns) {
    if (wantedNames.has(column.name)) continue;
    const object = objectOf("column", wanted, column.name);
    const kept = fillsItself(column) ? { kept: true as const } : {};
    differences.push({ code: "COLUMN_EXTRA", object, present: describe(column), ...kept });
  }
  return differences;
}
