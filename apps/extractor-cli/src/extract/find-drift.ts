import { metadataFileName } from "@dp/metadata-folder";
import type { TableMetadata } from "@dp/metadata";

import { ddlFaults, ddlFaultText } from "../ddl-state.ts";
import { remapped } from "../drift/remapped.ts";
import {
  addedTable,
  fileDrift,
  merged,
  type TableDrift,
  tableDrift,
  unnamedTable,
  vanishedTable,
} from "../drift/table-drift.ts";
import type { TableOutcome } from "../mapped.ts";
import { type Run, schemasShownAs } from "./run.ts";

/** What a check compares. */
export interface Compared {
  /** Chosen tables. */
  readonly outcomes: readonly TableOutcome[];
  readonly configured: readonly string[];
  /** Whether every table was chosen: files of other tables are then looked at too. */
  readonly whole: boolean;
}

const notFound: readonly unknown[] = ["TABLE_NOT_FOUND", "SCHEMA_NOT_FOUND", "DATABASE_NOT_FOUND"];

/** Whether Snowflake says that the table is not there, or not for this role. */
export function isVanished(code: unknown): boolean {
  return notFound.includes(code);
}

function committedTables({ committed }: Run): readonly TableMetadata[] {
  return [...committed.values()].flatMap((entry) => ("metadata" in entry ? [entry.metadata] : []));
}

function outcomeDrift(
  run: Run,
  outcome: TableOutcome,
  again: (name: string) => TableMetadata | undefined,
): readonly TableDrift[] {
  const entry = run.committed.get(outcome.name);
  if (entry !== undefined && "error" in entry) {
    return [fileDrift(outcome.name, `${schemasShownAs}/${metadataFileName(outcome.name)}`, "cannot be read")];
  }
  if ("error" in outcome) {
    const vanished = isVanished((outcome.error as { code?: unknown } | undefined)?.code);
    return entry !== undefined && vanished ? [vanishedTable(entry.metadata)] : [];
  }
  if (entry === undefined) return [addedTable(outcome.metadata)];
  return [tableDrift({ before: entry.metadata, after: outcome.metadata, again: () => again(outcome.name) })];
}

/** Everything that is different since the files were committed, table by table, told apart by who made it. */
export async function findDrift(run: Run, { outcomes, configured, whole }: Compared): Promise<readonly TableDrift[]> {
  const committed = committedTables(run);
  let made: ReadonlyMap<string, TableMetadata> | undefined;
  const again = (name: string): TableMetadata | undefined => (made ??= remapped(committed)).get(name);
  const chosen = new Set(outcomes.map(({ name }) => name));
  const broken = [...run.committed.values()].flatMap((entry) => ("error" in entry ? [entry.name] : []));
  const faults = await ddlFaults(run.project.ddlDir, committed, broken);
  const files = faults
    .filter(({ table }) => whole || (table !== undefined && chosen.has(table)))
    .map((fault) => fileDrift(fault.table ?? fault.file, `metadata/ddl/${fault.file}`, ddlFaultText(fault)));
  const unnamed = whole ? committed.filter(({ name }) => !configured.includes(name)).map(unnamedTable) : [];
  return merged([...outcomes.flatMap((outcome) => outcomeDrift(run, outcome, again)), ...unnamed, ...files]);
}
