/** One thing that is wrong in a configuration file. Lines and columns count from 1. */
export interface ConfigProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  /** Where in the document, e.g. `tables[2].snowflake.table`; empty for the document itself. */
  readonly path: string;
  readonly hint?: string;
}

/** A configuration file cannot be used; `problems` holds everything that is wrong with it, in the order of the file. */
export class ConfigError extends Error {
  readonly code = "CONFIG_INVALID";
  readonly retryable = false;
  readonly file: string;
  readonly problems: readonly ConfigProblem[];
  readonly hint: string;
  /** `file:line:column` of the only problem; the file when there are several, each of which says its place. */
  readonly where: string;

  constructor(file: string, problems: readonly ConfigProblem[]) {
    super(describe(file, problems));
    this.name = "ConfigError";
    this.file = file;
    this.problems = problems;
    const [first] = problems;
    this.where = first === undefined || problems.length > 1 ? file : placeOf(file, first);
    this.hint = (problems.length === 1 ? first?.hint : undefined) ?? `Correct ${file} and run the command again.`;
  }
}

function placeOf(file: string, { line, column }: ConfigProblem): string {
  return `${file}:${String(line)}:${String(column)}`;
}

function describe(file: string, problems: readonly ConfigProblem[]): string {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) return `${placeOf(file, first)}: ${first.message}`;
  const lines = problems.map((problem) => {
    const hint = problem.hint === undefined ? "" : `\n    ${problem.hint}`;
    return `${placeOf(file, problem)}: ${problem.message}${hint}`;
  });
  return [`${file} has ${String(problems.length)} problems:`, ...lines].join("\n");
}
