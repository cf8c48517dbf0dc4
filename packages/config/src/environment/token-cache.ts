import { homedir } from "node:os";
import { join } from "node:path";

import { InvalidSettingError } from "./errors.ts";
import type { Environment } from "./read.ts";

/** Folder for the tokens that spare the next run a sign-in; none when it is switched off. @internal */
export function tokenCache(environment: Environment): { readonly tokenCacheFolder?: string } {
  const name = "SNOWFLAKE_TOKEN_CACHE";
  const found = environment.value(name);
  const written = found?.value.trim().toLowerCase() ?? "on";
  if (written === "off") return {};
  if (written === "on") return { tokenCacheFolder: cacheFolder() };
  throw new InvalidSettingError(`${name} must be on or off`, {
    setting: name,
    where: found?.source ?? name,
    hint: "On keeps a token for some hours in a file that only you may read; off signs in every time.",
  });
}

function cacheFolder(): string {
  if (process.platform === "darwin") return join(homedir(), "Library", "Caches", "dp");
  if (process.platform === "win32") return join(process.env.LOCALAPPDATA ?? homedir(), "dp");
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "dp");
}
