import { resolve } from "node:path";

import { type CommandContext, type CommandResult, exitCodes, type OptionValues } from "@dp/cli-kit";
import { printEnvExample, projectAt, starterTablesYaml } from "@dp/config";
import { createFile, FileError } from "@dp/files";

async function createUnlessThere(path: string, text: string): Promise<"new" | "unchanged"> {
  try {
    await createFile(path, text);
    return "new";
  } catch (error) {
    if (error instanceof FileError && error.code === "FILE_EXISTS") return "unchanged";
    throw error;
  }
}

/** Makes what a project needs; leaves alone what is there. */
export async function init(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const folder = typeof options.folder === "string" ? options.folder : (context.project ?? ".");
  const project = projectAt(resolve(context.io.cwd, folder));
  const files = [
    ["config/tables.yaml", starterTablesYaml()],
    [".env.example", printEnvExample("all")],
    [".gitignore", ".env\n.dp/\n"],
    ["metadata/schemas/.gitkeep", ""],
    ["metadata/ddl/.gitkeep", ""],
  ] as const;
  let made = 0;
  for (const [name, text] of files) {
    const status = await createUnlessThere(resolve(project.root, name), text);
    made += status === "new" ? 1 : 0;
    context.emit({ type: "item", name, status });
  }
  return {
    exitCode: exitCodes.done,
    data: { project: project.root, made },
    summary: `${String(made)} made, ${String(files.length - made)} already there`,
    next: "edit config/tables.yaml, copy .env.example to .env and fill it in, then extractor-cli ping",
  };
}
