import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";

import { partSuffix, type JournalPart, type Outbox } from "@dp/bundle";

import type { UnloadEvent } from "../events.ts";
import type { ReadPart, ReadQuery, ResultReader } from "../read/types.ts";
import { resultNames } from "../sql/rows.ts";
import type { ReadInto } from "../table/moving.ts";
import type { FeedForm } from "./delivery.ts";

/** What the journal keeps beside a part, to go on where a run was cut. */
interface PartNotes {
  readonly query: ReadQuery;
  readonly index: number;
}

/** What reading the statements of one run of a feed goes by. */
export interface RunReaderOptions {
  readonly reader: Pick<ResultReader, "read">;
  readonly outbox: Outbox;
  readonly form: FeedForm;
  /** What a run that was cut had finished. */
  readonly finished: readonly JournalPart[];
  readonly emit: (event: UnloadEvent) => void;
}

/** Names one statement of a table: parts are used again for the very same only. */
function pieceOf(holds: string, sql: string): string {
  return `${holds}:${createHash("sha256").update(sql).digest("hex").slice(0, 32)}`;
}

/** Numbers of the files that are not taken. */
function numbers(taken: readonly JournalPart[], suffix: string): () => string {
  const used = new Set(taken.map(({ part }) => part.file));
  let next = 0;
  return () => {
    for (;;) {
      const file = `part-${String(next).padStart(5, "0")}${suffix}`;
      next += 1;
      if (!used.has(file)) return file;
    }
  };
}

/** Reads statements into parts in the run's folder, each noted in the journal as soon as it is whole on disk. */
export function runReader({ reader, outbox, form, finished, emit }: RunReaderOptions): ReadInto {
  const newFile = numbers(finished, partSuffix({ compression: form.compression, ...recipientsOf(form) }));
  return async ({ table, holds, sql, width, repeatable }) => {
    const piece = pieceOf(holds, sql);
    const files = new Map<number, string>();
    const noted = finished.filter((entry) => entry.table === table && entry.piece === piece);
    // What has no past is another table by now: its parts would not be what is summed up.
    if (!repeatable) await removeParts(outbox, noted);
    const left = repeatable ? noted : [];
    for (const { part, notes } of left) files.set((notes as PartNotes).index, part.file);
    const path = (index: number): string => {
      const file = files.get(index) ?? newFile();
      files.set(index, file);
      return join(outbox.runFolder, file);
    };
    let query: ReadQuery | undefined;
    const resume = resumeOf(left, path);
    const result = await reader.read({
      sql,
      columns: resultNames(width),
      path,
      ...(resume !== undefined && { resume }),
      onQuery: async (begun) => {
        query = begun;
        // Of another query, chunks are others: what is left of this one can only be in the way.
        if (resume !== undefined && resume.query.layout !== begun.layout) {
          await removeParts(outbox, left);
        }
      },
      onPart: async ({ index, facts }) => {
        const notes = { query, index };
        await outbox.addPart({ table, piece, part: { file: files.get(index) ?? "", holds, ...facts }, notes });
      },
      onProgress: ({ rows, bytes }) => {
        emit({ type: "progress", table, rows, bytes });
      },
    });
    if (result.fallback !== undefined) emit({ type: "note", code: "OTHER_READER", table, text: result.fallback });
    return { rows: result.query.rows, parts: result.parts };
  };
}

async function removeParts(outbox: Outbox, parts: readonly JournalPart[]): Promise<void> {
  for (const { part } of parts) await rm(join(outbox.runFolder, part.file), { force: true });
}

function resumeOf(
  left: readonly JournalPart[],
  path: (index: number) => string,
): { query: ReadQuery; parts: readonly ReadPart[] } | undefined {
  const query = (left[0]?.notes as PartNotes | undefined)?.query;
  if (query === undefined) return undefined;
  const same = left.filter(({ notes }) => (notes as PartNotes).query.layout === query.layout);
  const parts = same.map(({ part, notes }) => {
    const { index } = notes as PartNotes;
    const { rows, bytes, sha256, plainBytes, plainSha256 } = part;
    return { index, path: path(index), facts: { rows, bytes, sha256, plainBytes, plainSha256 } };
  });
  return { query, parts };
}

/** Not there, not undefined: a manifest without recipients says why. */
export function recipientsOf({ recipients }: FeedForm): Pick<FeedForm, "recipients"> {
  return recipients === undefined ? {} : { recipients };
}
