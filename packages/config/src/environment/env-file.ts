import { parseEnv } from "node:util";

import { EnvFileError } from "./errors.ts";

/** A value of a `.env` file and the line it stands on, from 1. */
export interface EnvFileValue {
  readonly value: string;
  readonly line: number;
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=[^\S\n]*(.*)$/;
const SECRET_MODES = 0o077;

/**
 * Reads the text of a `.env` file with Node's own loader, after refusing what that loader takes in silence: an
 * unquoted `#` (it cuts the value), an open quote (it swallows lines), text after a quote and lines without `=`.
 *
 * @throws EnvFileError
 */
export function readEnvFile(text: string, file: string): ReadonlyMap<string, EnvFileValue> {
  const clean = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const lines = assignedLines(clean, file);
  const values = new Map<string, EnvFileValue>();
  for (const [name, value] of Object.entries(parseEnv(clean))) {
    if (value !== undefined) values.set(name, { value, line: lines.get(name) ?? 0 });
  }
  return values;
}

/**
 * A file with secrets must be readable by its owner alone, as keys are for ssh.
 *
 * @throws EnvFileError
 */
export function refuseOpenFile(file: string, mode: number): void {
  if (process.platform === "win32" || (mode & SECRET_MODES) === 0) return;
  throw new EnvFileError("the file holds secrets and others on this machine may read it", {
    where: file,
    hint: `chmod 600 ${file}`,
  });
}

function assignedLines(text: string, file: string): Map<string, number> {
  const lines = text.split("\n");
  const found = new Map<string, number>();
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? "";
    if (/^\s*(?:#|$)/.test(line)) continue;
    const where = `${file}:${String(index + 1)}`;
    const [, name, rest] = ASSIGNMENT.exec(line) ?? [];
    if (name === undefined || rest === undefined) {
      throw new EnvFileError("the line is not NAME=value", { where, hint: "Comments begin with #." });
    }
    found.set(name, index + 1);
    index = lastLineOf({ lines, index, name, rest, where });
  }
  return found;
}

interface Assignment {
  readonly lines: readonly string[];
  readonly index: number;
  readonly name: string;
  readonly rest: string;
  readonly where: string;
}

/** Index of the line on which a value ends. */
function lastLineOf({ lines, index, name, rest, where }: Assignment): number {
  const quote = /^["'`]/.exec(rest)?.[0];
  if (quote === undefined) {
    if (!rest.includes("#")) return index;
    throw new EnvFileError(`the value of ${name} holds a # and is not quoted, so it would be cut there`, {
      where,
      hint: `Put quotes around the value, and comments on lines of their own: ${name}='…'`,
    });
  }
  let last = index;
  let tail = rest.slice(1);
  while (!tail.includes(quote)) {
    last += 1;
    const next = lines[last];
    if (next === undefined) {
      throw new EnvFileError(`the value of ${name} begins with ${quote} and does not end`, {
        where,
        hint: `Close the quote; a value that holds ${quote} goes into another kind of quotes.`,
      });
    }
    tail = next;
  }
  if (!/^\s*(?:#.*)?$/.test(tail.slice(tail.indexOf(quote) + 1))) {
    throw new EnvFileError(`there is text after the closing quote of ${name}`, {
      where: where.replace(/\d+$/, String(last + 1)),
      hint: `A value that holds ${quote} goes into another kind of quotes.`,
    });
  }
  return last;
}
