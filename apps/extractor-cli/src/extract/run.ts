import type { CommandContext, ErrorDescription, OptionValues } from "@dp/cli-kit";
import type { Project } from "@dp/config";
import { sweepLeftovers } from "@dp/files";
import type { Finding } from "@dp/metadata";
import { type FolderEntry, readFolder } from "@dp/metadata-folder";

import type { FileStatus, Mode } from "../ddl-files.ts";

/** How the metadata folder is called in messages. */
export const schemasShownAs = "metadata/schemas";

/** How one table ended, as `--json` and the run record say it. */
export type ItemResult =
  | { readonly name: string; readonly status: FileStatus; readonly findings: readonly Finding[] }
  | { readonly name: string; readonly status: "failed"; readonly error: ErrorDescription };

/** What stands in the metadata folder, by name. */
type Committed = ReadonlyMap<string, FolderEntry>;

/** One run, as far as all its steps need it. */
export interface Run {
  readonly context: CommandContext;
  readonly project: Project;
  readonly mode: Mode;
  readonly verbose: boolean;
  readonly committed: Committed;
}

/** Clears what a killed run left, and reads what was committed. */
export async function begin(context: CommandContext, options: OptionValues, project: Project): Promise<Run> {
  const mode: Mode = options.check === true ? "check" : "write";
  if (mode === "write") await Promise.all([sweepLeftovers(project.schemasDir), sweepLeftovers(project.ddlDir)]);
  const entries = await readFolder({ path: project.schemasDir, shownAs: schemasShownAs });
  const committed = new Map(entries.map((entry) => [entry.name, entry]));
  return { context, project, mode, verbose: options.verbose === true, committed };
}

/** The run as if these files were not there, or no longer. */
export function without(run: Run, gone: readonly { readonly name: string }[]): Run {
  const names = new Set(gone.map(({ name }) => name));
  return { ...run, committed: new Map([...run.committed].filter(([name]) => !names.has(name))) };
}
