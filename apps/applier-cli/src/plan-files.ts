import { resolve } from "node:path";

import { type CommandContext, type OptionValues, UsageError } from "@dp/cli-kit";
import { readTextFile, writeFileAtomic } from "@dp/files";
import { parseSavedPlan, printSavedPlan, type SavedPlan } from "@dp/pg-apply";
import { type Plan, type PlanOptions, type PlanStrands, visible } from "@dp/pg-ddl";
import type { PgConnection } from "@dp/pg-client";

import { projectCommit } from "./git-commit.ts";
import type { Reviewed } from "./session.ts";

const limits = { maxBytes: 512 * 1024 * 1024 };

/** What a plan may do beyond adding, as it was said on the command line. */
export function planOptions({ dropExisting, dropColumns }: OptionValues): PlanOptions {
  return { dropExisting: dropExisting === true, dropColumns: dropColumns === true };
}

/** Saves a plan where `--out` says. @throws FileError */
export async function savePlan(
  context: CommandContext,
  options: OptionValues,
  {
    planned,
    strands,
    db,
    project,
  }: { readonly planned: Plan; readonly strands: readonly PlanStrands[]; readonly db: PgConnection } & Pick<
    Reviewed,
    "project"
  >,
): Promise<string | undefined> {
  if (typeof options.out !== "string") return undefined;
  const sourceCommit = await projectCommit(project.root);
  const made = {
    database: db.info.database,
    program: `${context.program} ${context.version}`,
    ...(sourceCommit === undefined ? {} : { sourceCommit }),
  };
  await writeFileAtomic(resolve(context.io.cwd, options.out), printSavedPlan(planned, made, strands));
  context.emit({ type: "step", text: `Saved the plan in ${visible(options.out)}` });
  return options.out;
}

/** The plan that `apply FILE` names; undefined when it names none. @throws PlanFileError, FileError, UsageError */
export async function readSavedPlan(context: CommandContext, options: OptionValues): Promise<SavedPlan | undefined> {
  const { file } = options;
  if (typeof file !== "string") return undefined;
  if (
    options.all === true ||
    options.table !== undefined ||
    options.dropExisting !== undefined ||
    options.dropColumns !== undefined
  ) {
    throw new UsageError(
      "a saved plan says itself which tables, and what may be dropped",
      "leave --all, --table, --drop-existing and --drop-columns away, or make another plan with them",
    );
  }
  const saved = parseSavedPlan(await readTextFile(resolve(context.io.cwd, file), limits), file);
  if (options.target !== undefined && options.target !== saved.settings?.target) {
    const said = saved.settings === undefined ? "no target" : `the target ${visible(saved.settings.target)}`;
    throw new UsageError(`${file} was made for ${said}`, "leave --target away, or make another plan with it");
  }
  return saved;
}
