import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** Which commit a folder stands on, and whether its settings or metadata differ from it. */
export interface GitState {
  readonly commit: string;
  readonly uncommitted: boolean;
}

const run = promisify(execFile);

async function git(folder: string, args: readonly string[]): Promise<string> {
  // No program that a repository's own settings name is started.
  const { stdout } = await run("git", ["-C", folder, "-c", "core.fsmonitor=false", ...args], { timeout: 5000 });
  return stdout.trim();
}

/** Undefined without git, outside of a repository, and before the first commit: a record is made all the same. */
export async function gitState(folder: string): Promise<GitState | undefined> {
  try {
    const [commit, status] = await Promise.all([
      git(folder, ["rev-parse", "--verify", "HEAD"]),
      git(folder, ["--no-optional-locks", "status", "--porcelain", "--", "config", "metadata"]),
    ]);
    return { commit, uncommitted: status !== "" };
  } catch {
    return undefined;
  }
}
