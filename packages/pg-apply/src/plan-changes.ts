import type { TableMetadata } from "@dp/metadata";
import type { PgConnection } from "@dp/pg-client";
import {
  consideredTables,
  fromMetadata,
  type PgModel,
  type Plan,
  plan,
  type PlanOptions,
  planSettings,
  planTargets,
  type TargetSettings,
} from "@dp/pg-ddl";

import { normalizeDefaults } from "./normalize-defaults.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { checkRequirements } from "./requirements.ts";

/** Both sides of a comparison, read from one database. */
export interface Sides {
  readonly wanted: PgModel;
  readonly present: PgModel;
}

/** What the metadata and the settings ask for, in the server's own words, and what is there. */
export async function readSides(
  db: PgConnection,
  metadata: readonly TableMetadata[],
  settings: TargetSettings | undefined,
): Promise<Sides> {
  const asked = fromMetadata(metadata, settings);
  await checkRequirements(db, { metadata, settings, wanted: asked });
  const wanted = await normalizeDefaults(db, asked);
  const compares = settings === undefined ? [] : planSettings(settings, metadata).compares;
  const present = await readCatalogue(db, consideredTables(wanted), compares);
  return { wanted, present };
}

/**
 * What would have to be done so that the database holds these tables, as the settings of a target say where there are
 * some. Changes nothing.
 * @throws RequirementError, DefaultRefusedError, PostgresError, and the errors of `plan` and `fromMetadata`
 */
export async function planChanges(
  db: PgConnection,
  metadata: readonly TableMetadata[],
  { settings, ...options }: PlanOptions & { readonly settings?: TargetSettings | undefined } = {},
): Promise<Plan> {
  const { wanted, present } = await readSides(db, metadata, settings);
  const bound = settings === undefined ? {} : { settings: planSettings(settings, metadata) };
  return plan(wanted, present, planTargets(metadata, settings), { ...options, ...bound });
}
