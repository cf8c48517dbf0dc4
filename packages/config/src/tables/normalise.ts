import { policies } from "../policies.ts";

import type { ColumnConfig, Schedule, TableConfig } from "./types.ts";
import { nameIn } from "./patterns/glob.ts";
import type { Position } from "./source-map.ts";
import type { WrittenColumn, WrittenPolicies, WrittenSchedule, WrittenTable } from "./written.ts";

/**
 * A written table with its defaults applied. Names that are still missing become empty text; the rules complain of them.
 * @internal
 */
export function normaliseTable(
  written: WrittenTable,
  { line, column }: Position,
  shared: Pick<TableConfig, "acceptLossInherited" | "zone">,
): TableConfig {
  const name = written.name ?? "";
  const { snowflake = {}, postgres = {}, keys = {} } = written;
  const encryption = written.encryption ?? true;
  return {
    name,
    line,
    column,
    snowflake: {
      database: nameIn(snowflake.database ?? ""),
      schema: nameIn(snowflake.schema ?? ""),
      table: nameIn(snowflake.table ?? name.toUpperCase()),
    },
    postgres: normalisePlace(postgres, name),
    syncMode: written.sync_mode ?? "full",
    schedule: normaliseSchedule(written.schedule ?? "manual"),
    encryption,
    ...(!encryption && written.reason !== undefined ? { encryptionReason: written.reason } : {}),
    compression: written.compression ?? true,
    policies: normalisePolicies(written.policies ?? {}),
    acceptLoss: written.accept_loss ?? [],
    ...shared,
    losses: written.losses ?? "warn",
    columns: Object.fromEntries(
      Object.entries(written.columns ?? {}).map(([key, value]) => [key, normaliseColumn(value)]),
    ),
    keys: {
      primary: keys.primary ?? "enforced",
      unique: keys.unique ?? "enforced",
      foreign: keys.foreign ?? "enforced",
    },
    foreignKeyIndexes: written.foreign_key_indexes ?? true,
    indexes: (written.indexes ?? []).map(({ columns, unique = false }) => ({ columns, unique })),
    ...(written.incremental === undefined ? {} : { incremental: { overlap: 15, ...written.incremental } }),
    verify: written.verify ?? "every-bundle",
  };
}

function normalisePlace(written: NonNullable<WrittenTable["postgres"]>, name: string): TableConfig["postgres"] {
  const { schema = "public", table = name, was } = written;
  return {
    schema,
    table,
    ...(was === undefined ? {} : { was: { schema: was.schema ?? schema, table: was.table ?? table } }),
  };
}

function normaliseSchedule(written: WrittenSchedule): Schedule {
  if (typeof written === "string") return { kind: written };
  return { kind: "cron", cron: written.cron.trim().replaceAll(/\s+/g, " "), zone: written.zone };
}

function normaliseColumn({ exclude, policies, accept_loss: acceptLoss, ...rest }: WrittenColumn): ColumnConfig {
  return {
    ...rest,
    ...(exclude === true ? { exclude } : {}),
    ...(policies === undefined ? {} : { policies: normalisePolicies(policies) }),
    ...(acceptLoss === undefined ? {} : { acceptLoss }),
  };
}

function normalisePolicies(written: WrittenPolicies): Record<string, string> {
  const chosen = policies.flatMap(({ name, yamlName }): [string, string][] => {
    const value = written[yamlName];
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(chosen);
}
