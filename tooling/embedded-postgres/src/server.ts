import { randomBytes } from "node:crypto";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, chownSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { binFolder, type ServerUser, serverUser } from "./binaries.ts";

/** A running PostgreSQL server of our own. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  /** A superuser. */
  readonly user: string;
  readonly password: string;
  /** Stops the server and removes its files. */
  stop(): Promise<void>;
}

const user = "postgres";
// Unlike any name, so that a filter for secrets hides nothing else.
const password = randomBytes(12).toString("hex");

/** Speed over safety: nothing here outlives the run. */
const settings = [
  "fsync=off",
  "full_page_writes=off",
  "synchronous_commit=off",
  "max_connections=100",
  "shared_buffers=64MB",
  "listen_addresses=127.0.0.1",
  "unix_socket_directories=",
];

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

function initialise(bin: string, folder: string, as: ServerUser | undefined): void {
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (as !== undefined) for (const path of [folder, passwordFile]) chownSync(path, as.uid, as.gid);
  const args = ["-D", join(folder, "data"), "-U", user, "--pwfile", passwordFile, "-A", "scram-sha-256"];
  const done = spawnSync(join(bin, "initdb"), [...args, "-E", "UTF8", "--locale=C", "--no-sync"], {
    ...as,
    encoding: "utf8",
    cwd: folder,
  });
  if (done.status !== 0) throw new Error(`initdb failed: ${done.error?.message ?? done.stderr}`);
}

/**
 * A shell that waits for our end of a pipe to close, be it by `stop` or because this process died, and only then
 * stops the server and removes its files: a kill -9 of a test run leaves nothing behind.
 */
function guard(serverPid: number, folder: string): ChildProcess {
  const script = 'cat >/dev/null; kill -QUIT "$1"; while kill -0 "$1" 2>/dev/null; do sleep 0.05; done; rm -rf "$2"';
  return spawn("sh", ["-c", script, "sh", String(serverPid), folder], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    cwd: "/",
  });
}

async function accepting(server: ChildProcess, log: string): Promise<void> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    if (server.exitCode !== null) break;
    if (readFileSync(log, "utf8").includes("database system is ready to accept connections")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`PostgreSQL did not start:\n${readFileSync(log, "utf8")}`);
}

/** Starts an empty server on a free port of the loopback interface. It ends with this process at the latest. */
export async function startPostgres(): Promise<PostgresServer> {
  const as = serverUser();
  const bin = binFolder(as);
  const folder = mkdtempSync(join(tmpdir(), "dp-postgres-"));
  chmodSync(folder, 0o755);
  initialise(bin, folder, as);
  const port = await freePort();
  const log = join(folder, "log");
  writeFileSync(log, "", { mode: 0o666 });
  if (as !== undefined) chownSync(log, as.uid, as.gid);
  const options = settings.flatMap((setting) => ["-c", setting]);
  const server = spawn(
    "sh",
    [
      "-c",
      'log=$1; shift; exec "$@" 2>"$log"',
      "sh",
      log,
      join(bin, "postgres"),
      "-D",
      join(folder, "data"),
      "-p",
      String(port),
      ...options,
    ],
    {
      ...as,
      stdio: "ignore",
      cwd: "/",
      detached: true,
    },
  );
  server.unref();
  if (server.pid === undefined) throw new Error("PostgreSQL could not be started");
  const keeper = guard(server.pid, folder);
  keeper.unref();
  const stop = async (): Promise<void> => {
    if (keeper.exitCode !== null) return;
    // Node ends, whatever is still awaited, when nothing holds it: a test run would lose its exit code here.
    keeper.ref();
    const ended = new Promise((resolve) => keeper.once("exit", resolve));
    keeper.stdin?.end();
    await ended;
  };
  try {
    await accepting(server, log);
  } catch (error) {
    await stop();
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return { host: "127.0.0.1", port, user, password, stop };
}
