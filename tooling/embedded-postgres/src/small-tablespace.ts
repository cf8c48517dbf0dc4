import { spawnSync } from "node:child_process";
import { chownSync, mkdtempSync, rmSync, statfsSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type pg from "pg";

/** A tablespace on a disk of its own, of 16 MiB. */
export interface SmallTablespace {
  readonly name: string;
  /** Fills its disk up but for so many bytes. */
  fill(left: number): void;
  /** Frees what was filled. */
  free(): void;
}

const size = 16 * 1024 * 1024;

/**
 * Makes a small tablespace the default of the client's database while `use` runs; undefined where nobody may mount a
 * disk: an ordinary user, or root in a container without the right; or where the server is on another machine.
 */
export async function onSmallTablespace<T>(
  client: pg.Client,
  use: (space: SmallTablespace) => Promise<T>,
): Promise<T | undefined> {
  const { rows } = await client.query<{ folder: string; database: string }>(
    "SELECT current_setting('data_directory') AS folder, current_database() AS database",
  );
  const owner = statSync(rows[0]?.folder ?? "", { throwIfNoEntry: false });
  const folder = mkdtempSync(join(tmpdir(), "dp-small-"));
  const mounting = ["-t", "tmpfs", "-o", `size=${String(size)},mode=0700`, "tmpfs", folder];
  if (owner === undefined || spawnSync("mount", mounting, { stdio: "ignore" }).status !== 0) {
    rmSync(folder, { recursive: true });
    return undefined;
  }
  const database = `"${rows[0]?.database ?? ""}"`;
  const name = `small_${String(process.pid)}_${String(Date.now())}`;
  const ballast = join(folder, "ballast");
  const free = (): void => {
    rmSync(ballast, { force: true });
  };
  try {
    chownSync(folder, owner.uid, owner.gid);
    await client.query(`CREATE TABLESPACE ${name} LOCATION '${folder}'`);
    await client.query(`ALTER DATABASE ${database} SET default_tablespace = ${name}`);
    return await use({
      name,
      fill: (left) => {
        const { bavail, bsize } = statfsSync(folder);
        writeFileSync(ballast, Buffer.alloc(Math.max(0, bavail * bsize - left)));
      },
      free,
    });
  } finally {
    free();
    await client.query(`ALTER DATABASE ${database} RESET default_tablespace`);
    await client.query(`ALTER TABLE ALL IN TABLESPACE ${name} SET TABLESPACE pg_default`).catch(() => undefined);
    await client.query(`ALTER INDEX ALL IN TABLESPACE ${name} SET TABLESPACE pg_default`).catch(() => undefined);
    await client.query("CHECKPOINT");
    await client.query(`DROP TABLESPACE IF EXISTS ${name}`).catch(() => undefined);
    // Sessions may hold files that are gone already.
    spawnSync("umount", ["-l", folder], { stdio: "inherit" });
    rmSync(folder, { recursive: true, force: true });
  }
}
