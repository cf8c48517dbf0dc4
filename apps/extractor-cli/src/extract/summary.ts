import { type CommandResult, exitCodes } from "@dp/cli-kit";
import type { SessionInfo } from "@dp/snowflake-client";

import { driftCounts } from "../drift/print-drift.ts";
import type { TableDrift } from "../drift/table-drift.ts";
import type { FileStatus, Mode } from "../ddl-files.ts";
import type { CheckedKeys } from "./check-keys.ts";
import { isVanished } from "./find-drift.ts";
import type { Resolution } from "../patterns/resolve.ts";
import type { Leftover } from "./prune.ts";
import type { ItemResult } from "./run.ts";

/** Everything that a run came to. */
export interface Ended {
  readonly mode: Mode;
  readonly session: SessionInfo;
  readonly results: readonly ItemResult[];
  /** Of `_foreign_keys.sql` and `_all.sql`. */
  readonly shared: FileStatus;
  readonly stale: readonly string[];
  /** With `check`: what is different since the files were committed. */
  readonly drifts?: readonly TableDrift[];
  readonly keys?: CheckedKeys | undefined;
  readonly resolution: Resolution;
  readonly leftovers: readonly Leftover[];
  /** Whether leftovers are removed, or would be. */
  readonly pruning: boolean;
}

/** Exit code, document and last line of a run. */
export function summarize(ended: Ended): CommandResult {
  const { mode, session, results, shared, stale, leftovers, pruning, drifts, keys } = ended;
  const count = (status: string): number => results.filter((result) => result.status === status).length;
  const counts = {
    new: count("new"),
    changed: count("changed"),
    unchanged: count("unchanged"),
    failed: count("failed"),
  };
  const removed = pruning ? leftovers.length : 0;
  const next = nextCommand({ ...counts, removed }, mode);
  const drift = drifts === undefined ? {} : { drift: { counts: driftCounts(drifts), tables: drifts } };
  const { account, organization, user, role } = session;
  const patterns = patternsData(ended.resolution);
  return {
    exitCode: worse(exitCode(ended), keys?.exitCode ?? exitCodes.done),
    data: {
      mode,
      session: { account, organization, user, role },
      counts,
      tables: results,
      shared,
      stale,
      ...(patterns.length > 0 && { patterns }),
      ...(leftovers.length > 0 && { [pruning ? "removed" : "leftovers"]: leftovers }),
      ...drift,
      ...(keys && { keys: keys.data }),
    },
    summary: [
      ...Object.entries(counts).map(([status, number]) => `${String(number)} ${status}`),
      ...(stale.length === 0 ? [] : [`${String(stale.length)} stale`]),
      ...(keys === undefined ? [] : [keys.summary]),
      ...(removed === 0 ? [] : [`${String(removed)} ${mode === "check" ? "to remove" : "removed"}`]),
    ].join(", "),
    ...(next === undefined ? {} : { next }),
  };
}

/** Of 0, 2 and 3 the higher number says more. */
function worse(one: number, other: number): number {
  return Math.max(one, other);
}

/** A table that has files and is gone from Snowflake is a difference that `check` has found, not one it could not look for. */
function isFound(result: ItemResult, drifts: readonly TableDrift[]): boolean {
  if (result.status !== "failed" || !isVanished(result.error.code)) return false;
  return drifts.some(({ name, snowflake }) => name === result.name && snowflake.length > 0);
}

/** What each pattern came to, by its entry. */
function patternsData({ patterns }: Resolution): readonly Readonly<Record<string, unknown>>[] {
  return patterns.map(({ pattern, tables, added, gone, refused }) => ({
    name: pattern.name,
    line: pattern.line,
    tables: tables.map(({ name }) => name),
    added,
    gone: gone.map(({ name }) => name),
    refused,
  }));
}

function exitCode({ results, shared, mode, drifts = [], leftovers, pruning }: Ended): number {
  if (results.some((result) => result.status === "failed" && !isFound(result, drifts))) return exitCodes.partly;
  const moved = [shared, ...results.map(({ status }) => status)].some((status) => status !== "unchanged");
  const different = moved || drifts.length > 0 || (pruning && leftovers.length > 0);
  return mode === "check" && different ? exitCodes.different : exitCodes.done;
}

function nextCommand(counts: Readonly<Record<"new" | "changed" | "removed", number>>, mode: Mode): string | undefined {
  if (counts.new + counts.changed + counts.removed === 0) return undefined;
  return mode === "check"
    ? `extractor-cli extract --all${counts.removed > 0 ? " --prune" : ""}`
    : "extractor-cli diff, then commit metadata/ and open a pull request";
}
