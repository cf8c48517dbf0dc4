import type { ManifestTable } from "@dp/bundle";
import type { Queryable } from "@dp/pg-client";
import { quoteIdentifier, quoteQualified, tableText } from "@dp/pg-ddl";

import type { Shape } from "./shape.ts";
import {
  type LiveForeignKey,
  type LiveIndex,
  type LiveTable,
  readAttached,
  readForeignKeys,
  readIndexes,
} from "./target.ts";

/**
 * How the rows get into the live table: another table takes its place; row by row by key; all out and all in;
 * TRUNCATE, which blocks readers; by the key of an incremental bundle; rows added.
 */
type Way = "swap" | "diff" | "delete-insert" | "truncate" | "merge" | "append";

/** A table of a bundle with its live table. */
export interface Target {
  readonly table: ManifestTable;
  readonly live: LiveTable;
  readonly shape: Shape;
  readonly indexes: readonly LiveIndex[];
}

/** A target and how its rows get in. */
export interface ChosenTarget extends Target {
  readonly way: Way;
  /** Why, for a person. */
  readonly reason: string;
}

/** What was allowed and asked for. */
export interface WayOptions {
  /** TRUNCATE may be used: readers wait until the rows are in. */
  readonly allowTruncate?: boolean;
  /** Never swap: the live table stays the same relation. */
  readonly inPlace?: boolean;
}

function foreignKeyReasons(keys: readonly LiveForeignKey[], oid: string): readonly string[] {
  return keys
    .filter(({ fromOid, toOid }) => fromOid === oid || toOid === oid)
    .filter(({ rest, partitioned, owned }) => rest === null || partitioned || !owned)
    .map(({ name, fromSchema, fromTable }) => {
      return `the foreign key ${name} of ${tableText({ schema: fromSchema, name: fromTable })} cannot be made again`;
    });
}

/** Whether somebody may have written something into columns that the bundle does not fill. */
async function extraValues(db: Queryable, { live, shape }: Target): Promise<readonly string[]> {
  const kept: string[] = [];
  for (const { name, identity } of shape.extra) {
    const sql = `SELECT EXISTS (SELECT FROM ${quoteQualified(live)} WHERE ${quoteIdentifier(name)} IS NOT NULL) AS filled`;
    const [row] = await db.query<{ filled: boolean }>(sql);
    if (identity || row?.filled === true) kept.push(`column ${name} holds values that the bundle does not have`);
  }
  return kept;
}

async function swapRefusals(
  db: Queryable,
  target: Target,
  keys: readonly LiveForeignKey[],
): Promise<readonly string[]> {
  const { live, shape, indexes } = target;
  if (live.kind !== "r" || live.persistence !== "p") return ["it is no plain table"];
  if (!live.owned) return [`it belongs to ${live.owner}, whose rights we do not have`];
  if (!live.own && !live.ownerMayWait) return [`its owner ${live.owner} has no CREATE on the schema dp_load`];
  const wider = shape.columns.filter((column) => column.wider).map(({ name }) => `column ${name} is wider here`);
  const odd = indexes
    .filter(({ valid, definition, method }) => !valid || (definition === null && method === null))
    .map(({ name }) => `the index ${name} cannot be made again`);
  const attached = await readAttached(db, live.oid);
  return [...wider, ...odd, ...attached, ...foreignKeyReasons(keys, live.oid), ...(await extraValues(db, target))];
}

function tellsApart(indexes: readonly LiveIndex[], key: readonly string[] | undefined): boolean {
  if (key === undefined) return false;
  const wanted = JSON.stringify([...key].sort());
  return indexes.some((index) => index.tellsRowsApart && JSON.stringify([...index.columns].sort()) === wanted);
}

/** How to load a full bundle into a table that cannot be swapped. */
function inPlace({ table, indexes, live }: Target, keys: readonly LiveForeignKey[], options: WayOptions): Way {
  const referenced = keys.some(({ toOid, fromOid }) => toOid === live.oid && fromOid !== live.oid);
  if (options.allowTruncate === true && !referenced && live.kind === "r") return "truncate";
  return tellsApart(indexes, table.key) ? "diff" : "delete-insert";
}

function chosen(target: Target, way: Way, reason: string): ChosenTarget {
  return { ...target, way, reason };
}

interface Judged {
  readonly target: Target;
  readonly refusals: readonly string[];
}

/** Tables tied by foreign keys are swapped together or not at all: rows of one refer to rows of the other. */
function spread(judged: readonly Judged[], keys: readonly LiveForeignKey[]): readonly Judged[] {
  const stays = new Map(
    judged.filter(({ refusals }) => refusals.length > 0).map(({ target }) => [target.live.oid, target]),
  );
  const all = new Map(judged.map((one) => [one.target.live.oid, one]));
  for (let found = true; found;) {
    found = false;
    for (const { fromOid, toOid } of keys) {
      for (const [one, other] of [
        [fromOid, toOid],
        [toOid, fromOid],
      ] as const) {
        const next = all.get(other);
        const because = stays.get(one);
        if (because === undefined || next === undefined || stays.has(other)) continue;
        stays.set(other, next.target);
        all.set(other, { ...next, refusals: [`${because.table.name} is tied to it and stays in place`] });
        found = true;
      }
    }
  }
  return [...all.values()];
}

/** Chooses for each table of a bundle how its rows get in, and says why. */
export async function chooseWays(
  db: Queryable,
  targets: readonly Target[],
  options: WayOptions,
): Promise<readonly ChosenTarget[]> {
  const keys = await readForeignKeys(
    db,
    targets.map(({ live }) => live.oid),
  );
  const judged: Judged[] = [];
  for (const target of targets) {
    const { mode } = target.table;
    if (mode !== "full") judged.push({ target, refusals: [`the bundle is ${mode}`] });
    else if (options.inPlace === true) judged.push({ target, refusals: ["asked for"] });
    else judged.push({ target, refusals: await swapRefusals(db, target, keys) });
  }
  return spread(judged, keys).map(({ target, refusals }) => {
    const { mode } = target.table;
    const [first = "", ...more] = refusals;
    const reason = more.length === 0 ? first : `${first}, and ${String(more.length)} more`;
    if (mode === "append") return chosen(target, "append", reason);
    if (mode === "incremental") return chosen(target, "merge", reason);
    if (refusals.length > 0) return chosen(target, inPlace(target, keys, options), reason);
    return chosen(target, "swap", "everything on the table can be made again");
  });
}

/** A table of the bundle with its live table, its indexes read. */
export async function toTarget(db: Queryable, one: Omit<Target, "indexes">): Promise<Target> {
  return { ...one, indexes: await readIndexes(db, one.live.oid) };
}
