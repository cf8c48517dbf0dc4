import type { Position } from "../tables/source-map.ts";
import type { PostgresTarget, TableOfTarget } from "./types.ts";
import type { WrittenIndex, WrittenSettings, WrittenTarget, WrittenTargetTable } from "./written.ts";

/** Settings with everything they do not say taken from others: grants role by role, everything else whole. */
function inheritSettings<T extends WrittenSettings>(own: T, from: WrittenSettings): T {
  const grants =
    own.grants === undefined && from.grants === undefined ? {} : { grants: { ...from.grants, ...own.grants } };
  return { ...from, ...own, ...grants };
}

function inheritTables(
  own: WrittenTarget["tables"] = {},
  from: WrittenTarget["tables"] = {},
): Readonly<Record<string, WrittenTargetTable>> {
  const merged = Object.entries(own).map(([name, table]) => [name, inheritSettings(table, from[name] ?? {})] as const);
  return { ...from, ...Object.fromEntries(merged) };
}

/** A target with everything it does not say taken from `defaults`: maps key by key. @internal */
export function inheritTarget(own: WrittenTarget, from: WrittenTarget): WrittenTarget {
  return {
    ...inheritSettings(own, from),
    schemas: { ...from.schemas, ...own.schemas },
    verify: { ...from.verify, ...own.verify },
    tables: inheritTables(own.tables, from.tables),
  };
}

function settingsOf({
  owner,
  grants,
  extra_grants: extraGrants,
  tablespace,
  foreign_keys,
}: WrittenSettings): TableOfTarget {
  return {
    ...(owner === undefined ? {} : { owner }),
    ...(grants === undefined ? {} : { grants }),
    extraGrants: extraGrants ?? "keep",
    ...(tablespace === undefined ? {} : { tablespace }),
    ...(foreign_keys === undefined ? {} : { foreignKeys: foreign_keys }),
  };
}

function indexOf({
  name,
  columns,
  unique = false,
  method = "btree",
}: WrittenIndex): PostgresTarget["tables"][string]["indexes"][number] {
  return { ...(name === undefined ? {} : { name }), columns, unique, method };
}

/** A target whose defaults are in it, as programs use it. @internal */
export function normaliseTarget(name: string, written: WrittenTarget, { line, column }: Position): PostgresTarget {
  const { database, tables = {} } = written;
  return {
    name,
    line,
    column,
    isDefault: written.default === true,
    ...(database === undefined ? {} : { database }),
    schemas: written.schemas ?? {},
    ...settingsOf(written),
    verify: written.verify ?? {},
    protected: written.protected === true,
    tables: Object.fromEntries(
      Object.entries(tables).map(([table, own]) => [
        table,
        { ...settingsOf(inheritSettings(own, written)), indexes: (own.indexes ?? []).map(indexOf) },
      ]),
    ),
  };
}
