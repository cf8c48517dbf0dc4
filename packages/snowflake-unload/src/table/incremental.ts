import type { BucketSum } from "@dp/type-map/sql";

import { behindWatermark, sinceWatermark } from "../sql/cursor.ts";
import { at, changes } from "../sql/point.ts";
import { goneKeysStatement, keysStatement, rowSet, type RowSet } from "../sql/rows.ts";
import { inBuckets } from "../sql/sums.ts";
import { countOf, countRows, extentOf, refuseBrokenKeys, sumsOf, type Extent } from "./ask.ts";
import type { DeletesBy, Way } from "./choose-way.ts";
import { isUnreachable } from "./unreachable.ts";
import { differingBuckets, knownPoint, sameSums, type TableState } from "./state.ts";
import { note, type Holds, type Moving, type UnloadedTable } from "./moving.ts";
import { readRows } from "./read-rows.ts";
import { isVerifying } from "./verify-timing.ts";

type IncrementalWay = Extract<Way, { mode: "incremental" }>;

/** What is known of the whole table before its changes are read. */
interface Present {
  readonly extent: Extent;
  /** Where they were taken. */
  readonly sums?: readonly BucketSum[];
}

/** What else there is when a way of finding deletes turns out to be closed. */
const nextBest: Readonly<Record<DeletesBy, DeletesBy | undefined>> = { changes: "past", past: "sums", sums: undefined };

/** Reads the rows that came or changed since the last bundle, and the keys that went. */
export async function unloadIncremental(moving: Moving, way: IncrementalWay): Promise<UnloadedTable> {
  try {
    return await unloadBy(moving, way);
  } catch (error) {
    const deletes = nextBest[way.deletes];
    if (deletes === undefined || !isUnreachable(error)) throw error;
    note(
      moving,
      "NO_CHANGES_TRACKED",
      `its ${way.deletes === "changes" ? "tracked changes" : "past"} cannot be read back to the last bundle`,
    );
    return unloadIncremental(moving, { ...way, deletes });
  }
}

async function unloadBy(moving: Moving, way: IncrementalWay): Promise<UnloadedTable> {
  const { db, table, whole } = moving;
  const { state } = way;
  const extent = await extentOf(db, moving.origin, way.cursor);
  const summing = isVerifying(moving, state) || way.deletes === "sums";
  const sums = summing ? await sumsOf(db, table, whole, state.buckets) : undefined;
  const present: Present = { extent, ...(sums !== undefined && { sums }) };
  const replaced = replacedBuckets(way, present);
  const gone = await goneKeys(moving, way, replaced);
  const rows = changedRows(moving, way);
  const unchanged =
    gone.deletedKeys === 0 && way.resync.length === 0 && (await isUnchanged(moving, { way, present, rows }));
  const verifying = isVerifying(moving, state);
  const base = {
    ...({ table, mode: "incremental", why: way.why, since: state.snapshot, buckets: state.buckets } as const),
    ...(sums !== undefined && verifying && { tableSums: sums }),
    state: nextState(moving, way, { ...present, verifying }),
  };
  if (unchanged) {
    return { ...base, parts: [], rows: 0, deletedKeys: 0, bucketsReplaced: [], losses: [], bundleSums: [], unchanged };
  }
  const { rows: count, losses } = await countRows(db, table, rows);
  await refuseBrokenKeys(db, table, rows);
  const read =
    count === 0 ? { parts: [], sums: [] } : await readRows(moving, { rows, count, way, buckets: state.buckets });
  const parts = [...read.parts, ...gone.parts];
  return {
    ...base,
    parts,
    rows: count,
    deletedKeys: gone.deletedKeys,
    bucketsReplaced: replaced,
    losses,
    bundleSums: read.sums,
    unchanged,
  };
}

/** Buckets whose keys are sent in full: those asked for, and, where nothing else shows deletes, those that differ. */
function replacedBuckets({ deletes, state, resync }: IncrementalWay, { sums = [] }: Present): readonly number[] {
  if (deletes !== "sums") return resync;
  const all = Array.from({ length: state.buckets }, (_unused, bucket) => bucket);
  const differing = state.sums === undefined ? all : differingBuckets(state.sums, sums);
  return [...new Set([...differing, ...resync])].toSorted((a, b) => a - b);
}

interface Gone {
  readonly deletedKeys: number;
  readonly parts: UnloadedTable["parts"];
}

