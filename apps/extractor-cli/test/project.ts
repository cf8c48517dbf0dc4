import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { canary } from "./harness.ts";

/** A project folder of its own, in a folder that holds nothing else. */
export interface TestProject {
  readonly root: string;
  /** An empty home folder. */
  readonly home: string;
  /** Path of a file that is no part of the project. */
  outside(file: string): string;
  read(file: string): string;
  write(file: string, text: string, mode?: number): void;
  remove(path: string): void;
  move(from: string, to: string): void;
  /** Text of every file in `metadata`, by its path there; hidden ones too. */
  metadata(): Readonly<Record<string, string>>;
  /** Inode and time of change of every file in `metadata`. */
  stamps(): Readonly<Record<string, string>>;
  /** Every run record, oldest first. */
  records(): readonly RunRecord[];
  /** Runs git here, as somebody without settings. */
  git(...args: readonly string[]): string;
  /** `git init` and everything committed. */
  commitAll(): void;
}

/** What is looked at in a run record. */
interface RunRecord {
  readonly runId: string;
  readonly command: string;
  readonly state: string;
  readonly exitCode?: number;
  readonly [field: string]: unknown;
}

/** Every file below a folder, by its path there; links are files. */
function filesBelow(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function projectIn(base: string): TestProject {
  const root = join(base, "project");
  const home = join(base, "home");
  const at = (path: string): string => join(root, path);
  const metadata = at("metadata");
  const git: TestProject["git"] = (...args) => {
    const who = ["-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false"];
    return execFileSync("git", ["-C", root, ...who, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  };
  return {
    root,
    home,
    outside: (file) => join(base, file),
    read: (file) => readFileSync(at(file), "utf8"),
    write: (file, text, mode) => {
      mkdirSync(dirname(at(file)), { recursive: true });
      writeFileSync(at(file), text);
      if (mode !== undefined) chmodSync(at(file), mode);
    },
    remove: (path) => {
      rmSync(at(path), { recursive: true });
    },
    move: (from, to) => {
      mkdirSync(dirname(at(to)), { recursive: true });
      renameSync(at(from), at(to));
    },
    metadata: () =>
      Object.fromEntries(filesBelow(metadata).map((file) => [file, readFileSync(join(metadata, file), "utf8")])),
    stamps: () =>
      Object.fromEntries(
        filesBelow(metadata).map((file) => {
          const { ino, mtimeNs } = statSync(join(metadata, file), { bigint: true });
          return [file, `${String(ino)} ${String(mtimeNs)}`];
        }),
      ),
    records: () =>
      filesBelow(at(".dp/runs")).map((file) => JSON.parse(readFileSync(at(`.dp/runs/${file}`), "utf8")) as RunRecord),
    git,
    commitAll: () => {
      git("init", "--quiet", "--initial-branch=main");
      git("add", "--all");
      git("commit", "--quiet", "--allow-empty", "--message", "state");
    },
  };
}

/** No run may leave a secret, a log of the driver, or anything in the home folder. */
function refuseTraces(base: string, { home, root }: TestProject): void {
  const strays = [...filesBelow(home), ...filesBelow(root).filter((file) => file.endsWith(".log"))];
  if (strays.length > 0) throw new Error(`files were left: ${strays.join(", ")}`);
  const given = new Set(["project/.env", "key.pem", "secret", "snowflake/connections.toml"]);
  for (const file of filesBelow(base)) {
    if (given.has(file) || file.startsWith("project/.git/")) continue;
    if (readFileSync(join(base, file), "utf8").includes(canary)) throw new Error(`${file} holds a secret`);
  }
}

/** Gives the callback a project with these files; looks for traces afterwards, and removes it. */
export async function withProject<T>(
  files: Readonly<Record<string, string>>,
  use: (project: TestProject) => Promise<T>,
): Promise<T> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "dp-extractor-")));
  try {
    // Another user runs the program in some tests.
    chmodSync(base, 0o755);
    const project = projectIn(base);
    mkdirSync(project.root);
    mkdirSync(project.home);
    for (const [file, text] of Object.entries(files)) project.write(file, text);
    const result = await use(project);
    refuseTraces(base, project);
    return result;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}
