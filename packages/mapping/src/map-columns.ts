import type { ColumnSettings, Finding, MappingSettings, SourceColumn } from "@dp/metadata";

import { acceptedFor } from "./accepted-losses.ts";
import { settingsOf } from "./column-settings.ts";
import { refuseNarrowing, type TypedColumn } from "./column-type.ts";
import { checkNames, nameColumn } from "./column-names.ts";
import type { MappingProblem } from "./errors.ts";
import { finding } from "./findings.ts";
import type { KnownTypes } from "./known-types.ts";
import type { MappedColumn, MappedTable } from "./mapped-table.ts";
import { asProblem } from "./type-map-problem.ts";
import type { MappingInput } from "./types.ts";

/** The table with its columns mapped, or every reason why it cannot be. */
export type MappedColumns =
  | { readonly ok: true; readonly table: MappedTable }
  | { readonly ok: false; readonly problems: readonly MappingProblem[] };

/** Maps each column by itself; what hangs on other tables comes later. */
export function mapColumns(input: MappingInput, types: KnownTypes): MappedColumns {
  const { source, settings } = input;
  const columns: MappedColumn[] = [];
  const findings: Finding[] = [...unusedSettings(input)];
  const problems: MappingProblem[] = [];
  for (const column of source.columns) {
    const chosen = settingsOf(settings, column.name);
    if (chosen.exclude === true) {
      findings.push(finding("COLUMN_EXCLUDED", { column: column.name }));
      continue;
    }
    try {
      const mapped = mapColumn(column, chosen, { settings, types });
      columns.push(mapped.column);
      findings.push(...mapped.findings);
    } catch (error) {
      problems.push(asProblem(error, column.name));
    }
  }
  problems.push(...checkNames(columns));
  if (columns.length === 0 && problems.length === 0) problems.push(noColumns);
  if (problems.length > 0) return { ok: false, problems };
  const { schema, table, was } = input.postgres;
  const { name, acceptLossInherited = false } = input;
  return {
    ok: true,
    table: {
      name,
      source,
      settings,
      acceptLossInherited,
      schema,
      table,
      ...(was === undefined ? {} : { was }),
      columns,
      findings,
    },
  };
}

const noColumns: MappingProblem = {
  code: "NO_COLUMNS",
  message: "no column is left",
  hint: "Carry at least one column over.",
};

function mapColumn(
  source: SourceColumn,
  chosen: ColumnSettings,
  { settings, types }: { readonly settings: MappingSettings; readonly types: KnownTypes },
): { readonly column: MappedColumn; readonly findings: readonly Finding[] } {
  // Names and values of policies are checked by the type map.
  const policies = types.policies({ ...settings.policies, ...chosen.policies });
  const accepted = acceptedFor(settings, chosen);
  const natural = types.typed(source, { policies, accepted, override: undefined });
  const typed =
    chosen.type === undefined ? natural : types.typed(source, { policies, accepted, override: chosen.type });
  refuseNarrowing(typed, natural, accepted);
  const { main, shortened } = nameColumn(source.name, chosen.name);
  const column: MappedColumn = {
    ...named(source, natural, { policies, main, was: chosen.was }),
    ...(chosen.type !== undefined && {
      ...named(source, typed, { policies, main, was: chosen.was }),
      overridden: true,
      natural: named(source, natural, { policies, main, was: chosen.was }),
    }),
  };
  const findings = [...typed.findings, ...visibleProperties(source)];
  if (shortened) findings.push(finding("NAME_SHORTENED", { column: source.name, details: { to: main } }));
  return { column, findings };
}

function named(
  source: SourceColumn,
  { type, identity, requires, parts: [first, ...others] }: TypedColumn,
  {
    policies,
    main,
    was,
  }: { readonly policies: MappedColumn["policies"]; readonly main: string; readonly was?: string | undefined },
): MappedColumn {
  const before = (suffix: string): { readonly was?: string } =>
    was === undefined ? {} : { was: nameColumn(was + suffix, was + suffix).main };
  return {
    source,
    type,
    policies,
    overridden: false,
    identity,
    requires,
    parts: [
      { ...first, name: main, ...before("") },
      ...others.map((part) => ({
        ...part,
        name: nameColumn(main + part.suffix, main + part.suffix).main,
        ...before(part.suffix),
      })),
    ],
  };
}

/** What Snowflake does with a column that PostgreSQL will not do. */
function visibleProperties({ name, expression, maskingPolicy }: SourceColumn): readonly Finding[] {
  const found: Finding[] = [];
  if (expression !== undefined) {
    found.push(finding("VIRTUAL_COLUMN_MATERIALISED", { column: name, details: { expression } }));
  }
  if (maskingPolicy !== undefined) {
    found.push(finding("MASKED_COLUMN", { column: name, details: { policy: maskingPolicy } }));
  }
  return found;
}

function unusedSettings({ source, settings }: MappingInput): readonly Finding[] {
  const names = new Set(source.columns.map((column) => column.name));
  return Object.keys(settings.columns ?? {})
    .filter((column) => !names.has(column))
    .map((column) => finding("COLUMN_SETTING_UNUSED", { column }));
}
