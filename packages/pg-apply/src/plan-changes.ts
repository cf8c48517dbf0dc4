import type { TableMetadata } from "@dp/metadata";
import type { PgConnection } from "@dp/pg-client";
import {
  consideredTables,
  fromMetadata,
  type PgModel,
  type Plan,
  plan,
  type PlanOptions,
  planTargets,
} from "@dp/pg-ddl";

import { normalizeDefaults } from "./normalize-defaults.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { checkRequirements } from "./requirements.ts";

/** Both sides of a comparison, read from one database. */
export interface Sides {
  readonly wanted: PgModel;
  readonly present: PgModel;
}

/** What the metadata asks for, in the server's own words, and what is there. */
export async function readSides(db: PgConnection, metadata: readonly TableMetadata[]): Promise<Sides> {
  await checkRequirements(db, metadata);
  const wanted = await normalizeDefaults(db, fromMetadata(metadata));
  const present = await readCatalogue(db, consideredTables(wanted));
  return { wanted, present };
}

/**
 * What would have to be done so that the database holds these tables. Changes nothing.
 * @throws RequirementError, DefaultRefusedError, PostgresError, and the errors of `plan`
 */
export async function planChanges(
  db: PgConnection,
  metadata: readonly TableMetadata[],
  options: PlanOptions = {},
): Promise<Plan> {
  const { wanted, present } = await readSides(db, metadata);
  return plan(wanted, present, planTargets(metadata), options);
}
