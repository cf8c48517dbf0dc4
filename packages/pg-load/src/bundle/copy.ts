import type { PgConnection } from "@dp/pg-client";

import { hasCode } from "../errors.ts";
import { addPart } from "../ledger/bundles.ts";
import type { LoadOptions } from "../options.ts";
import { copyPart, type PartSource, type PartWork } from "../rows/copy-part.ts";
import { openSession } from "../session.ts";
import type { Staged } from "./stage.ts";

/** Codes of a way to the server that broke: what was not committed is gone, and may be done again. */
export const lostCodes = ["POSTGRES_CONNECTION_LOST", "POSTGRES_UNREACHABLE", "POSTGRES_NOT_READY"];

/** Tells of progress, not too often. */
export class Progress {
  #bytes = 0;
  #rows = 0;
  #toldAt = 0;
  readonly #tell: (bytes: number, rows: number) => void;

  constructor(tell: (bytes: number, rows: number) => void) {
    this.#tell = tell;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
    const now = performance.now();
    if (now - this.#toldAt < 200) return;
    this.#toldAt = now;
    this.#tell(this.#bytes, this.#rows);
  }

  part(rows: number): void {
    this.#rows += rows;
    this.#tell(this.#bytes, this.#rows);
  }
}

/** Where the parts of a staged bundle come from. */
export function sourceOf({ opened }: Staged, options: LoadOptions, progress: Progress): PartSource {
  return {
    store: options.store,
    ref: opened.ref,
    manifest: opened.manifest,
    identities: options.identities,
    showValues: options.showValues === true,
    onBytes: (bytes) => {
      progress.add(bytes);
    },
  };
}

/** One part, its line in the ledger and its rows: together or not at all. */
export async function copyOne(
  db: PgConnection,
  { staged, source, options }: { staged: Staged; source: PartSource; options: LoadOptions },
  work: PartWork,
): Promise<void> {
  const { feed, epoch, seq } = staged.link;
  await addPart(db, { bundleId: staged.id, feed, epoch, seq, part: work.part });
  await copyPart(db, source, work);
  await options.onPoint?.("part-copied");
}

interface Queue {
  readonly next: () => PartWork | undefined;
  readonly giveBack: (part: PartWork) => void;
  readonly stop: () => void;
}

function queueOf(parts: readonly PartWork[]): Queue {
  const left = parts.toReversed();
  return { next: () => left.pop(), giveBack: (part) => left.push(part), stop: () => left.splice(0) };
}

/** Copies parts over one session until none is left; a session that breaks is opened anew, a few times. */
async function work(
  first: PgConnection | undefined,
  { staged, options, queue, progress }: { staged: Staged; options: LoadOptions; queue: Queue; progress: Progress },
): Promise<void> {
  const source = sourceOf(staged, options, progress);
  let db = first;
  let breaks = 0;
  try {
    for (let part = queue.next(); part !== undefined;) {
      try {
        db ??= await openSession(options.connect);
        const [session, current] = [db, part];
        await session.transaction(() => copyOne(session, { staged, source, options }, current));
        await options.onPoint?.("part-committed");
      } catch (error) {
        // A server that has room for no more sessions is served by those that there are.
        if (db === undefined && hasCode(error, "POSTGRES_TOO_MANY_CONNECTIONS")) {
          queue.giveBack(part);
          return;
        }
        // The session that everything hangs on is for the caller to replace.
        if (db === first || !hasCode(error, ...lostCodes) || ++breaks > 3) throw error;
        await db?.close();
        db = undefined;
        // It may have been committed although nobody said so.
        if (!(await isUnfinished(options, staged, part))) part = queue.next();
        continue;
      }
      progress.part(part.part.rows);
      part = queue.next();
    }
  } catch (error) {
    queue.stop();
    throw error;
  } finally {
    if (db !== first) await db?.close();
  }
}

async function isUnfinished(options: LoadOptions, staged: Staged, { part }: PartWork): Promise<boolean> {
  const db = await openSession(options.connect);
  try {
    const sql = "SELECT 1 AS one FROM dp_control.part WHERE bundle_id = $1 AND part = $2";
    return (await db.query(sql, [staged.id, part.file])).length === 0;
  } finally {
    await db.close();
  }
}

/** Copies the parts that are left, over several sessions at once, the caller's among them. */
export async function copyParts(
  db: PgConnection,
  { staged, options, progress }: { staged: Staged; options: LoadOptions; progress: Progress },
  parts: readonly PartWork[],
): Promise<void> {
  const queue = queueOf(parts);
  const count = Math.max(1, Math.min(options.connections ?? 2, parts.length));
  const shared = { staged, options, queue, progress };
  const workers = Array.from({ length: count }, (_unused, index) => work(index === 0 ? db : undefined, shared));
  const ended = await Promise.allSettled(workers);
  const failed = ended.find((one) => one.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
