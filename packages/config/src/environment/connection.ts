import { stat } from "node:fs/promises";
import { join } from "node:path";

import { didYouMean } from "../suggest.ts";
import { connectionFileNames, connectionFolders } from "./connection-files.ts";
import { connectionKeys, refusedKeys } from "./connection-keys.ts";
import { ConnectionFileError } from "./errors.ts";
import { absolutePath, fileValue, optionalFile } from "./layers.ts";
import { settingDefinitions } from "./settings-table.ts";

/** A value of a connection and where it stands: file and `[name]`. */
interface ConnectionValue {
  readonly value: string;
  readonly source: string;
  /** File that the value came from, when others on this machine may read it. */
  readonly exposed?: string;
}

/** Values of one connection by the variables that they stand in for. */
export type ConnectionValues = ReadonlyMap<string, ConnectionValue>;

type Section = Readonly<Record<string, unknown>>;

/**
 * Reads one connection from the files of Snowflake's own programs.
 * `SNOWFLAKE_CONNECTIONS_<NAME>_<KEY>` comes before a key of the file, as it does there.
 *
 * @throws ConnectionFileError
 * @internal
 */
export async function readConnection(
  name: string,
  get: (variable: string) => string | undefined,
): Promise<ConnectionValues> {
  const folders = connectionFolders(get);
  const found = await firstFile(folders);
  if (found === undefined) {
    throw new ConnectionFileError("UNKNOWN", `there is no connection "${name}"`, {
      where: folders.map((folder) => join(folder, connectionFileNames[0])).join(", "),
      hint: "No connections.toml and no config.toml is there; make one (snow connection add), or set SNOWFLAKE_HOME.",
    });
  }
  const section = sectionOf(await parsed(found), name, found);
  return valuesOf(section, { name, file: found, get });
}

async function firstFile(folders: readonly string[]): Promise<string | undefined> {
  for (const file of folders.flatMap((folder) => connectionFileNames.map((name) => join(folder, name)))) {
    if ((await optionalFile(file)) !== undefined) return file;
  }
  return undefined;
}

async function parsed(file: string): Promise<Section> {
  const text = (await optionalFile(file)) ?? "";
  const { mode } = await stat(file);
  if (process.platform !== "win32" && (mode & 0o077) !== 0) {
    throw new ConnectionFileError("EXPOSED", "other users of this machine may read or change the file", {
      where: file,
      hint: `chmod 600 ${file}`,
    });
  }
  const { parse, TomlError } = await import("smol-toml");
  try {
    return parse(text);
  } catch (error) {
    // The parser's message quotes the line, which may hold a password.
    const at = error instanceof TomlError ? `:${String(error.line)}:${String(error.column)}` : "";
    throw new ConnectionFileError("INVALID", "the file is not TOML", {
      where: `${file}${at}`,
      hint: 'Values that are text stand in quotes: user = "VERA".',
    });
  }
}

/** `[name]` in connections.toml, `[connections.name]` in config.toml; the second is understood in both. */
function sectionOf(document: Section, name: string, file: string): Section {
  const { connections } = document;
  const nested = isSection(connections) ? connections : {};
  const direct = file.endsWith(connectionFileNames[0]) ? document : {};
  for (const candidates of [direct, nested]) {
    const section = Object.hasOwn(candidates, name) ? candidates[name] : undefined;
    if (isSection(section)) return section;
  }
  const known = [...new Set([...Object.keys(direct), ...Object.keys(nested)])].filter((key) => key !== "connections");
  throw new ConnectionFileError("UNKNOWN", `there is no connection "${name}"`, {
    where: file,
    hint: known.length === 0 ? "The file holds no connection." : didYouMean(name, known),
  });
}

function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

interface Place {
  readonly name: string;
  readonly file: string;
  readonly get: (variable: string) => string | undefined;
}

async function valuesOf(section: Section, place: Place): Promise<ConnectionValues> {
  const { name, file } = place;
  const keys = textsOf(section, place);
  for (const [key, hint] of Object.entries(refusedKeys)) {
    if (!keys.has(key)) continue;
    throw new ConnectionFileError("INVALID", `the key ${key} is not supported here`, {
      where: `${file} [${name}]`,
      hint,
    });
  }
  const values = new Map<string, ConnectionValue>();
  for (const { keys: names, variable, convert, file: namesFile } of connectionKeys) {
    const key = names.find((candidate) => keys.has(candidate));
    const written = key === undefined ? undefined : keys.get(key);
    if (key === undefined || written === undefined || values.has(variable)) continue;
    const value = convert === undefined ? written : convert(written, keys);
    if (value === undefined) continue;
    const source = overriding(place, key) === undefined ? `${file} [${name}]` : overrideName(name, key);
    const folder = { folder: process.cwd() };
    const { text, ...rest } =
      namesFile === true ? await fileValue(key, value, folder) : { text: withHome(variable, value) };
    values.set(variable, { value: text, source, ...rest });
  }
  return values;
}

/** Every key as text; an override of the environment comes first. */
function textsOf(section: Section, place: Place): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const [key, value] of Object.entries(section)) {
    if (isSection(value)) continue;
    const text = Array.isArray(value) ? value.map(String).join(",") : String(value);
    if (text !== "") keys.set(key, text);
  }
  for (const { keys: names } of connectionKeys) {
    for (const key of names) {
      const override = overriding(place, key);
      if (override !== undefined) keys.set(key, override);
    }
  }
  return keys;
}

function overriding({ name, get }: Place, key: string): string | undefined {
  return get(overrideName(name, key));
}

function overrideName(name: string, key: string): string {
  return `SNOWFLAKE_CONNECTIONS_${name.toUpperCase()}_${key.toUpperCase()}`;
}

function withHome(variable: string, value: string): string {
  const isPath = settingDefinitions.some(({ name, path }) => name === variable && path === true);
  return isPath ? absolutePath(value, { folder: process.cwd() }) : value;
}
