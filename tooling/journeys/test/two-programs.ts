import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { withDatabase } from "@dp/embedded-postgres";
import { type SnowflakeSim, startSnowflakeSim } from "@dp/snowflake-sim";

/** How a program ended and what it said. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One project that both built programs work in, a Snowflake and a PostgreSQL. */
export interface TwoPrograms {
  readonly root: string;
  readonly sim: SnowflakeSim;
  readonly client: Parameters<Parameters<typeof withDatabase>[0]>[0];
  readonly extractor: (...args: readonly string[]) => Promise<Ran>;
  readonly applier: (...args: readonly string[]) => Promise<Ran>;
  readonly write: (file: string, text: string) => Promise<void>;
  readonly read: (file: string) => Promise<string>;
}

const user = { name: "VERA", pat: "of-the-test", roles: ["ACCOUNTADMIN"] };

function run(name: string, cwd: string, env: Readonly<Record<string, string>>) {
  const bin = fileURLToPath(new URL(`../../../apps/${name}/bin/${name}.js`, import.meta.url));
  return (...args: readonly string[]): Promise<Ran> =>
    new Promise((resolve) => {
      const options = { cwd, env: { PATH: process.env.PATH ?? "", HOME: cwd, ...env }, maxBuffer: 64 * 1024 * 1024 };
      execFile(process.execPath, [bin, ...args], options, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
}

/** Gives both programs a project of their own; everything is gone afterwards. */
export async function withPrograms(sql: string, use: (programs: TwoPrograms) => Promise<void>): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "dp-programs-"));
  const sim = await startSnowflakeSim({ account: "SIM", users: [user], sql: [sql] });
  try {
    await withDatabase(async (client, { host, port, user: role, password, database }) => {
      const extractor = run("extractor-cli", root, {
        ...{ SNOWFLAKE_ACCOUNT: "SIM", SNOWFLAKE_ACCESS_URL: sim.url, SNOWFLAKE_USER: "VERA" },
        ...{ SNOWFLAKE_TOKEN: user.pat, SNOWFLAKE_ROLE: "ACCOUNTADMIN", SNOWFLAKE_WAREHOUSE: "W" },
      });
      const applier = run("applier-cli", root, {
        ...{ POSTGRES_HOST: host, POSTGRES_PORT: String(port), POSTGRES_USER: role },
        ...{ POSTGRES_PASSWORD: password, POSTGRES_DATABASE: database },
      });
      const write = async (file: string, text: string): Promise<void> => {
        await mkdir(dirname(join(root, file)), { recursive: true });
        await writeFile(join(root, file), text);
      };
      const read = (file: string): Promise<string> => readFile(join(root, file), "utf8");
      await use({ root, sim, client, extractor, applier, write, read });
    });
  } finally {
    await sim.close();
    await rm(root, { recursive: true, force: true });
  }
}
