import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const leftover = /^\..+\.(\d+)\.[0-9a-f]{8}\.tmp$/;

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as { code?: string }).code === "EPERM";
  }
}

/** Removes what writers that were killed left in a folder; returns the names. Writers at work keep theirs. */
export async function sweepLeftovers(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const dead = names.filter((name) => {
    const pid = leftover.exec(name)?.[1];
    return pid !== undefined && !alive(Number(pid));
  });
  await Promise.all(dead.map((name) => rm(join(folder, name), { force: true })));
  return dead;
}
