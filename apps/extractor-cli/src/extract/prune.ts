import { readdir } from "node:fs/promises";
import { join } from "node:path";

import { removeFiles } from "@dp/files";
import { metadataFileName } from "@dp/metadata-folder";
import { tableDdlFile } from "@dp/pg-ddl";

import { type Run, schemasShownAs } from "./run.ts";

const ddlShownAs = "metadata/ddl";

/** Files of a table that tables.yaml does not name. */
export interface Leftover {
  readonly name: string;
  /** In the project, with slashes. */
  readonly files: readonly string[];
}

/** Metadata and DDL files of tables other than these, by name. */
export async function findLeftovers(
  { project, committed }: Run,
  configured: ReadonlySet<string>,
): Promise<readonly Leftover[]> {
  const suffix = tableDdlFile("");
  const inDdl = await readdir(project.ddlDir).catch(() => []);
  const printed = new Set(inDdl.filter((file) => file.endsWith(suffix)).map((file) => file.slice(0, -suffix.length)));
  const names = [...new Set([...committed.keys(), ...printed])].filter((name) => /^[a-z0-9_]+$/.test(name));
  return names
    .filter((name) => !configured.has(name))
    .sort()
    .map((name) => ({
      name,
      files: [
        ...(committed.has(name) ? [`${schemasShownAs}/${metadataFileName(name)}`] : []),
        ...(printed.has(name) ? [`${ddlShownAs}/${tableDdlFile(name)}`] : []),
      ],
    }));
}

/** Tells of leftovers, which stay. */
export function tellLeftovers({ context }: Run, leftovers: readonly Leftover[]): void {
  for (const { files } of leftovers) {
    const text = "no table of this name in tables.yaml";
    const hint = "`extractor-cli extract --all --prune` removes such files; or name the table in config/tables.yaml";
    context.emit({ type: "warning", code: "FILE_WITHOUT_TABLE", text, where: files[0] ?? "", hint });
  }
}

/**
 * Removes the files of leftovers, or with `check` only lists them; each is told. DDL goes first: while the metadata file
 * stands, a run that was killed is taken up by the next.
 */
export async function prune(run: Run, leftovers: readonly Leftover[]): Promise<void> {
  const { context, project, mode } = run;
  for (const { name, files } of leftovers) {
    context.io.signal.throwIfAborted();
    if (mode === "write") await removeFiles([...files].reverse().map((file) => join(project.root, file)));
    const status = mode === "write" ? "removed" : "different";
    const detail = mode === "write" ? files.join(", ") : `would be removed: ${files.join(", ")}`;
    context.emit({ type: "item", name, status, detail });
  }
}
