import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { serializeTableMetadata, type TableMetadata } from "@dp/metadata";
import {
  allDdlFile,
  foreignKeysDdlFile,
  printAllDdl,
  printForeignKeysDdl,
  printTableDdl,
  tableDdlFile,
} from "@dp/pg-ddl";

/** A project folder of its own, as it comes out of version control. */
export interface TestProject {
  readonly root: string;
  readonly schemas: string;
  readonly ddl: string;
  readonly runs: string;
  /** Text of a file; the path is relative to the project. */
  read(file: string): string;
  write(file: string, text: string): void;
  remove(path: string): void;
  /** Every run record, oldest first. */
  records(): readonly Record<string, unknown>[];
}

function projectIn(root: string): TestProject {
  const runs = join(root, ".dp", "runs");
  return {
    root,
    schemas: join(root, "metadata", "schemas"),
    ddl: join(root, "metadata", "ddl"),
    runs,
    read: (file) => readFileSync(join(root, file), "utf8"),
    write: (file, text) => {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    },
    remove: (path) => {
      rmSync(join(root, path), { recursive: true });
    },
    records: () =>
      readdirSync(runs)
        .map((file) => JSON.parse(readFileSync(join(runs, file), "utf8")) as Record<string, unknown>)
        .sort((one, other) => (String(one.startedAt) < String(other.startedAt) ? -1 : 1)),
  };
}

/** Writes the metadata and the DDL of these tables, as the other side does. */
export function writeTables(project: TestProject, tables: readonly TableMetadata[]): void {
  mkdirSync(project.schemas, { recursive: true });
  mkdirSync(project.ddl, { recursive: true });
  for (const metadata of tables) {
    project.write(`metadata/schemas/${metadata.name}_metadata.json`, serializeTableMetadata(metadata));
    project.write(`metadata/ddl/${tableDdlFile(metadata.name)}`, printTableDdl(metadata));
  }
  project.write(`metadata/ddl/${foreignKeysDdlFile}`, printForeignKeysDdl(tables));
  project.write(`metadata/ddl/${allDdlFile}`, printAllDdl(tables));
}

/** Gives the callback a project with these tables; removes it afterwards. */
export async function withProject<T>(
  tables: readonly TableMetadata[],
  use: (project: TestProject) => Promise<T>,
): Promise<T> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "dp-applier-")));
  try {
    // Another user runs the program in some tests.
    chmodSync(root, 0o755);
    const project = projectIn(root);
    if (tables.length > 0) writeTables(project, tables);
    return await use(project);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
