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
  /** Stops it at once, as a power cut does; `restart` recovers what was committed. */
  cut(): Promise<void>;
  /** Starts it again on the same files and port; as a standby that nobody feeds where that is asked for. */
  restart(as?: "standby"): Promise<void>;
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
    if (/database system is ready to accept (?:read-only )?connections/.test(readFileSync(log, "utf8"))) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`PostgreSQL did not start:\n${readFileSync(log, "utf8")}`);
}

/** A process of a server's life, and the guard that outlives this one. */
interface Started {
  readonly server: ChildProcess;
  readonly keeper: ChildProcess;
}

/** Where a server's files are, and how it is started on them. */
interface Place {
  readonly bin: string;
  readonly folder: string;
  readonly port: number;
  readonly as: ServerUser | undefined;
}

async function launch({ bin, folder, port, as }: Place): Promise<Started> {
  const log = join(folder, "log");
  writeFileSync(log, "", { mode: 0o666 });
  if (as !== undefined) chownSync(log, as.uid, as.gid);
  const script = 'log=$1; shift; exec "$@" 2>"$log"';
  const program = [join(bin, "postgres"), "-D", join(folder, "data"), "-p", String(port)];
  const options = settings.flatMap((setting) => ["-c", setting]);
  const server = spawn("sh", ["-c", script, "sh", log, ...program, ...options], {
    ...as,
    stdio: "ignore",
    cwd: "/",
    detached: true,
  });
  server.unref();
  if (server.pid === undefined) throw new Error("PostgreSQL could not be started");
  const keeper = guard(server.pid, folder);
  keeper.unref();
  const started = { server, keeper };
  try {
    await accepting(server, log);
    return started;
  } catch (error) {
    await end(started);
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

async function end({ keeper }: Started): Promise<void> {
  if (keeper.exitCode !== null) return;
  // Node ends, whatever is still awaited, when nothing holds it: a test run would lose its exit code here.
  keeper.ref();
  const ended = new Promise((resolve) => keeper.once("exit", resolve));
  keeper.stdin?.end();
  await ended;
}

/** Stops the server and leaves its files: the guard goes first. */
async function cut({ server, keeper }: Started): Promise<void> {
  keeper.ref();
  const unguarded = new Promise((resolve) => keeper.once("exit", resolve));
  keeper.kill("SIGKILL");
  await unguarded;
  keeper.stdin?.destroy();
  server.ref();
  const ended = new Promise((resolve) => server.once("exit", resolve));
  if (server.exitCode === null) {
    server.kill("SIGQUIT");
    await ended;
  }
}

/** Starts an empty server on a free port of the loopback interface. It ends with this process at the latest. */
export async function startPostgres(): Promise<PostgresServer> {
  const as = serverUser();
  const folder = mkdtempSync(join(tmpdir(), "dp-postgres-"));
  const place = { bin: binFolder(as), folder, port: await freePort(), as };
  chmodSync(folder, 0o755);
  initialise(place.bin, folder, as);
  let started = await launch(place);
  return {
    host: "127.0.0.1",
    port: place.port,
    user,
    password,
    stop: () => end(started),
    cut: () => cut(started),
    restart: async (how) => {
      const signal = join(folder, "data", "standby.signal");
      if (how === "standby") {
        writeFileSync(signal, "");
        if (as !== undefined) chownSync(signal, as.uid, as.gid);
      } else rmSync(signal, { force: true });
      started = await launch(place);
    },
  };
}
