import type { Project } from "../project/find.ts";
import { readConnection, type ConnectionValues } from "./connection.ts";
import { absolutePath, fileLayer, fileValue, processLayer, type Layer } from "./layers.ts";
import { authMethodOf } from "./auth-method.ts";
import { passwordFromFile, type IgnoredFile } from "./password-file.ts";
import { defaultTlsFiles } from "./tls-files.ts";
import { readService } from "./service-file.ts";
import type { SettingValue } from "./setting-value.ts";
import { sslModeOf } from "./ssl-mode.ts";
import { EnvFileError } from "./errors.ts";
import { type UnheededSetting, unheededSettings } from "./unheeded.ts";
import { settingDefinitions, settingsOf, type SettingDefinition, type Side } from "./settings-table.ts";

/** One line of what `ping` reports; `value` is `[hidden]` for a secret. */
export interface SettingReport {
  readonly name: string;
  readonly source: string;
  readonly value: string;
}

/** The variables of one side, read once. */
export interface Environment {
  readonly side: Side;
  /** A variable's value; undefined when it is set nowhere or empty. */
  value(name: string): SettingValue | undefined;
  /** Every variable that has a value, and what was chosen for those that have none; no secrets. */
  describe(): readonly SettingReport[];
  /** All secret values, those of the other side and those that were not chosen included: for filtering output. */
  secrets(): readonly string[];
  /** Files named by `NAME_FILE` that hold secrets and that others on this machine may read. */
  exposedFiles(): readonly string[];
  /** Files of passwords that are there and were not read. */
  ignoredFiles(): readonly IgnoredFile[];
  /** Variables of libpq that are set and not honoured. */
  unheeded(): readonly UnheededSetting[];
  /** Names that are set but unknown, for finding misspellings. */
  unknownNames(): readonly string[];
  /** The project's `.env`, whether or not it exists. */
  readonly envFile: string | undefined;
}

/** Where variables are read from. */
interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly project?: Project;
  /** Connection of Snowflake's own `connections.toml`; `SNOWFLAKE_DEFAULT_CONNECTION_NAME` when absent. */
  readonly connection?: string;
}

/**
 * Reads one side's variables: from the process, then from the project's `.env`, each as `NAME` or `NAME_FILE`; then
 * from the named connection or libpq's service; then from the fallback (`PGHOST` …); a password last from libpq's file.
 *
 * @throws EnvFileError
 * @throws ConnectionFileError
 * @throws ServiceFileError
 */
export async function readEnvironment(side: Side, { env, project, connection }: Sources): Promise<Environment> {
  const file = project === undefined ? undefined : await fileLayer(project);
  const layers = [processLayer(env), ...(file === undefined ? [] : [file])];
  const values = new Map<string, SettingValue>();
  const ours = settingsOf(side);
  for (const definition of ours) {
    const found = await lookUp(definition, layers);
    if (found !== undefined) values.set(definition.name, found);
  }
  const named = await (side === "snowflake"
    ? namedConnection(values, layers, connection)
    : namedService(values, layers));
  for (const [name, found] of named ?? []) if (!values.has(name)) values.set(name, found);
  for (const definition of ours) {
    const found = values.has(definition.name) ? undefined : fallbackOf(definition, layers);
    if (found !== undefined) values.set(definition.name, found);
  }
  const ignored = side === "postgres" ? await lastResorts(values) : [];
  const secrets = secretsOf(values, named, layers);
  return {
    side,
    envFile: project?.envFile,
    value: (name) => values.get(name),
    describe: () => describe({ side, values, secrets }),
    secrets: () => secrets,
    exposedFiles: () => exposedFiles(values),
    ignoredFiles: () => ignored,
    unheeded: () => (side === "postgres" ? unheededSettings(layers) : []),
    unknownNames: () => unknownNames(layers),
  };
}

/** The values of the connection that an option or a variable names. */
async function namedConnection(
  values: Map<string, SettingValue>,
  layers: readonly Layer[],
  connection: string | undefined,
): Promise<ConnectionValues | undefined> {
  const variable = "SNOWFLAKE_DEFAULT_CONNECTION_NAME";
  if (connection !== undefined) values.set(variable, { value: connection, source: "--connection" });
  const name = values.get(variable)?.value;
  if (name === undefined) return undefined;
  return readConnection(name, (wanted) => {
    const known = values.get(wanted);
    return known?.value ?? layers.map((layer) => layer.get(wanted)?.value).find((value) => value !== undefined);
  });
}

/** The values of libpq's service that a variable names; as in libpq, they come before `PGHOST` and its kin. */
async function namedService(
  values: Map<string, SettingValue>,
  layers: readonly Layer[],
): Promise<ReadonlyMap<string, SettingValue> | undefined> {
  for (const definition of settingDefinitions) {
    if (!["POSTGRES_SERVICE", "POSTGRES_SERVICEFILE"].includes(definition.name)) continue;
    const found = values.has(definition.name) ? undefined : fallbackOf(definition, layers);
    if (found !== undefined) values.set(definition.name, found);
  }
  const name = values.get("POSTGRES_SERVICE")?.value;
  if (name === undefined) return undefined;
  const inLayers = (wanted: string): string | undefined =>
    layers.map((layer) => layer.get(wanted)?.value).find((value) => value !== undefined);
  return readService(name, (wanted) => values.get(wanted)?.value ?? inLayers(wanted));
}

