import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import { program } from "../src/program.ts";
import { run, type Ran } from "./harness.ts";
import { onStage, prodTables, repositoryFile, type Stage, startSim } from "./stage.ts";

const recorder = new URL("record-modules.mjs", import.meta.url).href;
const heavy = ["snowflake-sdk", "ajv", "yaml"];

interface Recorded extends Ran {
  /** Which of the packages named were loaded. */
  readonly loaded: readonly string[];
  readonly modules: number;
}

/** Runs the program and lists which of the heavy packages it loaded. */
async function recorded({ project, surroundings }: Stage, ...args: readonly string[]): Promise<Recorded> {
  const file = project.outside("modules");
  const env = { ...surroundings.env, LOADED_MODULES_FILE: file };
  const ran = await run(args, { ...surroundings, env, node: ["--import", recorder] });
  const modules = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const loaded = heavy.filter((name) => modules.some((url) => url.includes(`/node_modules/${name}/`)));
  return { ...ran, loaded, modules: modules.length };
}

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim();
});

afterAll(() => sim.close());

describe("start-up", () => {
  test("a command that connects loads the driver, the validator and the YAML parser: the recorder sees them", async () => {
    await onStage(sim, prodTables, async (stage) => {
      expect(await recorded(stage, "ping")).toMatchObject({ code: 0, loaded: heavy });
    });
  });

  test.each([[[]], ...program.commands.map(({ name }) => [[name]])])(
    "%j --help shows an example and loads none of them",
    async (command) => {
      await onStage(sim, prodTables, async (stage) => {
        const help = await recorded(stage, ...command, "--help");
        expect(help).toMatchObject({ code: 0, stderr: "", loaded: [] });
        expect(help.modules).toBeGreaterThan(5);
        expect(help.stdout).toMatch(new RegExp(`\nExamples:\n {2}extractor-cli ${command[0] ?? "init"}\\b`));
        for (const option of ["--project", "--json", "--quiet", "--verbose"]) expect(help.stdout).toContain(option);
      });
    },
  );

  test.each([[["--version"]], [["extract", "--nonsense"]], [["nonsense"]], [[]]])(
    "%j loads none of them",
    async (args) => {
      await onStage(sim, prodTables, async (stage) => {
        const { loaded, code } = await recorded(stage, ...args);
        expect({ loaded, code }).toEqual({ loaded: [], code: args[0] === "--version" ? 0 : 64 });
      });
    },
  );
});

interface Dependency {
  readonly dependencies?: Readonly<Record<string, Dependency>>;
}

function namesOf({ dependencies = {} }: Dependency): readonly string[] {
  return Object.entries(dependencies).flatMap(([name, dependency]) => [name, ...namesOf(dependency)]);
}

test("what is installed with the program holds the Snowflake driver and no PostgreSQL driver", async () => {
  const { packageManager } = JSON.parse(repositoryFile("package.json")) as { readonly packageManager: string };
  const cwd = fileURLToPath(new URL("..", import.meta.url));
  const args = ["--yes", packageManager, "ls", "--prod", "--depth", "Infinity", "--json"];
  const { stdout } = await promisify(execFile)("npx", args, { cwd, maxBuffer: 256 * 1024 * 1024 });
  const [own] = JSON.parse(stdout) as readonly [Dependency];
  const names = new Set(namesOf(own));
  expect(names).toContain("snowflake-sdk");
  expect([...names].filter((name) => name === "pg" || name.startsWith("pg-") || name.startsWith("@dp/pg-"))).toEqual([
    "@dp/pg-ddl",
  ]);
});
