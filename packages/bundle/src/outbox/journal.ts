import { open, readFile } from "node:fs/promises";

import { toFileError } from "@dp/files";

import type { Part } from "../generated/manifest.ts";

/** A run that makes a bundle. */
export interface OutboxRun {
  readonly runId: string;
  readonly epoch: number;
  readonly seq: number;
  readonly snapshot: string;
  /** Whatever tells parts made now from parts made before: queries, formats, recipients. Compared as JSON text. */
  readonly plan: unknown;
}

/** A part that is finished and fsynced. */
export interface JournalPart {
  readonly table: string;
  /** Which piece of the table's rows it holds, e.g. query id and chunk; chosen by whoever unloads. */
  readonly piece: string;
  readonly part: Part;
  /** Whatever else must outlast a cut, e.g. counts of losses. */
  readonly notes?: unknown;
}

/** What an earlier run left. */
export interface UnfinishedRun {
  readonly run: OutboxRun;
  readonly parts: readonly JournalPart[];
}

/** Adds a line and fsyncs it. @throws FileError */
export async function appendJournal(path: string, entry: OutboxRun | JournalPart): Promise<void> {
  try {
    const file = await open(path, "a", 0o600);
    try {
      await file.writeFile(`${JSON.stringify(entry)}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw toFileError(error, path, "write");
  }
}

/** The journal as far as it was written whole; `undefined` when no run was begun. @throws FileError */
export async function readJournal(path: string): Promise<UnfinishedRun | undefined> {
  const lines = (await readLines(path)).map(parseLine);
  // A line that was cut by a kill, and all after it, never happened.
  const cut = lines.indexOf(undefined);
  const [run, ...parts] = cut === -1 ? lines : lines.slice(0, cut);
  return run === undefined ? undefined : { run: run as OutboxRun, parts: parts as JournalPart[] };
}

async function readLines(path: string): Promise<readonly string[]> {
  try {
    return (await readFile(path, "utf8")).split("\n").slice(0, -1);
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return [];
    throw toFileError(error, path, "read");
  }
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return undefined;
  }
}
