import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import type { SettingValue } from "./setting-value.ts";

/** Files that libpq looks for by itself; PostgreSQL manual, "SSL Support". */
const defaults: readonly (readonly [variable: string, file: string])[] = [
  ["POSTGRES_SSLROOTCERT", "root.crt"],
  ["POSTGRES_SSLCERT", "postgresql.crt"],
];

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

/** Those of libpq's files of the home folder that are there, for variables that are not set. @internal */
export async function defaultTlsFiles(
  get: (variable: string) => string | undefined,
): Promise<ReadonlyMap<string, SettingValue>> {
  const found = new Map<string, SettingValue>();
  const inFolder = (file: string): string => join(homedir(), ".postgresql", file);
  const set = (variable: string, file: string): void => {
    found.set(variable, { value: inFolder(file), source: "default file of libpq" });
  };
  for (const [variable, file] of defaults) {
    if (get(variable) === undefined && (await isThere(inFolder(file)))) set(variable, file);
  }
  const shown = get("POSTGRES_SSLCERT") ?? found.get("POSTGRES_SSLCERT")?.value;
  if (shown !== undefined && get("POSTGRES_SSLKEY") === undefined) set("POSTGRES_SSLKEY", "postgresql.key");
  return found;
}