/** What libpq takes from files in the home folder when nothing else says it. */
async function lastResorts(values: Map<string, SettingValue>): Promise<readonly IgnoredFile[]> {
  if (!values.has("POSTGRES_HOST")) return [];
  for (const [name, found] of await defaultTlsFiles((wanted) => values.get(wanted)?.value)) values.set(name, found);
  if (values.has("POSTGRES_PASSWORD")) return [];
  const { found, ignored } = await passwordFromFile((wanted) => values.get(wanted)?.value);
  if (found !== undefined) values.set("POSTGRES_PASSWORD", found);
  return ignored === undefined ? [] : [ignored];
}

async function lookUp(definition: SettingDefinition, layers: readonly Layer[]): Promise<SettingValue | undefined> {
  for (const layer of layers) {
    const found = await direct(definition.name, layer);
    if (found !== undefined) return withPath(found, definition, layer);
  }
  return undefined;
}

function fallbackOf(definition: SettingDefinition, layers: readonly Layer[]): SettingValue | undefined {
  for (const layer of layers) {
    for (const fallback of fallbackNames(definition)) {
      const found = layer.get(fallback);
      if (found !== undefined) return withPath({ ...found, source: `fallback ${fallback}` }, definition, layer);
    }
  }
  return undefined;
}

/** Variables of proxies are written in small letters as often as in capitals. */
function fallbackNames({ fallback }: SettingDefinition): readonly string[] {
  if (fallback === undefined) return [];
  return fallback.endsWith("_PROXY") ? [fallback, fallback.toLowerCase()] : [fallback];
}

async function direct(name: string, layer: Layer): Promise<SettingValue | undefined> {
  const variable = `${name}_FILE`;
  const value = layer.get(name);
  const file = layer.get(variable);
  if (file === undefined) return value;
  if (value !== undefined) {
    const hint = "Keep one of the two.";
    throw new EnvFileError(`${name} and ${variable} are both set`, { where: file.source, hint });
  }
  const { text, ...rest } = await fileValue(variable, file.value, layer);
  return text === "" ? undefined : { value: text, source: `${variable} ${file.value}`, ...rest };
}

function withPath(found: SettingValue, { path }: SettingDefinition, layer: Layer): SettingValue {
  // "system" is libpq's word for the system's own certificates.
  if (path !== true || found.value === "system") return found;
  return { ...found, value: absolutePath(found.value, layer) };
}

function secretsOf(
  values: ReadonlyMap<string, SettingValue>,
  connection: ReadonlyMap<string, SettingValue> | undefined,
  layers: readonly Layer[],
): readonly string[] {
  const found = new Set<string>();
  for (const definition of settingDefinitions) {
    const { name, secret } = definition;
    const present = [
      values.get(name)?.value,
      connection?.get(name)?.value,
      ...layers.flatMap((layer) => [name, ...fallbackNames(definition)].map((variable) => layer.get(variable)?.value)),
    ].filter((value) => value !== undefined);
    for (const value of present) {
      for (const text of secret === true ? [value] : passwordsIn(value)) found.add(text);
    }
  }
  return [...found];
}

function exposedFiles(values: ReadonlyMap<string, SettingValue>): readonly string[] {
  return settingDefinitions.flatMap(({ name, secret }) => {
    const file = values.get(name)?.exposed;
    return secret === true && file !== undefined ? [file] : [];
  });
}

/** A proxy's address may carry a password, written with percent signs. */
function passwordsIn(value: string): readonly string[] {
  const written = /^[a-z][a-z0-9+.-]*:\/\/[^/@:]*:([^/]*)@/i.exec(value)?.[1];
  if (written === undefined || written === "") return [];
  return [...new Set([written, plainText(written)])];
}

function plainText(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

interface Known {
  readonly side: Side;
  readonly values: ReadonlyMap<string, SettingValue>;
  readonly secrets: readonly string[];
}

function describe({ side, values, secrets }: Known): readonly SettingReport[] {
  const chosen = new Map<string, SettingValue>(values);
  const get = (name: string): SettingValue | undefined => values.get(name);
  if (side === "snowflake") chosen.set("SNOWFLAKE_AUTH_METHOD", authMethodOf(get));
  else if (values.has("POSTGRES_HOST")) chosen.set("POSTGRES_SSLMODE", sslModeOf(get));
  return settingDefinitions.flatMap(({ name, secret }) => {
    const found = chosen.get(name);
    if (found === undefined) return [];
    const hidden = secret === true || (values.has(name) && secrets.some((text) => repeats(found.value, text)));
    return [{ name, source: found.source, value: hidden ? "[hidden]" : withoutUser(found.value) }];
  });
}

/** A very short secret is part of too many words to be looked for inside them. */
function repeats(value: string, secret: string): boolean {
  return value === secret || (secret.length >= 4 && value.includes(secret));
}

/** A URL may carry a user and a password. */
function withoutUser(value: string): string {
  return value.replace(/^([a-z][a-z0-9+.-]*:\/\/).*@/i, "$1[hidden]@");
}

function unknownNames(layers: readonly Layer[]): readonly string[] {
  const known = new Set(settingDefinitions.flatMap(({ name, fallback }) => [name, `${name}_FILE`, fallback ?? name]));
  const isOurs = /^(?:SNOW(?!FLAKE_CONNECTIONS_)|POSTGRES|PG|DELIVERY_)/i;
  return layers.flatMap(({ names }) => names).filter((name) => isOurs.test(name) && !known.has(name));
}
