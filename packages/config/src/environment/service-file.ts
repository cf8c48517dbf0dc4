import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import { didYouMean } from "../suggest.ts";
import { ServiceFileError } from "./errors.ts";
import { absolutePath, optionalFile } from "./layers.ts";
import type { SettingValue } from "./setting-value.ts";
import { settingDefinitions } from "./settings-table.ts";

/** Keys of a service (libpq's connection parameters) and the variables that they fill. */
const variableOf: Readonly<Record<string, string>> = {
  host: "POSTGRES_HOST",
  port: "POSTGRES_PORT",
  dbname: "POSTGRES_DATABASE",
  user: "POSTGRES_USER",
  password: "POSTGRES_PASSWORD",
  passfile: "POSTGRES_PASSFILE",
  sslmode: "POSTGRES_SSLMODE",
  sslrootcert: "POSTGRES_SSLROOTCERT",
  sslcert: "POSTGRES_SSLCERT",
  sslkey: "POSTGRES_SSLKEY",
  connect_timeout: "POSTGRES_CONNECT_TIMEOUT",
  application_name: "POSTGRES_APPNAME",
  options: "POSTGRES_OPTIONS",
  target_session_attrs: "POSTGRES_TARGET_SESSION_ATTRS",
};

/** Parameters of libpq that change nothing here: what they ask for is done anyway, or only how it is done. */
const passedOver = /^(?:keepalives\w*|tcp_user_timeout|client_encoding|fallback_application_name|load_balance_hosts)$/;

interface Entry {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/** The lines of `[name]`, and the names of all services; PostgreSQL manual, "The Connection Service File". */
function entriesOf(text: string, name: string, file: string): readonly Entry[] {
  const names: string[] = [];
  const entries: Entry[] = [];
  let found = false;
  for (const [at, raw] of text.split("\n").entries()) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const section = /^\[(.*)\]/.exec(line)?.[1];
    if (section !== undefined) {
      // As libpq does: the first section of a name is the one.
      if (found) break;
      names.push(section);
      found = section === name;
      continue;
    }
    if (!found) continue;
    const equals = line.indexOf("=");
    const where = `${file}:${String(at + 1)}`;
    if (equals < 1) {
      throw new ServiceFileError("INVALID", "the line is not key=value", { where, hint: "No spaces around =." });
    }
    entries.push({ key: line.slice(0, equals), value: line.slice(equals + 1), line: at + 1 });
  }
  if (found) return entries;
  const hint = names.length === 0 ? "The file holds no service." : didYouMean(name, names);
  throw new ServiceFileError("UNKNOWN", `there is no service "${name}"`, { where: file, hint });
}

function filesOf(get: (variable: string) => string | undefined): readonly string[] {
  const explicit = get("POSTGRES_SERVICEFILE");
  const system = get("PGSYSCONFDIR");
  return [
    explicit ?? join(homedir(), ".pg_service.conf"),
    ...(system === undefined ? [] : [join(system, "pg_service.conf")]),
  ];
}

/**
 * Reads one service of libpq's connection service file.
 *
 * @throws ServiceFileError
 * @internal
 */
export async function readService(
  name: string,
  get: (variable: string) => string | undefined,
): Promise<ReadonlyMap<string, SettingValue>> {
  const files = filesOf(get);
  let missing: ServiceFileError | undefined;
  for (const file of files) {
    const text = await optionalFile(file);
    if (text === undefined) continue;
    try {
      return await valuesOf(entriesOf(text, name, file), { name, file });
    } catch (error) {
      if (!(error instanceof ServiceFileError) || error.code !== "SETTING_SERVICE_UNKNOWN") throw error;
      missing ??= error;
    }
  }
  throw (
    missing ??
    new ServiceFileError("UNKNOWN", `there is no service "${name}"`, {
      where: files.join(", "),
      hint: "The file is not there; set POSTGRES_SERVICEFILE, or PGSERVICEFILE.",
    })
  );
}

async function valuesOf(
  entries: readonly Entry[],
  { name, file }: { readonly name: string; readonly file: string },
): Promise<ReadonlyMap<string, SettingValue>> {
  const open = process.platform !== "win32" && ((await stat(file)).mode & 0o077) !== 0;
  const values = new Map<string, SettingValue>();
  for (const { key, value, line } of entries) {
    if (passedOver.test(key)) continue;
    const variable = Object.hasOwn(variableOf, key) ? variableOf[key] : undefined;
    if (variable === undefined) {
      throw new ServiceFileError("INVALID", `the key ${key} of the service "${name}" is not supported`, {
        where: `${file}:${String(line)}`,
        hint: `Supported: ${Object.keys(variableOf).join(", ")}.`,
      });
    }
    if (values.has(variable) || value === "") continue;
    const definition = settingDefinitions.find((candidate) => candidate.name === variable);
    const path = definition?.path === true && value !== "system";
    values.set(variable, {
      value: path ? absolutePath(value, { folder: process.cwd() }) : value,
      source: `${file} [${name}]`,
      ...(definition?.secret === true && open && { exposed: file }),
    });
  }
  return values;
}
