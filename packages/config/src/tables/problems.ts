import type { ConfigProblem } from "../config-error.ts";
import type { Complaint } from "./complaint.ts";
import { printPath, type SourceMap } from "./source-map.ts";

/** More than anybody reads; a hostile file could have one in every byte. */
const MOST_PROBLEMS = 200;

/** Complaints with their places, in the order of the file. @internal */
export function problemsOf(complaints: readonly Complaint[], source: SourceMap): readonly ConfigProblem[] {
  const problems = new Map<string, ConfigProblem>();
  for (const { path, part, message, hint } of complaints.slice(0, MOST_PROBLEMS)) {
    const { line, column } = source.position(path, part);
    const problem = { message, line, column, path: printPath(path), ...(hint === undefined ? {} : { hint }) };
    // A mistake in the defaults is found once for every table that inherits it.
    problems.set(JSON.stringify([line, column, message]), problem);
  }
  return [...problems.values()].sort((a, b) => a.line - b.line || a.column - b.column);
}
