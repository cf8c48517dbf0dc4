import type { OpenedBundle, Part } from "@dp/bundle";
import type { PgConnection } from "@dp/pg-client";

import type { Link } from "../chain/link.ts";
import {
  addBundle,
  type LedgerTable,
  readBundle,
  readBundles,
  readParts,
  removeStaged,
  writeStagedTables,
} from "../ledger/bundles.ts";
import type { LoadOptions } from "../options.ts";
import { createLoadTables, destination, dropLoadTables, loadTables, type LoadTables } from "../rows/load-table.ts";
import type { PartWork } from "../rows/copy-part.ts";
import type { ChosenTarget } from "../target/way.ts";
import { layoutOf } from "./targets.ts";

/** A bundle that has its line in the ledger and its load tables. */
export interface Staged {
  readonly id: string;
  readonly opened: OpenedBundle;
  readonly link: Link;
  readonly targets: readonly StagedTarget[];
}

/** A table of it. */
export interface StagedTarget {
  readonly target: ChosenTarget;
  readonly tables: LoadTables;
}

function ledgerTable({ table, way, reason, live }: ChosenTarget): LedgerTable {
  return { name: table.name, mode: table.mode, rows: table.rows, way, reason, layout: layoutOf(live) };
}

function sameTables(one: readonly LedgerTable[], other: readonly LedgerTable[]): boolean {
  const text = (tables: readonly LedgerTable[]): string =>
    JSON.stringify(tables.map(({ name, way, layout }) => [name, way === "swap", layout]));
  return text(one) === text(other);
}

/** Makes the ledger's line and the load tables in the transaction that is open. @returns the ledger's id */
async function stageAnew(
  db: PgConnection,
  { link, opened }: Pick<Staged, "link" | "opened">,
  { targets, runId }: { readonly targets: readonly ChosenTarget[]; readonly runId: string },
): Promise<string> {
  const { feed, epoch, seq, sha256, folder } = link;
  for (const old of (await readBundles(db, feed)).filter(({ state }) => state === "staged")) {
    await dropLoadTables(db, old.id);
    await removeStaged(db, old.id);
  }
  const id = await addBundle(db, {
    feed,
    epoch,
    seq,
    manifestSha256: sha256,
    folder,
    runId: link.runId,
    loadRunId: runId,
    state: "staged",
    snapshot: opened.manifest.snapshot,
  });
  await writeStagedTables(db, id, targets.map(ledgerTable));
  for (const [index, target] of targets.entries()) await createLoadTables(db, loadTables(id, index), target);
  return id;
}

/**
 * Begins a bundle, or goes on with what an earlier run left of it: the same manifest, and tables that stand as they did.
 * @param inTransaction opens a transaction, or uses the one that is open
 */
export async function stage(
  db: PgConnection,
  bundle: Pick<Staged, "link" | "opened"> & { readonly targets: readonly ChosenTarget[] },
  { options, inTransaction }: { options: LoadOptions; inTransaction: <T>(work: () => Promise<T>) => Promise<T> },
): Promise<Staged> {
  const { link, opened, targets } = bundle;
  const known = await readBundle(db, link);
  const goesOn =
    known?.state === "staged" &&
    known.manifestSha256 === link.sha256 &&
    sameTables(known.tables, targets.map(ledgerTable));
  const id = goesOn
    ? known.id
    : await inTransaction(async () => {
        const made = await stageAnew(db, bundle, { targets, runId: options.runId });
        await options.onPoint?.("before-staged");
        return made;
      });
  const staged = targets.map((target, index) => ({ target, tables: loadTables(id, index) }));
  return { id, link, opened, targets: staged };
}

/** Every part of a bundle, with the load table it goes into. */
function partWork({ targets }: Pick<Staged, "targets">): readonly PartWork[] {
  return targets.flatMap(({ target: { table }, tables }) =>
    table.parts.map((part: Part) => ({ table, part, ...destination(tables, part, table) })),
  );
}

/** Parts that no earlier run has finished. */
export async function unfinishedParts(db: PgConnection, staged: Staged): Promise<readonly PartWork[]> {
  const done = await readParts(db, staged.id);
  return partWork(staged).filter(({ part }) => !done.has(part.file));
}
