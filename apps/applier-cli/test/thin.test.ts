import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { describe, expect, test } from "@jest/globals";

import { customers } from "./documents.ts";
import { type Ran, run, type Surroundings } from "./harness.ts";
import { withProject } from "./project.ts";
import { onStage } from "./stage.ts";

interface Listed {
  readonly dependencies?: Readonly<Record<string, Listed>>;
}

function namesIn({ dependencies = {} }: Listed): readonly string[] {
  return Object.entries(dependencies).flatMap(([name, listed]) => [name, ...namesIn(listed)]);
}

test("no Snowflake driver is installed with the program", () => {
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const { packageManager } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { packageManager: string };
  const args = ["--yes", packageManager, "--filter=applier-cli", "ls", "--prod", "--depth", "Infinity", "--json"];
  const [listed] = JSON.parse(execFileSync("npx", args, { cwd: root, encoding: "utf8", maxBuffer: 1e8 })) as Listed[];
  const names = new Set(namesIn(listed ?? {}));
  expect([...names]).toEqual(expect.arrayContaining(["@dp/pg-apply", "pg", "ajv"]));
  expect([...names].filter((name) => name.includes("snowflake"))).toEqual([]);
});

/** A file and, where it is a bundle, what it was made from. */
function sourcesOf(url: string): readonly string[] {
  const map = `${url.startsWith("file:") ? fileURLToPath(url) : url}.map`;
  if (!existsSync(map)) return [url];
  const { sources } = JSON.parse(readFileSync(map, "utf8")) as { sources: readonly string[] };
  return [url, ...sources.map((source) => resolve(dirname(map), source))];
}

interface Loaded {
  readonly ran: Ran;
  /** Packages from npm, and our own by the names of their folders. */
  readonly packages: readonly string[];
}

/** Runs the program and says whose files the engine ran: its coverage names every one. */
async function loadedBy(args: readonly string[], surroundings: Surroundings): Promise<Loaded> {
  const folder = mkdtempSync(join(tmpdir(), "dp-loaded-"));
  try {
    const env = { ...surroundings.env, NODE_V8_COVERAGE: folder };
    const ran = await run(args, { ...surroundings, env });
    const urls = readdirSync(folder).flatMap((file) => {
      const { result } = JSON.parse(readFileSync(join(folder, file), "utf8")) as { result: { url: string }[] };
      return result.map(({ url }) => url);
    });
    const packages = urls
      .flatMap(sourcesOf)
      .flatMap((file) => /.*\/(?:node_modules|packages)\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? []);
    return { ran, packages: [...new Set(packages)] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const heavy = ["pg", "ajv", "yaml", "pg-client", "pg-apply", "pg-ddl", "metadata", "metadata-folder", "config"];

describe("help", () => {
  test("what loads a package is seen", async () => {
    await onStage([customers], async (stage) => {
      const { ran, packages } = await loadedBy(["plan"], stage.surroundings);
      expect(ran).toMatchObject({ code: 0 });
      expect(packages).toEqual(
        expect.arrayContaining(["yargs", "cli-kit", ...heavy.filter((name) => name !== "yaml")]),
      );
    });
  });

  test.each([
    [["--help"]],
    [["--version"]],
    [["ping", "--help"]],
    [["plan", "--help"]],
    [["apply", "-h"]],
    [["verify", "--help"]],
    [["verify", "--wrong"]],
  ])("%p loads no driver, no validator and no YAML", async (args) => {
    await withProject([customers], async ({ root }) => {
      const { ran, packages } = await loadedBy(args, { cwd: root, env: {} });
      expect(ran).toMatchObject({ code: args.includes("--wrong") ? 64 : 0 });
      expect(packages).toContain("yargs");
      expect(packages.filter((name) => heavy.includes(name))).toEqual([]);
    });
  });

  test("of each command has an example that begins with the program's name", async () => {
    await withProject([customers], async ({ root }) => {
      const runHere = (...args: readonly string[]): Promise<Ran> => run(args, { cwd: root, env: {} });
      const whole = await runHere("--help");
      for (const command of ["ping", "plan", "apply", "verify"]) {
        expect(whole.stdout).toMatch(new RegExp(`^ +applier-cli ${command} `, "m"));
        const { stdout, stderr } = await runHere(command, "--help");
        expect(stderr).toBe("");
        expect(stdout).toMatch(new RegExp(`^Examples:\\n +applier-cli ${command}`, "m"));
      }
      expect(whole.stdout).toMatch(/^Examples:\n +applier-cli /m);
    });
  });
});