async function goneKeys(moving: Moving, way: IncrementalWay, replaced: readonly number[]): Promise<Gone> {
  const { table, point, snapshot, whole } = moving;
  const { state, deletes } = way;
  const parts: UnloadedTable["parts"][number][] = [];
  let deletedKeys = 0;
  const read = async (holds: Holds, sql: string): Promise<number> => {
    const width = table.key?.length ?? 0;
    const found = await moving.readInto({ table: table.name, holds, sql, width, repeatable: point !== undefined });
    parts.push(...found.parts.map((part) => ({ ...part, holds })));
    return found.rows;
  };
  if (deletes === "changes") {
    const tracked = changes(table.reference, { since: knownPoint(state), until: snapshot, information: "DEFAULT" });
    const [before, after] = ["DELETE", "INSERT"].map((action) =>
      rowSet(table, tracked, `METADATA$ACTION = '${action}'`),
    );
    if (before !== undefined && after !== undefined) {
      deletedKeys = await read("deleted-keys", goneKeysStatement(table, before, after));
    }
  }
  if (deletes === "past") {
    const before = rowSet(table, at(table.reference, knownPoint(state)));
    deletedKeys = await read("deleted-keys", goneKeysStatement(table, before, whole));
  }
  if (replaced.length > 0) {
    const inside = rowSet(table, at(table.reference, point), inBuckets(table, replaced, state.buckets));
    await read("bucket-keys", keysStatement(table, inside));
  }
  return { deletedKeys, parts };
}

function changedRows({ table, point, snapshot }: Moving, way: IncrementalWay): RowSet {
  const { state, cursor, overlap, resync } = way;
  if (way.deletes === "changes") {
    const tracked = changes(table.reference, { since: knownPoint(state), until: snapshot, information: "DEFAULT" });
    return rowSet(table, tracked, "METADATA$ACTION = 'INSERT'");
  }
  const since = state.watermark === undefined ? undefined : sinceWatermark(cursor, state.watermark.text, overlap);
  const again = resync.length === 0 ? [] : [inBuckets(table, resync, state.buckets)];
  const where = since === undefined ? undefined : [since, ...again].join(" OR ");
  return rowSet(table, at(table.reference, point), where);
}

interface Question {
  readonly way: IncrementalWay;
  readonly present: Present;
  readonly rows: RowSet;
}

/**
 * Whether nothing is new. The overlap is sent again with whatever is new, but does not make a bundle by itself.
 */
async function isUnchanged(moving: Moving, { way, present: { extent, sums }, rows }: Question): Promise<boolean> {
  const { db, table, origin, point } = moving;
  const { state, cursor } = way;
  // Sums that were not kept the last time can only be compared by the other side: they have to be sent.
  const same = sums === undefined || (state.sums !== undefined && sameSums(state.sums, sums));
  if (way.deletes === "changes") return same && (await countOf(db, rows.from)) === 0;
  if (extent.rows === 0 && state.rows === 0) return true;
  if (!same || state.watermark === undefined) return false;
  const newer = await countOf(db, origin, behindWatermark(cursor, state.watermark.text));
  if (newer > 0) return false;
  if (sums !== undefined) return extent.withoutCursor === 0 || table.outside.length === 0;
  if (way.deletes !== "past" || extent.withoutCursor > 0) return false;
  const since = sinceWatermark(cursor, state.watermark.text, way.overlap);
  const [now, then] = [point, knownPoint(state)].map((moment) => {
    const key = (table.key ?? []).map(({ origin }) => origin);
    return `SELECT ${[...key, cursor.reference].join(", ")} FROM ${at(table.reference, moment)} WHERE ${since}`;
  });
  return (await countOf(db, `(${now ?? ""} MINUS ${then ?? ""}) AS "late"`)) === 0;
}

function nextState(
  { snapshot }: Moving,
  { state, cursor }: IncrementalWay,
  { extent, sums, verifying }: Present & { readonly verifying: boolean },
): TableState {
  const { valuesFingerprint, buckets } = state;
  const text = extent.watermark ?? state.watermark?.text;
  const verifiedAt = verifying ? snapshot : state.verifiedAt;
  return {
    ...{ snapshot, valuesFingerprint, buckets, rows: extent.rows },
    ...(sums !== undefined && { sums }),
    ...(verifiedAt !== undefined && { verifiedAt }),
    ...(text !== undefined && { watermark: { column: cursor.column, text } }),
  };
}
