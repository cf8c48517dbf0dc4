import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Secrets and row values of a test, by what they are. Each holds a word that stands nowhere else. */
export type Marks = Readonly<Record<string, string>>;

/** The word that a mark is found by: letters and digits, so that URLs, JSON and markup leave it as it is. */
function coreOf(name: string): string {
  return `zqmark${name.replaceAll(/[^A-Za-z0-9]/g, "")}7f3a9c`;
}

/** A value with signs that are written otherwise in JSON, URLs and markup around a word of its own. */
export function markOf(name: string): string {
  return `é"&/%+ ${coreOf(name)} '\\<=`;
}

/** Everything that base64, base64url or hex in the text stand for, whatever they begin in the middle of. */
function decoded(text: string): string {
  const base64 = text.match(/[A-Za-z0-9+/_-]{12,}/g) ?? [];
  const hex = text.match(/(?:[0-9a-f]{2}[ ,:]?){8,}/gi) ?? [];
  return [
    ...base64.flatMap((run) => [0, 1, 2, 3].map((skip) => Buffer.from(run.slice(skip), "base64").toString("latin1"))),
    ...hex.map((run) => Buffer.from(run.replaceAll(/[ ,:]/g, ""), "hex").toString("latin1")),
  ].join("\n");
}

/** Names of the marks that a text holds, plainly or in base64 or hex. */
export function findMarks(text: string, names: Iterable<string>): readonly string[] {
  const all = `${text}\n${decoded(text)}`;
  return [...names].filter((name) => all.includes(coreOf(name)));
}

/** Marks in the files of a folder and all below it, as `file: mark`; `given` are files that may hold theirs. */
export function findMarksBelow(folder: string, names: readonly string[], given: readonly string[]): readonly string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const file = path.slice(folder.length + 1);
    if (given.includes(file)) return [];
    return findMarks(readFileSync(path, "latin1"), names).map((mark) => `${file}: ${mark}`);
  });
}

/** `--require` of it makes a Node process write whom it contacts into the file of `WATCH_FILE`, and crash on `CRASH`. */
export const watcher = fileURLToPath(new URL("watch.cjs", import.meta.url));

/** Whom a watched process contacted. */
export interface Contacts {
  /** `host:port` or the path of a socket. */
  readonly sockets: readonly string[];
  readonly lookups: readonly string[];
  /** `POST /path` */
  readonly requests: readonly string[];
}

/** Reads what the watcher wrote. */
export function readContacts(file: string): Contacts {
  const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
  const of = (kind: string): readonly string[] => [
    ...new Set(lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1))),
  ];
  return { sockets: of("socket"), lookups: of("lookup"), requests: of("request") };
}
