import { type CommandResult, exitCodes } from "@dp/cli-kit";
import type { SessionInfo } from "@dp/snowflake-client";

import type { FileStatus, Mode } from "../ddl-files.ts";
import type { ItemResult } from "./run.ts";

/** Everything that a run came to. */
export interface Ended {
  readonly mode: Mode;
  readonly session: SessionInfo;
  readonly results: readonly ItemResult[];
  /** Of `_foreign_keys.sql` and `_all.sql`. */
  readonly shared: FileStatus;
  readonly stale: readonly string[];
}

/** Exit code, document and last line of a run. */
export function summarize({ mode, session, results, shared, stale }: Ended): CommandResult {
  const count = (status: string): number => results.filter((result) => result.status === status).length;
  const counts = {
    new: count("new"),
    changed: count("changed"),
    unchanged: count("unchanged"),
    failed: count("failed"),
  };
  const next = nextCommand(counts, mode);
  const { account, organization, user, role } = session;
  return {
    exitCode: exitCode(results, shared, mode),
    data: { mode, session: { account, organization, user, role }, counts, tables: results, shared, stale },
    summary: [
      ...Object.entries(counts).map(([status, number]) => `${String(number)} ${status}`),
      ...(stale.length === 0 ? [] : [`${String(stale.length)} stale`]),
    ].join(", "),
    ...(next === undefined ? {} : { next }),
  };
}

function exitCode(results: readonly ItemResult[], shared: FileStatus, mode: Mode): number {
  if (results.some(({ status }) => status === "failed")) return exitCodes.partly;
  const moved = [shared, ...results.map(({ status }) => status)].some((status) => status !== "unchanged");
  return mode === "check" && moved ? exitCodes.different : exitCodes.done;
}

function nextCommand(counts: Readonly<Record<"new" | "changed" | "failed", number>>, mode: Mode): string | undefined {
  if (counts.new + counts.changed === 0) return undefined;
  return mode === "check"
    ? "extractor-cli extract --all"
    : "extractor-cli diff, then commit metadata/ and open a pull request";
}
