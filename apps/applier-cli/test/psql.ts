import { execFile, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import type { DatabaseAddress } from "@dp/embedded-postgres";
import type { TableMetadata } from "@dp/metadata";
import { foreignKeysDdlFile, tableDdlFile } from "@dp/pg-ddl";

import type { Stage } from "./stage.ts";

/** Runs files one after another, each in one transaction, and stops at the first error. */
export interface ScriptRunner {
  readonly name: string;
  readonly runFiles: (files: readonly string[], on: Pick<Stage, "client" | "address">) => Promise<void>;
}

/** The text that psql would send: `\ir FILE` stands for that file, relative to the one it stands in. */
function included(file: string): string {
  return readFileSync(file, "utf8").replaceAll(/^\\ir (.+)$/gm, (_line, name: string) =>
    included(join(dirname(file), name)),
  );
}

const driver: ScriptRunner = {
  name: "the driver",
  runFiles: async (files, { client }) => {
    for (const file of files) {
      await client.query("BEGIN");
      // No parameters: the simple protocol, as psql speaks it.
      await client.query(included(file));
      await client.query("COMMIT");
    }
  },
};

function environment({ host, port, user, password, database }: DatabaseAddress): Record<string, string> {
  return { PGHOST: host, PGPORT: String(port), PGUSER: user, PGPASSWORD: password, PGDATABASE: database };
}

const program = "psql";

const psql: ScriptRunner = {
  name: "psql",
  runFiles: async (files, { address }) => {
    // A plain locale: psql takes its encoding from there.
    const env = { PATH: process.env.PATH ?? "", LC_ALL: "C", ...environment(address) };
    for (const file of files) {
      await promisify(execFile)(program, ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-1", "-f", file], { env });
    }
  },
};

/** The driver always, psql where it is installed. */
export const scriptRunners: readonly ScriptRunner[] =
  spawnSync(program, ["--version"]).status === 0 ? [driver, psql] : [driver];

/** Makes tables by their DDL files, quickly. */
export function runTables(tables: readonly TableMetadata[], stage: Stage): Promise<void> {
  const files = [...tables.map(({ name }) => tableDdlFile(name)), foreignKeysDdlFile];
  return driver.runFiles(
    files.map((file) => join(stage.project.ddl, file)),
    stage,
  );
}
