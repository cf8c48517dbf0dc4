import { execFile, spawn } from "node:child_process";
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

function failed(stderr: string): GitError {
  return new GitError(
    stderr.trim().replace(/^fatal: /, ""),
    "the project must be in a git repository that has a commit",
  );
}

function environment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: "C" };
}

async function git(root: string, args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await run("git", ["-C", root, ...args], {
      maxBuffer: 1024 * 1024 * 1024,
      encoding: "utf8",
      env: environment(),
    });
    return stdout;
  } catch (error) {
    const { stderr, code } = error as { stderr?: string; code?: unknown };
    if (code === "ENOENT") throw new GitError("git is not installed", "install git, or compare two folders by hand");
    throw failed(stderr ?? String(error));
  }
}

async function nameCommit(root: string, rev: string): Promise<string> {
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

async function mergeBase(root: string, rev: string): Promise<string> {
  const commit = await nameCommit(root, rev);
  const text = await git(root, ["merge-base", commit, "HEAD"]).catch((error: unknown) => {
    if (!(error instanceof GitError) || error.message !== "") throw error;
    const hint = "a shallow clone has no history: fetch all of it (in GitHub Actions `fetch-depth: 0` of checkout)";
    throw new GitError(`git knows no common commit of ${rev} and HEAD`, hint);
  });
  return text.trim();
}

/** The commit that a revision names; `REV...` is where HEAD and REV parted, as git says it. @throws GitError */
export async function commitOf(root: string, rev: string): Promise<string> {
  return rev.endsWith("...") ? mergeBase(root, rev.slice(0, -3)) : nameCommit(root, rev);
}

interface Blob {
  readonly id: string;
  readonly name: string;
}

/** The regular files of a folder in a commit. */
async function blobsAt(root: string, commit: string, folder: string): Promise<readonly Blob[]> {
  const listed = await git(root, ["ls-tree", "-z", commit, `${folder}/`]);
  return listed.split("\0").flatMap((line) => {
    const [, id, path] = /^100\d{3} blob ([0-9a-f]+)\t([^]*)$/.exec(line) ?? [];
    return id === undefined || path === undefined ? [] : [{ id, name: path.slice(path.lastIndexOf("/") + 1) }];
  });
}

/** Contents of objects, in their order, from one process: `<id> <type> <size>`, the bytes, and a line end for each. */
async function contents(root: string, ids: readonly string[]): Promise<readonly string[]> {
  const child = spawn("git", ["-C", root, "cat-file", "--batch"], { env: environment() });
  const pieces: Buffer[] = [];
  let stderr = "";
  child.stdout.on("data", (piece: Buffer) => pieces.push(piece));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  // A process that ends early says so by its code.
  child.stdin.on("error", () => undefined);
  child.stdin.end(ids.map((id) => `${id}\n`).join(""));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw failed(stderr);
  const all = Buffer.concat(pieces);
  let at = 0;
  return ids.map((id) => {
    const end = all.indexOf("\n", at);
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(all.toString("latin1", at, end)) ?? [];
    if (size === undefined) throw new GitError(`git has no object ${id}`, "run `git fsck`; the repository is damaged");
    at = end + 1 + Number(size) + 1;
    return all.toString("utf8", end + 1, at - 1);
  });
}

/** Files of a folder (relative to `root`) as they were in a commit, by file name. @throws GitError */
export async function filesAt(root: string, commit: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const blobs = (await blobsAt(root, commit, folder)).filter(({ name }) => name.endsWith(".json"));
  if (blobs.length === 0) return new Map();
  const ids = [...new Set(blobs.map(({ id }) => id))];
  const texts = await contents(root, ids);
  const byId = new Map(ids.map((id, index) => [id, texts[index] ?? ""]));
  return new Map(blobs.map(({ id, name }) => [name, byId.get(id) ?? ""]));
}
