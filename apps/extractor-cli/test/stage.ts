import { readFileSync } from "node:fs";

import { type SnowflakeSim, startSnowflakeSim } from "@dp/snowflake-sim";

import { canary, type Ran, run, type Running, start, type Surroundings } from "./harness.ts";
import { type OutputDocument, validated } from "./output-document.ts";
import { type TestProject, withProject } from "./project.ts";

/** Password and token of the one user. Quotes, blanks and signs that are written otherwise in JSON and in addresses. */
export const password = `${canary} pass"word&é/%`;

/** The role that reads metadata, and the user who has it. */
const role = "DP_METADATA";

const repository = new URL("../../../", import.meta.url);

/** A file of the repository. */
export function repositoryFile(path: string): string {
  return readFileSync(new URL(path, repository), "utf8");
}

/** The three tables of the repository's own configuration. */
export const prodSql = repositoryFile("demo/snowflake/1-prod.sql");
export const prodTables = repositoryFile("config/tables.yaml");
export const prodNames = ["company_info", "financial_data", "market_prices"] as const;

/** Starts a stand-in with these tables, and one user. */
export function startSim(
  sql: readonly string[] = [prodSql],
  user: Partial<NonNullable<NonNullable<Parameters<typeof startSnowflakeSim>[0]>["users"]>[number]> = {},
): Promise<SnowflakeSim> {
  return startSnowflakeSim({
    account: "DEMO",
    sql,
    users: [{ name: "VERA", password, pat: password, roles: [role], ...user }],
  });
}

/** Starts a stand-in for one test; it ends with it. */
export async function withSim<T>(sql: readonly string[], use: (sim: SnowflakeSim) => Promise<T>): Promise<T> {
  const sim = await startSim(sql);
  try {
    return await use(sim);
  } finally {
    await sim.close();
  }
}

/** The variables with which the program reaches a stand-in. */
function variables(sim: Pick<SnowflakeSim, "url" | "account">): Record<string, string> {
  return {
    SNOWFLAKE_ACCOUNT: sim.account,
    SNOWFLAKE_ACCESS_URL: sim.url,
    SNOWFLAKE_USER: "VERA",
    SNOWFLAKE_TOKEN: password,
    SNOWFLAKE_ROLE: role,
  };
}

/** What most tests need: a project and the program in it. */
export interface Stage {
  readonly project: TestProject;
  readonly surroundings: Surroundings;
  readonly run: (...args: readonly string[]) => Promise<Ran>;
  readonly start: (...args: readonly string[]) => Running;
  /** Runs a command with --json; the document is checked against its schema. */
  readonly json: (...args: readonly string[]) => Promise<OutputDocument>;
  /** The same project with other variables; `undefined` takes one away. */
  readonly with: (env: Readonly<Record<string, string | undefined>>) => Stage;
}

function stageIn(project: TestProject, surroundings: Surroundings): Stage {
  return {
    project,
    surroundings,
    run: (...args) => run(args, surroundings),
    start: (...args) => start(args, surroundings),
    json: async (...args) => validated(await run([...args, "--json"], surroundings)),
    with: (env) => {
      const kept = Object.entries({ ...surroundings.env, ...env }).filter(([, value]) => value !== undefined);
      return stageIn(project, { ...surroundings, env: Object.fromEntries(kept) as Record<string, string> });
    },
  };
}

/** A fresh project with this tables.yaml, or an empty folder, and the variables for the stand-in. */
export function onStage<T>(
  sim: Pick<SnowflakeSim, "url" | "account">,
  tables: string | undefined,
  use: (stage: Stage) => Promise<T>,
): Promise<T> {
  return withProject(tables === undefined ? {} : { "config/tables.yaml": tables }, (project) => {
    const { PATH = "" } = process.env;
    return use(stageIn(project, { cwd: project.root, env: { PATH, HOME: project.home, ...variables(sim) } }));
  });
}

/** A tables.yaml with these entries, each written as YAML of one line. */
export function tablesYaml(entries: readonly string[], head = ""): string {
  const defaults = "defaults: { snowflake: { database: PROD_DB, schema: PUBLIC }, postgres: { schema: public } }";
  return `version: 1\nedition: 1\n${head}${defaults}\ntables:\n${entries.map((entry) => `  - ${entry}\n`).join("")}`;
}
