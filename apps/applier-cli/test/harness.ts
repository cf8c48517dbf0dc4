import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

import type { DatabaseAddress } from "@dp/embedded-postgres";

/** How the program ended and what it said. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program at work. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
}

/** Where and as whom the program runs. */
export interface Surroundings {
  readonly cwd: string;
  /** All that it sees of the environment. */
  readonly env: Readonly<Record<string, string>>;
}

const bin = fileURLToPath(new URL("../bin/applier-cli.js", import.meta.url));

/** The variables for a database. */
export function variables({ host, port, user, password, database }: DatabaseAddress): Record<string, string> {
  return {
    POSTGRES_HOST: host,
    POSTGRES_PORT: String(port),
    POSTGRES_USER: user,
    POSTGRES_PASSWORD: password,
    POSTGRES_DATABASE: database,
  };
}

/** Starts the built program; nobody sits at the terminal. */
export function start(args: readonly string[], { cwd, env }: Surroundings): Running {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      resolve({ code, signal, stdout, stderr });
    });
  });
  return { child, ended };
}

/** Runs the built program to its end. */
export function run(args: readonly string[], surroundings: Surroundings): Promise<Ran> {
  return start(args, surroundings).ended;
}
