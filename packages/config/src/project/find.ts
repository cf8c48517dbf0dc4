import { stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";

/** A project folder and the places in it; all paths absolute, none of them need exist but `root`. */
export interface Project {
  readonly root: string;
  /** `config/tables.yaml` */
  readonly tablesFile: string;
  /** `config/postgres.yaml` */
  readonly postgresFile: string;
  /** `metadata/schemas` */
  readonly schemasDir: string;
  /** `metadata/ddl` */
  readonly ddlDir: string;
  /** `.env` */
  readonly envFile: string;
  /** `.dp/runs` */
  readonly runsDir: string;
}

/** No folder upwards, or not the folder that was named, holds a project. */
export class ProjectNotFoundError extends Error {
  readonly code = "PROJECT_NOT_FOUND";
  readonly retryable = false;
  readonly hint = "Go to the project's folder, name it with --project DIR, or make one: extractor-cli init";
  readonly where: string;

  constructor(where: string, message: string) {
    super(message);
    this.name = "ProjectNotFoundError";
    this.where = where;
  }
}

/**
 * The nearest folder from `start` upwards that holds `config/tables.yaml` or `metadata/schemas/`, or the folder
 * `explicit` when that is given.
 *
 * @throws ProjectNotFoundError
 */
export async function findProject(start: string, explicit?: string): Promise<Project> {
  if (explicit !== undefined) {
    const root = resolve(start, explicit);
    if (await isProject(root)) return projectAt(root);
    throw new ProjectNotFoundError(root, `${root} holds neither config/tables.yaml nor metadata/schemas`);
  }
  const from = resolve(start);
  for (let folder = from; ; folder = dirname(folder)) {
    if (await isProject(folder)) return projectAt(folder);
    if (dirname(folder) === folder) break;
  }
  throw new ProjectNotFoundError(from, `no project in ${from} or any folder above it`);
}

/** The places of a project at `root`, whether or not they exist: for making a new one. */
export function projectAt(root: string): Project {
  return {
    root,
    tablesFile: join(root, "config", "tables.yaml"),
    postgresFile: join(root, "config", "postgres.yaml"),
    schemasDir: join(root, "metadata", "schemas"),
    ddlDir: join(root, "metadata", "ddl"),
    envFile: join(root, ".env"),
    runsDir: join(root, ".dp", "runs"),
  };
}

async function isProject(folder: string): Promise<boolean> {
  const { tablesFile, schemasDir } = projectAt(folder);
  const [tables, schemas] = await Promise.all([kindOf(tablesFile), kindOf(schemasDir)]);
  return tables === "file" || schemas === "directory";
}

async function kindOf(path: string): Promise<"file" | "directory" | undefined> {
  try {
    return (await stat(path)).isDirectory() ? "directory" : "file";
  } catch {
    return undefined;
  }
}
