import type { Project } from "../project/find.ts";
import { absolutePath, fileLayer, fileValue, processLayer, type Layer } from "./layers.ts";
import { authMethodOf } from "./auth-method.ts";
import { sslModeOf } from "./ssl-mode.ts";
import { EnvFileError } from "./errors.ts";
import { settingDefinitions, type SettingDefinition, type Side } from "./settings-table.ts";

/** A value and where it came from: `process`, `.env line 3`, `SNOWFLAKE_PASSWORD_FILE <path>` or `fallback PGHOST`. */
export interface SettingValue {
  readonly value: string;
  readonly source: string;
  /** File that the value came from, when others on this machine may read it. */
  readonly exposed?: string;
}

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
  /** Names that are set but unknown, for finding misspellings. */
  unknownNames(): readonly string[];
  /** The project's `.env`, whether or not it exists. */
  readonly envFile: string | undefined;
}

/**
 * Reads one side's variables: from the process, then from the project's `.env`, each as `NAME` or `NAME_FILE`; last
 * from the fallback (`PGHOST` …).
 *
 * @throws EnvFileError
 */
export async function readEnvironment(
  side: Side,
  { env, project }: { readonly env: Readonly<Record<string, string | undefined>>; readonly project?: Project },
): Promise<Environment> {
  const file = project === undefined ? undefined : await fileLayer(project);
  const layers = [processLayer(env), ...(file === undefined ? [] : [file])];
  const values = new Map<string, SettingValue>();
  for (const definition of settingDefinitions) {
    if (definition.side !== side) continue;
    const found = await lookUp(definition, layers);
    if (found !== undefined) values.set(definition.name, found);
  }
  const secrets = secretsOf(values, layers);
  return {
    side,
    envFile: project?.envFile,
    value: (name) => values.get(name),
    describe: () => describe({ side, values, secrets }),
    secrets: () => secrets,
    exposedFiles: () => exposedFiles(values),
    unknownNames: () => unknownNames(layers),
  };
}

async function lookUp(definition: SettingDefinition, layers: readonly Layer[]): Promise<SettingValue | undefined> {
  const { name, fallback } = definition;
  for (const layer of layers) {
    const found = await direct(name, layer);
    if (found !== undefined) return withPath(found, definition, layer);
  }
  if (fallback === undefined) return undefined;
  for (const layer of layers) {
    const found = layer.get(fallback);
    if (found !== undefined) return withPath({ ...found, source: `fallback ${fallback}` }, definition, layer);
  }
  return undefined;
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

function secretsOf(values: ReadonlyMap<string, SettingValue>, layers: readonly Layer[]): readonly string[] {
  const found = new Set<string>();
  for (const { name, fallback, secret } of settingDefinitions) {
    if (secret !== true) continue;
    const chosen = values.get(name);
    if (chosen !== undefined) found.add(chosen.value);
    for (const layer of layers) {
      for (const variable of [name, fallback ?? name]) {
        const value = layer.get(variable)?.value;
        if (value !== undefined) found.add(value);
      }
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
  return layers.flatMap(({ names }) => names).filter((name) => /^(SNOW|POSTGRES|PG)/i.test(name) && !known.has(name));
}
