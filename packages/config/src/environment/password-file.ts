import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { optionalFile } from "./layers.ts";
import type { SettingValue } from "./setting-value.ts";

/** A file that was not read although it is there, and why. */
export interface IgnoredFile {
  readonly file: string;
  readonly reason: string;
  readonly hint: string;
}

/** What a password file says of a connection. */
interface Password {
  readonly found?: SettingValue;
  readonly ignored?: IgnoredFile;
}

type Get = (variable: string) => string | undefined;

/** Fields of a line, `\:` and `\\` taken back to what they stand for; a bare `*` is undefined. */
function fieldsOf(line: string): readonly (string | undefined)[] {
  const fields = line.match(/(?:^|:)((?:\\.|[^:\\])*)/g) ?? [];
  return fields.map((field, at) => {
    const text = at === 0 ? field : field.slice(1);
    return text === "*" ? undefined : text.replaceAll(/\\(.)/g, "$1");
  });
}

/** The last field is everything that is left: passwords hold colons that nobody wrote a backslash before. */
function entryOf(
  line: string,
): { readonly keys: readonly (string | undefined)[]; readonly password: string } | undefined {
  const [, head, password] = /^((?:(?:\\.|[^:\\])*:){4})(.*)$/.exec(line) ?? [];
  if (head === undefined || password === undefined) return undefined;
  return { keys: fieldsOf(head.slice(0, -1)), password: password.replaceAll(/\\(.)/g, "$1") };
}

/** libpq's name for the socket folder that it takes without a host. */
const standardSocketFolders = ["/tmp", "/var/run/postgresql", "/run/postgresql"];

function wantedKeys(get: Get): readonly string[] {
  const host = get("POSTGRES_HOST") ?? "";
  const known = standardSocketFolders.includes(host) ? "localhost" : host;
  return [known, get("POSTGRES_PORT") ?? "5432", get("POSTGRES_DATABASE") ?? "", get("POSTGRES_USER") ?? ""];
}

/**
 * The password that libpq's password file has for this connection: the first line that fits, where `*` fits anything.
 * A file that others may read is not used (PostgreSQL manual, "The Password File").
 *
 * @internal
 */
export async function passwordFromFile(get: Get): Promise<Password> {
  const file = get("POSTGRES_PASSFILE") ?? join(homedir(), ".pgpass");
  const status = await stat(file).catch(() => undefined);
  if (status === undefined) return {};
  if (!status.isFile()) return { ignored: { file, reason: "it is not a plain file", hint: "name a file" } };
  if (process.platform !== "win32" && (status.mode & 0o077) !== 0) {
    const reason = "others on this machine may read or change it";
    return { ignored: { file, reason, hint: `chmod 600 ${file}` } };
  }
  const wanted = wantedKeys(get);
  for (const [at, raw] of ((await optionalFile(file)) ?? "").split("\n").entries()) {
    const line = raw.replace(/\r$/, "");
    const entry = line.startsWith("#") ? undefined : entryOf(line);
    if (!entry?.keys.every((key, index) => key === undefined || key === wanted[index])) continue;
    if (entry.password === "") return {};
    return { found: { value: entry.password, source: `${file} line ${String(at + 1)}` } };
  }
  return {};
}
