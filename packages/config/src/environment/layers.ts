import { readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";

import type { Project } from "../project/find.ts";
import { readEnvFile, refuseOpenFile } from "./env-file.ts";
import { EnvFileError } from "./errors.ts";
import { settingDefinitions } from "./settings-table.ts";
import { refuseTrackedFile } from "./tracked.ts";

/** One place that variables come from; the process comes before the file. @internal */
export interface Layer {
  get(name: string): { readonly value: string; readonly source: string } | undefined;
  readonly names: readonly string[];
  /** Folder that relative paths begin at. */
  readonly folder: string;
}

/** @internal */
export function processLayer(env: Readonly<Record<string, string | undefined>>): Layer {
  return {
    get(name) {
      const value = env[name];
      return value === undefined || value === "" ? undefined : { value, source: "process" };
    },
    names: Object.keys(env),
    folder: process.cwd(),
  };
}

/** The project's `.env`, if there is one. @internal */
export async function fileLayer({ root, envFile }: Project): Promise<Layer | undefined> {
  const text = await optionalFile(envFile);
  if (text === undefined) return undefined;
  const values = readEnvFile(text, envFile);
  const holdsSecrets = settingDefinitions.some(
    ({ name, fallback, secret }) =>
      secret === true && [name, fallback ?? name].some((variable) => (values.get(variable)?.value ?? "") !== ""),
  );
  if (holdsSecrets) {
    refuseOpenFile(envFile, (await stat(envFile)).mode);
    await refuseTrackedFile(root, basename(envFile));
  }
  return {
    get(name) {
      const found = values.get(name);
      if (found === undefined || found.value === "") return undefined;
      return { value: found.value, source: `.env line ${String(found.line)}` };
    },
    names: [...values.keys()],
    folder: root,
  };
}

const MOST_BYTES = 1024 * 1024;

/** What a file holds, and the file's path when others on this machine may read it. @internal */
export interface FileValue {
  readonly text: string;
  readonly exposed?: string;
}

/** Where container platforms mount secrets, readable by whoever runs in the container. */
const secretMounts = /^(?:\/var)?\/run\/secrets\//;

/** What a `NAME_FILE` variable points to, without the newline at its end. @internal */
export async function fileValue(variable: string, path: string, layer: Pick<Layer, "folder">): Promise<FileValue> {
  const file = absolutePath(path, layer);
  const text = await optionalFile(file);
  if (text === undefined) {
    throw new EnvFileError(`${variable} names a file that is not there`, { where: file, hint: "Correct the path." });
  }
  const open = process.platform !== "win32" && ((await stat(file)).mode & 0o077) !== 0 && !secretMounts.test(file);
  return { text: text.replace(/\r?\n$/, ""), ...(open && { exposed: file }) };
}

/** `~/` is the home folder; everything else is relative to the layer's folder. @internal */
export function absolutePath(path: string, { folder }: Pick<Layer, "folder">): string {
  // An address in an object store is no path.
  if (path.startsWith("s3://")) return path;
  return path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(folder, path);
}

/** The text of a file; undefined when it is not there. @internal */
export async function optionalFile(file: string): Promise<string | undefined> {
  try {
    if ((await stat(file)).size > MOST_BYTES) {
      throw new EnvFileError("the file is larger than 1 MiB", { where: file, hint: "Is it the right file?" });
    }
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof EnvFileError) throw error;
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new EnvFileError(`the file cannot be read (${code})`, {
      where: file,
      hint: "Check the file and its rights.",
    });
  }
}
