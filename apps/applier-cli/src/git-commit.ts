import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * The commit that the project's files are from, for the history; with `+changes` when metadata or config is not as
 * committed. Undefined outside a repository or without git.
 */
export async function projectCommit(root: string): Promise<string | undefined> {
  const git = async (...args: readonly string[]): Promise<string> =>
    (await run("git", ["-C", root, ...args], { encoding: "utf8", timeout: 10_000 })).stdout.trim();
  try {
    const commit = await git("rev-parse", "--verify", "HEAD");
    const changes = await git("status", "--porcelain", "--", "metadata", "config");
    return changes === "" ? commit : `${commit}+changes`;
  } catch {
    return undefined;
  }
}
