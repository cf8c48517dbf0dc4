import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { DatabaseAddress } from "@dp/embedded-postgres";
import pg from "pg";

/** A hot standby that follows the primary; it listens on a socket in `folder` alone. */
export interface Standby {
  readonly folder: string;
  stop(): Promise<void>;
}

async function copied(
  primary: DatabaseAddress,
  data: string,
): Promise<{ readonly bin: string; readonly from: string }> {
  const client = new pg.Client(primary);
  await client.connect();
  const one = async (sql: string): Promise<string> => (await client.query<{ v: string }>(sql)).rows[0]?.v ?? "";
  await client.query("SELECT pg_backup_start('standby', true)");
  const from = await one("SELECT current_setting('data_directory') AS v");
  execFileSync("cp", ["-a", from, data]);
  const label = await one("SELECT labelfile AS v FROM pg_backup_stop(false)");
  const bin = await one("SELECT setting AS v FROM pg_config WHERE name = 'BINDIR'");
  await client.end();
  rmSync(join(data, "postmaster.pid"), { force: true });
  writeFileSync(join(data, "backup_label"), label);
  writeFileSync(join(data, "standby.signal"), "");
  return { bin, from };
}

/** Copies the primary's data folder as a base backup does, and starts a server on it. */
export async function startStandby(primary: DatabaseAddress, folder: string): Promise<Standby> {
  const data = join(folder, "data");
  const { bin, from } = await copied(primary, data);
  const { uid, gid } = statSync(from);
  const as = process.getuid?.() === 0 ? { uid, gid } : {};
  if (as.uid !== undefined) {
    for (const path of [folder, join(data, "backup_label"), join(data, "standby.signal")]) chownSync(path, uid, gid);
  }
  const { host, port, user, password } = primary;
  const conninfo = `host=${host} port=${String(port)} user=${user} password=${password}`;
  const settings = { listen_addresses: "", unix_socket_directories: folder, primary_conninfo: conninfo, fsync: "off" };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // The shell ends the server when this process ends, however it does.
  const script = '"$@" 2>log & server=$!; cat >/dev/null; kill -QUIT "$server"; wait "$server"';
  const command = [join(bin, "postgres"), "-D", data, "-p", "5432", ...args];
  const shell: ChildProcess = spawn("sh", ["-c", script, "sh", ...command], {
    ...as,
    cwd: folder,
    stdio: ["pipe", "ignore", "inherit"],
  });
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => shell.once("exit", resolve));
    shell.stdin?.end();
    await ended;
  };
  for (let tries = 0; tries < 200; tries += 1) {
    const client = new pg.Client({ ...primary, host: folder, port: 5432 });
    const up = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (up) return { folder, stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error("the standby did not start");
}
