import { spawnSync } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const size = 4 * 1024 * 1024;

/** A folder that is a disk of its own, of 4 MiB. */
export interface SmallDisk {
  /** Fills it up but for so many bytes. */
  fill(left: number): void;
  /** Frees what was filled. */
  free(): void;
}

/**
 * Makes the folder a disk of its own while `use` runs; undefined where nobody may mount one: an ordinary user, or root
 * in a container without the right.
 */
export async function onSmallDisk<T>(folder: string, use: (disk: SmallDisk) => Promise<T>): Promise<T | undefined> {
  const options = `size=${String(size)},mode=0755`;
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "ignore" });
  if (status !== 0) return undefined;
  const ballast = join(folder, "ballast");
  try {
    return await use({
      fill: (left) => {
        const { bavail, bsize } = statfsSync(folder);
        writeFileSync(ballast, Buffer.alloc(bavail * bsize - left));
      },
      free: () => {
        rmSync(ballast, { force: true });
      },
    });
  } finally {
    spawnSync("umount", [folder], { stdio: "inherit" });
  }
}
