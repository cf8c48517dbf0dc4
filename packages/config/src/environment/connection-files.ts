import { homedir } from "node:os";
import { join } from "node:path";

import { absolutePath } from "./layers.ts";

/** Folders where Snowflake's own programs keep connections, in their order; an explicit one is the only one. */
export function connectionFolders(get: (name: string) => string | undefined): readonly string[] {
  const explicit = get("SNOWFLAKE_HOME");
  if (explicit !== undefined) return [absolutePath(explicit, { folder: process.cwd() })];
  return [join(homedir(), ".snowflake"), platformFolder(get)];
}

function platformFolder(get: (name: string) => string | undefined): string {
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support", "snowflake");
  if (process.platform === "win32") return join(get("LOCALAPPDATA") ?? homedir(), "snowflake");
  return join(get("XDG_CONFIG_HOME") ?? join(homedir(), ".config"), "snowflake");
}

/** The two files of a folder: where the first exists, Snowflake's programs take no connection from the second. */
export const connectionFileNames = ["connections.toml", "config.toml"] as const;
