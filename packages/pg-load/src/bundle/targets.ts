import type { Manifest, ManifestTable } from "@dp/bundle";
import type { TableMetadata } from "@dp/metadata";
import type { Queryable } from "@dp/pg-client";
import { quoteIdentifier, quoteQualified, type QualifiedName, tableText } from "@dp/pg-ddl";

import { LoadError, type LoadProblem } from "../errors.ts";
import type { LoadOptions } from "../options.ts";
import { type Shape, shapeOf } from "../target/shape.ts";
import { type LiveTable, readLive } from "../target/target.ts";
import { type ChosenTarget, chooseWays, type Target, toTarget } from "../target/way.ts";

/** Where a table of a bundle stands in this database. */
export function targetName(metadata: TableMetadata, { targetOf }: Pick<LoadOptions, "targetOf">): QualifiedName {
  return targetOf?.(metadata) ?? { schema: metadata.target.schema, name: metadata.target.table };
}

/** What rows depend on and differs between a bundle's metadata and this project's, in words. */
export function metadataDifferences(bundle: TableMetadata, committed: TableMetadata): readonly string[] {
  if (bundle.fingerprints.values === committed.fingerprints.values) return [];
  const text = (metadata: TableMetadata): ReadonlyMap<string, string> =>
    new Map(
      metadata.target.columns.map(({ name, type, part }) => [name, part === undefined ? type : `${type} (${part})`]),
    );
  const [theirs, ours] = [text(bundle), text(committed)];
  const changed = [...theirs].flatMap(([name, type]) => {
    const here = ours.get(name);
    if (here === undefined) return [`column ${name} (${type}) is only in the bundle`];
    return here === type ? [] : [`column ${name} is ${type} in the bundle and ${here} here`];
  });
  const missing = [...ours.keys()].filter((name) => !theirs.has(name)).map((name) => `column ${name} is only here`);
  const all = [...changed, ...missing];
  return all.length > 0 ? all : ["keys, policies or the edition differ"];
}

/** What keeps a bundle's rows out of a table. */
interface Misfit {
  readonly table: ManifestTable;
  readonly problems: readonly LoadProblem[];
}

function shapeError(misfits: readonly Misfit[], committed: LoadOptions["committed"]): LoadError {
  const names = misfits.map(({ table }) => table.name);
  const stale = names.filter((name) => {
    const bundle = misfits.find(({ table }) => table.name === name)?.table.metadata;
    const here = committed?.get(name);
    return bundle !== undefined && (here === undefined || metadataDifferences(bundle, here).length > 0);
  });
  const bring = stale.length === 0 ? "" : `bring the metadata of ${stale.join(", ")} over first (git pull); `;
  return new LoadError({
    code: "LOAD_SHAPE_DIFFERS",
    message: `the bundle waits: ${names.join(", ")} ${names.length === 1 ? "does" : "do"} not stand as the bundle needs`,
    hint: `${bring}applier-cli plan --table ${names.join(" ")} shows the change, applier-cli apply makes it, then load again`,
    problems: misfits.flatMap(({ table, problems }) =>
      problems.map(({ message, where }) => ({
        message,
        where: where === undefined ? table.name : `${table.name}, ${where}`,
      })),
    ),
  });
}

/** Whether a table as it stands, or would stand, takes a bundle's rows; what is in the way otherwise. */
export function fit(
  table: ManifestTable,
  name: QualifiedName,
  live: LiveTable | undefined,
): Omit<Target, "indexes"> | Misfit {
  if (live === undefined) return { table, problems: [{ message: `${tableText(name)} does not exist` }] };
  if (!"rp".includes(live.kind)) return { table, problems: [{ message: `${tableText(name)} is no table` }] };
  const shape = shapeOf(table, live);
  return Array.isArray(shape)
    ? { table, problems: shape as readonly LoadProblem[] }
    : { table, live, shape: shape as Shape };
}

/** The live tables of a bundle. @throws LoadError LOAD_SHAPE_DIFFERS */
async function readTargets(db: Queryable, manifest: Manifest, options: LoadOptions): Promise<readonly Target[]> {
  const fits: Target[] = [];
  const misfits: Misfit[] = [];
  for (const table of manifest.tables) {
    const name = targetName(table.metadata, options);
    const found = fit(table, name, await readLive(db, name));
    if ("problems" in found) misfits.push(found);
    else fits.push(await toTarget(db, found));
  }
  if (misfits.length > 0) throw shapeError(misfits, options.committed);
  return fits;
}

/** Values that only the live table has would go with its rows where nothing tells rows apart. */
async function refuseLoss(db: Queryable, { way, shape, live, table }: ChosenTarget): Promise<void> {
  if (way !== "delete-insert" && way !== "truncate") return;
  for (const { name } of shape.extra) {
    const sql = `SELECT EXISTS (SELECT FROM ${quoteQualified(live)} WHERE ${quoteIdentifier(name)} IS NOT NULL) AS filled`;
    const [row] = await db.query<{ filled: boolean }>(sql);
    if (row?.filled !== true) continue;
    throw new LoadError({
      code: "LOAD_VALUES_WOULD_GO",
      message: `column ${name} of table ${table.name} holds values that the bundle does not have, and rows have no key to be kept by`,
      hint: "nothing was loaded; say --allow DELETES_DATA if these values may go, drop the column, or give the table a key",
      where: `table ${table.name}, column ${name}`,
    });
  }
}

/** Chooses how the rows of each table get in. @throws LoadError LOAD_SHAPE_DIFFERS, LOAD_VALUES_WOULD_GO */
export async function chooseTargets(
  db: Queryable,
  manifest: Manifest,
  options: LoadOptions,
): Promise<readonly ChosenTarget[]> {
  const chosen = await chooseWays(db, await readTargets(db, manifest, options), options);
  if (options.allowLoss !== true) for (const one of chosen) await refuseLoss(db, one);
  return chosen;
}

/** The live columns as far as load tables depend on them. */
export function layoutOf({ columns }: LiveTable): string {
  return columns
    .map(({ name, type, notNull, generated }) => `${name} ${type}${notNull ? "!" : ""}${generated ? "=" : ""}`)
    .join(", ");
}
