import { type DatabaseAddress, withDatabase } from "@dp/embedded-postgres";
import type { TableMetadata } from "@dp/metadata";

import { type Ran, run, type Surroundings, variables } from "./harness.ts";
import { type OutputDocument, validated } from "./output-document.ts";
import { type TestProject, withProject } from "./project.ts";

/** What most tests need: a project, a database, and the program in between. */
export interface Stage {
  readonly project: TestProject;
  readonly client: Parameters<Parameters<typeof withDatabase>[0]>[0];
  readonly address: DatabaseAddress;
  readonly surroundings: Surroundings;
  /** Runs a command on both. */
  readonly run: (...args: readonly string[]) => Promise<Ran>;
  /** Runs a command with --json; the document is checked against its schema. */
  readonly json: (...args: readonly string[]) => Promise<OutputDocument>;
}

/** A fresh project with these tables, and a fresh database. */
export function onStage<T>(tables: readonly TableMetadata[], use: (stage: Stage) => Promise<T>): Promise<T> {
  return withProject(tables, (project) =>
    withDatabase((client, address) => {
      const surroundings = { cwd: project.root, env: variables(address) };
      const runHere: Stage["run"] = (...args) => run(args, surroundings);
      const json: Stage["json"] = async (...args) => validated(await runHere(...args, "--json"));
      return use({ project, client, address, surroundings, run: runHere, json });
    }),
  );
}
