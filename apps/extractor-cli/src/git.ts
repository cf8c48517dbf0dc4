import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** git has no such revision, or the project is in no repository. */
class GitError extends Error {
  readonly code = "GIT_FAILED";
  readonly hint: string;
  readonly retryable = false;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "GitError";
    this.hint = hint;
  }
}

const run = promisify(execFile);

async function git(root: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run("git", ["-C", root, ...args], {
      maxBuffer: 1024 * 1024 * 1024,
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
    });
    return stdout;
  } catch (error) {
    const { stderr, code } = error as { stderr?: string; code?: unknown };
    if (code === "ENOENT") throw new GitError("git is not installed", "install git, or compare two folders by hand");
    throw new GitError(
      (stderr ?? String(error)).trim().replace(/^fatal: /, ""),
      "the project must be in a git repository that has a commit",
    );
  }
}

/** The commit that a revision names. @throws GitError */
export async function commitOf(root: string, rev: string): Promise<string> {
  // --end-of-options: a revision that looks like an option is none.
  const text = await git(root, ["rev-parse", "--verify", "--end-of-options", `${rev}^{commit}`]).catch(
    (error: unknown) => {
      // git does not say what it was that it does not know.
      if (!(error instanceof GitError) || !error.message.includes("single revision")) throw error;
      throw new GitError(`git knows no commit ${rev}`, "name a revision that `git log` knows");
    },
  );
  return text.trim();
}

/** Files of a folder (relative to `root`) as they were in a commit, by file name. @throws GitError */
export async function filesAt(root: string, commit: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const listed = await git(root, ["ls-tree", "-z", "--name-only", commit, `${folder}/`]);
  const paths = listed.split("\0").filter((path) => path.endsWith(".json"));
  const files = new Map<string, string>();
  for (const path of paths) {
    files.set(path.slice(path.lastIndexOf("/") + 1), await git(root, ["show", `${commit}:./${path}`]));
  }
  return files;
}
