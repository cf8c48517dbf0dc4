import { scanJson } from "./scan.ts";

/** One-based line and column of an offset. */
export function positionAt(text: string, offset: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) {
    line += 1;
    lineStart = at + 1;
  }
  return { line, column: offset - lineStart + 1 };
}

/** One-based lines of the values that JSON pointers name, in a text that is known to be JSON, e.g. `/target/columns/3`. */
export function linesOf(text: string, pointers: ReadonlySet<string>): ReadonlyMap<string, number> {
  return new Map([...offsetsOf(text, pointers)].map(([pointer, offset]) => [pointer, positionAt(text, offset).line]));
}

/** Offsets of the values that the JSON pointers name, in a text that is known to be JSON. */
export function offsetsOf(text: string, pointers: ReadonlySet<string>): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  scanJson(text, (pointer, offset) => {
    if (pointers.has(pointer)) found.set(pointer, offset);
  });
  return found;
}
