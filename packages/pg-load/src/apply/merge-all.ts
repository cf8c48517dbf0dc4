import { type PgConnection, PostgresError } from "@dp/pg-client";
import { quoteIdentifier, quoteQualified } from "@dp/pg-ddl";
import { addBucketSums, type BucketSum } from "@dp/type-map/sql";

import { type LiveForeignKey, readForeignKeys } from "../target/target.ts";
import { withSavepoint } from "./locks.ts";
import {
  insertRows,
  type Merging,
  removeDeletedKeys,
  removeOthers,
  removeReplaced,
  removeUnlisted,
  sumsOfReplaced,
  updateRows,
} from "./merge.ts";

/** Sums of the rows that went, by table, for tables whose sums are kept by adding up. */
export type Removed = ReadonlyMap<string, readonly BucketSum[]>;

interface Work {
  readonly merging: readonly Merging[];
  readonly removed: Map<string, readonly BucketSum[]>;
}

/** Parents before the tables that refer to them; ties in rings are broken anyhow. */
function parentsFirst(merging: readonly Merging[], keys: readonly LiveForeignKey[]): readonly Merging[] {
  const done = new Set<string>();
  const order: Merging[] = [];
  const visit = (one: Merging, path: ReadonlySet<string>): void => {
    const { oid } = one.target.live;
    if (done.has(oid) || path.has(oid)) return;
    for (const { toOid } of keys.filter(({ fromOid }) => fromOid === oid)) {
      const parent = merging.find(({ target }) => target.live.oid === toOid);
      if (parent !== undefined) visit(parent, new Set([...path, oid]));
    }
    if (done.has(oid)) return;
    done.add(oid);
    order.push(one);
  };
  for (const one of merging) visit(one, new Set());
  return order;
}

function add(removed: Map<string, readonly BucketSum[]>, one: Merging, sums: readonly BucketSum[]): void {
  const { name } = one.target.table;
  removed.set(name, addBucketSums(removed.get(name) ?? [], sums));
}

/** Everything that goes and is not replaced. */
async function takeOut(db: PgConnection, one: Merging, removed: Work["removed"]): Promise<void> {
  const { way, table } = one.target;
  if (way === "diff") await removeOthers(db, one);
  if (way === "delete-insert") await db.query(`DELETE FROM ${quoteQualified(one.target.live)}`);
  if (way === "truncate") await db.query(`TRUNCATE ${quoteQualified(one.target.live)}`);
  if (way !== "merge") return;
  if (table.parts.some(({ holds }) => holds === "deleted-keys")) add(removed, one, await removeDeletedKeys(db, one));
  if (table.bucketsReplaced !== undefined) add(removed, one, await removeUnlisted(db, one));
}

async function putIn(
  db: PgConnection,
  one: Merging,
  { removed, replace }: Pick<Work, "removed"> & { replace: boolean },
): Promise<void> {
  const { way } = one.target;
  const byKey = way === "merge" || way === "diff";
  if (way === "merge") add(removed, one, await sumsOfReplaced(db, one));
  if (!byKey || replace) {
    if (byKey) await removeReplaced(db, one);
    await insertRows(db, one, "all");
    return;
  }
  await insertRows(db, one, "missing");
  await updateRows(db, one);
}

/**
 * Row by row, readers and foreign keys as they are: first what goes from tables that nobody refers to, then what comes,
 * parents first, then what goes from the others.
 */
async function plainly(db: PgConnection, { merging, removed }: Work, keys: readonly LiveForeignKey[]): Promise<void> {
  const ordered = parentsFirst(merging, keys);
  const oids = new Set(merging.map(({ target }) => target.live.oid));
  const referenced = (one: Merging): boolean =>
    keys.some(({ toOid, fromOid }) => toOid === one.target.live.oid && fromOid !== toOid && oids.has(fromOid));
  // Rows that are wholly replaced have to go before they come.
  const early = (one: Merging): boolean => !referenced(one) || one.target.way === "delete-insert";
  const childrenFirst = ordered.toReversed();
  for (const one of childrenFirst.filter(early)) await takeOut(db, one, removed);
  for (const one of ordered) await putIn(db, one, { removed, replace: false });
  for (const one of childrenFirst.filter((each) => !early(each))) await takeOut(db, one, removed);
}

/** Whether rows may go and come again: nothing else hangs on them that would go with them, no other values are lost. */
function mayReplace({ target }: Merging, keys: readonly LiveForeignKey[]): boolean {
  const acts = ({ onDelete, onUpdate }: LiveForeignKey): boolean =>
    "cnd".includes(onDelete) || "cnd".includes(onUpdate);
  return target.shape.extra.length === 0 && !keys.some((key) => key.toOid === target.live.oid && acts(key));
}

const conflicts: readonly (string | undefined)[] = ["23503", "23505"];

function alterConstraint({ fromSchema, fromTable, name }: LiveForeignKey, how: string): string {
  const table = quoteQualified({ schema: fromSchema, name: fromTable });
  return `ALTER TABLE ${table} ALTER CONSTRAINT ${quoteIdentifier(name)} ${how}`;
}

/**
 * With the foreign keys looked at only at the end, and rows taken out before they come again: for rows that refer to
 * each other in a ring, or pass a unique value among themselves.
 */
async function deferred(db: PgConnection, { merging, removed }: Work, keys: readonly LiveForeignKey[]): Promise<void> {
  const changed = keys.filter(({ deferrable, owned, partitioned }) => !deferrable && owned && !partitioned);
  for (const key of changed) await db.query(alterConstraint(key, "DEFERRABLE INITIALLY DEFERRED"));
  await db.query("SET CONSTRAINTS ALL DEFERRED");
  for (const one of merging) await takeOut(db, one, removed);
  for (const one of merging) await putIn(db, one, { removed, replace: mayReplace(one, keys) });
  await db.query("SET CONSTRAINTS ALL IMMEDIATE");
  for (const key of changed) await db.query(alterConstraint(key, "NOT DEFERRABLE"));
}

/** Changes the rows of all tables of a bundle that stay where they are. @returns the sums of what went */
export async function mergeAll(
  db: PgConnection,
  merging: readonly Merging[],
  onDeferred: (message: string) => void,
): Promise<Removed> {
  if (merging.length === 0) return new Map();
  const keys = await readForeignKeys(
    db,
    merging.map(({ target }) => target.live.oid),
  );
  const removed = new Map<string, readonly BucketSum[]>();
  try {
    await withSavepoint(db, "dp_merge", () => plainly(db, { merging, removed }, keys));
  } catch (error) {
    if (!(error instanceof PostgresError) || !conflicts.includes(error.sqlState)) throw error;
    onDeferred(error.message);
    removed.clear();
    await deferred(db, { merging, removed }, keys);
  }
  return removed;
}
