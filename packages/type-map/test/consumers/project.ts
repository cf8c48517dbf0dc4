import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const fromHere = createRequire(import.meta.url);

/** A program of the workspace, to be run in a project that does not have it. */
export const programs = {
  tsc: fromHere.resolve("typescript/bin/tsc"),
  jest: join(dirname(fromHere.resolve("jest/package.json")), "bin/jest.js"),
} as const;

interface Output {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of the workspace's own settings: as in a terminal of someone else. */
const environment = { PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? "" };

async function execute(file: string, args: readonly string[], cwd: string): Promise<Output> {
  try {
    return { status: 0, ...(await run(file, args, { cwd, env: environment })) };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { status: code, stdout, stderr };
  }
}

/** A project of another team, in a folder of its own. */
export interface Project {
  readonly folder: string;
  /** Runs Node on a script of the project or a program of the workspace. */
  readonly node: (...args: string[]) => Promise<Output>;
  readonly write: (name: string, text: string) => void;
}

/** Subpaths that the package exports as code: `.` and, where it stands, `./sql`. */
export function codePaths(): readonly string[] {
  const text = readFileSync(join(packageFolder, "package.json"), "utf8");
  const { exports } = JSON.parse(text) as { exports: Record<string, unknown> };
  return Object.keys(exports).filter((path) => path !== "./package.json");
}

/** The packed package and the empty projects it is installed into; all in one temporary folder. */
export class Consumers {
  readonly #folder = mkdtempSync(join(tmpdir(), "type-map-consumers-"));
  readonly tarball: string;

  constructor() {
    this.tarball = join(this.#folder, "package.tgz");
  }

  async pack(scope?: string): Promise<void> {
    const env = { ...environment, ...(scope === undefined ? {} : { DP_PUBLISH_SCOPE: scope }) };
    await run(process.execPath, [join(packageFolder, "scripts/pack.mjs"), this.tarball], { env });
  }

  /** Installs the tarball, and nothing else, without network; puts the named files beside it. */
  async project(name: string, files: readonly string[], manifest: object = {}): Promise<Project> {
    const folder = join(this.#folder, name);
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, ...manifest }));
    const args = ["install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", this.tarball];
    const { status, stderr } = await execute("npm", args, folder);
    if (status !== 0) throw new Error(`npm install failed: ${stderr}`);
    for (const file of files) cpSync(new URL(file, import.meta.url), join(folder, file));
    return {
      folder,
      node: (...programArgs) => execute(process.execPath, programArgs, folder),
      write: (file, text) => {
        writeFileSync(join(folder, file), text);
      },
    };
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
