import { policies as definitions } from "../policies.ts";

import type { ColumnConfig, KeyTreatment, TableConfig } from "./types.ts";

/** The shape of `settings` in table metadata: only what differs from the edition's defaults. */
export interface MappingSettingsLike {
  policies?: Record<string, string>;
  keys?: { primary?: KeyTreatment; unique?: KeyTreatment; foreign?: KeyTreatment };
  foreignKeyIndexes?: false;
  columns?: Record<
    string,
    {
      type?: string;
      name?: string;
      was?: string;
      exclude?: true;
      sensitive?: string;
      policies?: Record<string, string>;
      acceptLoss?: string[];
    }
  >;
  indexes?: { columns: string[]; unique?: true }[];
  acceptLoss?: string[];
  losses?: "fail";
  zone?: string;
}

/**
 * What table metadata records of a table's settings. Pure, and free of the order in which settings were written:
 * saying a default aloud, or moving a line, changes nothing.
 */
export function toMappingSettings(table: TableConfig): MappingSettingsLike {
  const defaults = Object.fromEntries(definitions.map((policy) => [policy.name, policy.default]));
  const policies = differing(table.policies, defaults);
  const keys = differing(table.keys, { primary: "enforced", unique: "enforced", foreign: "enforced" });
  const columns = columnSettings(table, { ...defaults, ...table.policies });
  return {
    ...(isEmpty(policies) ? {} : { policies }),
    ...(isEmpty(keys) ? {} : { keys }),
    ...(table.foreignKeyIndexes ? {} : { foreignKeyIndexes: false }),
    ...(isEmpty(columns) ? {} : { columns }),
    ...(table.indexes.length === 0
      ? {}
      : {
          indexes: table.indexes.map(({ columns: names, unique }) => ({
            columns: [...names],
            ...(unique ? { unique } : {}),
          })),
        }),
    ...accepted(table.acceptLoss),
    ...(table.losses === "fail" ? { losses: "fail" } : {}),
    ...(table.zone === undefined ? {} : { zone: table.zone }),
  };
}

function columnSettings(
  table: TableConfig,
  inherited: Readonly<Record<string, string>>,
): NonNullable<MappingSettingsLike["columns"]> {
  const columns = Object.entries(table.columns)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, settings]) => [name, columnSetting(settings, inherited)] as const)
    .filter(([, settings]) => !isEmpty(settings));
  return Object.fromEntries(columns);
}

function columnSetting(
  { policies: written = {}, acceptLoss = [], ...rest }: ColumnConfig,
  inherited: Readonly<Record<string, string>>,
): NonNullable<MappingSettingsLike["columns"]>[string] {
  const policies = differing(written, inherited);
  return { ...rest, ...(isEmpty(policies) ? {} : { policies }), ...accepted(acceptLoss) };
}

function accepted(codes: readonly string[]): { acceptLoss?: string[] } {
  return codes.length === 0 ? {} : { acceptLoss: [...codes].sort() };
}

function differing<Value extends string>(
  chosen: Readonly<Record<string, Value>>,
  standard: Readonly<Record<string, string>>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(chosen).filter(([name, value]) => standard[name] !== value));
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}
