import { existsSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

import type { ErrorDescription } from "./errors.ts";
import type { CliEvent, Place } from "./events.ts";
import type { Io } from "./io.ts";
import { visible } from "./visible.ts";

type Level = "error" | "warning";

/** One note for the page of a pull request. */
interface Note {
  readonly level: Level;
  readonly title: string;
  readonly text: string;
  readonly place: Place | undefined;
}

/** GitHub's workflow commands: what would end the text or a property is written in percent codes. */
function escapeText(text: string): string {
  return text
    .split("\n")
    .map((line) => visible(line))
    .join("\n")
    .replaceAll("%", "%25")
    .replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeText(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** `file:line:column`, `file:line` or a file; undefined for anything else, such as a table. */
function placeOf(where: string | undefined): Place | undefined {
  const [, file, line, column] = /^([^:]*?\.[a-z]+)(?::(\d+))?(?::(\d+))?$/.exec(where ?? "") ?? [];
  if (file === undefined) return undefined;
  return {
    file,
    ...(line !== undefined && { line: Number(line) }),
    ...(column !== undefined && { column: Number(column) }),
  };
}

/**
 * Writes errors, warnings and notes as GitHub's workflow commands, so that they stand at their lines on the page of a
 * pull request. On stderr, which the runner reads as well: stdout may be going into a file.
 */
export class Annotations {
  readonly #io: Io;
  readonly #start: string;
  readonly #write: (text: string) => void;

  constructor(io: Io, project: string | undefined, filter: (text: string) => string) {
    this.#io = io;
    this.#start = resolve(io.cwd, project ?? ".");
    this.#write = (text) => {
      io.stderr.write(filter(text));
    };
  }

  show(event: CliEvent): void {
    switch (event.type) {
      case "warning": {
        const { code, text, where, at } = event;
        this.#note({
          level: "warning",
          title: code,
          text: where === undefined ? text : `${where}: ${text}`,
          place: at ?? placeOf(where),
        });
        return;
      }
      case "item":
        if (event.error !== undefined) this.error(event.error, event.at);
        return;
      case "annotation":
        this.#note({ level: event.level, title: event.code, text: event.text, place: event.at });
        return;
      case "step":
      case "progress":
      case "output":
        return;
    }
  }

  /** An error, or each of the problems that it is made of. */
  error({ code, message, hint, where, problems }: ErrorDescription, at?: Place): void {
    const note = (text: string, place: Place | undefined, next: string | undefined): void => {
      this.#note({ level: "error", title: code, text: next === undefined ? text : `${text}\n${next}`, place });
    };
    if (problems === undefined || problems.length === 0) note(message, placeOf(where) ?? at, hint);
    for (const problem of problems ?? []) note(problem.message, placeOf(problem.where ?? where) ?? at, problem.hint);
  }

  #note({ level, title, text, place }: Note): void {
    const properties = [
      ...(place === undefined ? [] : [`file=${escapeProperty(this.#inWorkspace(place.file))}`]),
      ...(place?.line === undefined ? [] : [`line=${String(place.line)}`]),
      ...(place?.column === undefined ? [] : [`col=${String(place.column)}`]),
      `title=${escapeProperty(title)}`,
    ];
    this.#write(`::${level} ${properties.join(",")}::${escapeText(text)}\n`);
  }

  /** Our messages name files from the project's folder; GitHub wants them from the repository's. */
  #inWorkspace(file: string): string {
    const root = resolve(this.#io.env.GITHUB_WORKSPACE ?? this.#io.cwd);
    for (let folder = this.#start; ; folder = dirname(folder)) {
      const path = resolve(join(folder, file));
      if (existsSync(path)) return relative(root, path).startsWith("..") ? file : relative(root, path);
      if (dirname(folder) === folder || folder === root) return file;
    }
  }
}
