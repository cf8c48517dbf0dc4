import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Git keeps every version for ever, in every clone: rows that must go some day cannot, and it grows with each bundle. */
class GitExchangeError extends Error {
  readonly code = "CONFIG_DELIVERY_IN_GIT";
  readonly hint: string;
  readonly retryable = false;
  readonly where: string;

  constructor(folder: string, root: string) {
    super(
      `the exchange folder ${folder} lies in the git repository ${root}: git keeps every row for ever in every clone, and refuses large files`,
    );
    this.name = "GitExchangeError";
    this.where = folder;
    this.hint = `Choose a folder outside of it for delivery.folder, or keep it out of git: echo '/${folder.slice(root.length + 1)}/' >> ${join(root, ".gitignore")}`;
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function repositoryOf(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    // A bare repository has its HEAD and objects right here.
    const isBare = (await exists(join(at, "objects"))) && (await exists(join(at, "HEAD")));
    if (isBare || (await exists(join(at, ".git")))) return at;
    if (dirname(at) === at) return undefined;
  }
}

async function isIgnored(root: string, folder: string): Promise<boolean> {
  try {
    await run("git", ["-C", root, "-c", "core.fsmonitor=false", "check-ignore", "-q", join(folder, "x")], {
      timeout: 5000,
    });
    return true;
  } catch {
    return false;
  }
}

/** Metadata crosses in git, rows do not. @throws GitExchangeError */
export async function refuseGitExchange(folder: string): Promise<void> {
  const root = await repositoryOf(folder);
  if (root === undefined) return;
  if (root !== folder && (await isIgnored(root, folder))) return;
  throw new GitExchangeError(folder, root);
}
