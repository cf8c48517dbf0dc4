import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Begins every secret of these tests: it may stand in nothing that a run prints or writes. */
export const canary = "Canary-5e1fb7";

/** How the program ended and what it said. */
export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** A program at work. */
export interface Running {
  readonly child: ChildProcess;
  /** What was said that matches, once it has been; undefined when the program ended without. */
  readonly said: (pattern: RegExp) => Promise<string | undefined>;
  readonly ended: Promise<Ran>;
}

/** Where and as whom the program runs. */
export interface Surroundings {
  readonly cwd: string;
  /** All that it sees of the environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Options of node itself. */
  readonly node?: readonly string[];
}

const bin = fileURLToPath(new URL("../bin/extractor-cli.js", import.meta.url));

/** Starts the built program; nobody sits at the terminal. */
export function start(args: readonly string[], { cwd, env, node = [] }: Surroundings): Running {
  const began = performance.now();
  const child = spawn(process.execPath, [...node, bin, ...args], {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    // A program that hangs fails its test and does not outlive it.
    timeout: 120_000,
    killSignal: "SIGKILL",
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const ended = new Promise<Ran>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if ((stdout + stderr).includes(canary)) reject(new Error(`a secret was printed by ${args.join(" ")}`));
      else resolve({ code, signal, stdout, stderr, ms: performance.now() - began });
    });
  });
  const said = (pattern: RegExp): Promise<string | undefined> =>
    new Promise((resolve) => {
      const look = (): void => {
        const [found] = pattern.exec(stdout + stderr) ?? [];
        if (found !== undefined) resolve(found);
      };
      for (const stream of [child.stdout, child.stderr]) stream.on("data", look);
      child.on("close", () => {
        resolve(undefined);
      });
      look();
    });
  return { child, said, ended };
}

/** Runs the built program to its end. */
export function run(args: readonly string[], surroundings: Surroundings): Promise<Ran> {
  return start(args, surroundings).ended;
}
