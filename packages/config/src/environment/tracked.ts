import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import { EnvFileError } from "./errors.ts";

function inRepository(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  const above = dirname(folder);
  return above !== folder && inRepository(above);
}

/** Whether git tracks a file. Not without git, and not where git refuses to work. */
async function isTracked(folder: string, name: string): Promise<boolean> {
  if (!inRepository(folder)) return false;
  try {
    await promisify(execFile)("git", ["-C", folder, "ls-files", "--error-unmatch", "--", name], { timeout: 5000 });
    return true;
  } catch {
    return false;
  }
}

/**
 * A file with secrets that git tracks has been, or is about to be, copied to everyone who has the repository.
 *
 * @throws EnvFileError
 * @internal
 */
export async function refuseTrackedFile(folder: string, name: string): Promise<void> {
  if (!(await isTracked(folder, name))) return;
  throw new EnvFileError("the file holds secrets and git tracks it, so everyone who has the repository has them", {
    where: join(folder, name),
    hint:
      `git rm --cached ${name}, put ${name} into .gitignore, commit; then change every secret in it: ` +
      "what was committed once stays readable in the history",
  });
}
