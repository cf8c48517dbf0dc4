/** One reason why a table cannot be mapped. */
export interface MappingProblem {
  /** E.g. `NAME_COLLISION`, or the code of the type map's error. */
  readonly code: string;
  /** What is wrong, with the names of the columns or tables. */
  readonly message: string;
  /** The way out. */
  readonly hint: string;
  /** Stored name of the source column, where it is about one. */
  readonly column?: string;
}

/** An edition that this release cannot map by. */
export class UnknownEditionError extends Error {
  override readonly name = "UnknownEditionError";
  readonly code = "EDITION_UNKNOWN";
  readonly retryable = false;
  readonly hint: string;

  constructor(edition: number, known: readonly number[]) {
    super(`there is no mapping edition ${String(edition)} in this release`);
    this.hint = `Choose edition ${known.map(String).join(" or ")} in tables.yaml, or use a release that has it.`;
  }
}

/** A table that cannot be mapped, with all reasons at once. */
export class MappingError extends Error {
  readonly code = "TABLE_NOT_MAPPED";
  readonly retryable = false;
  /** Name of the table in tables.yaml. */
  readonly table: string;
  /** The source table. */
  readonly where: string;
  readonly hint: string;
  readonly problems: readonly MappingProblem[];

  constructor(table: { readonly name: string; readonly where: string }, problems: readonly MappingProblem[]) {
    super(`table ${table.name} cannot be mapped: ${problems.map((problem) => problem.message).join("; ")}`);
    this.name = "MappingError";
    this.table = table.name;
    this.where = table.where;
    this.hint = [...new Set(problems.map((problem) => problem.hint))].join(" ");
    this.problems = problems;
  }
}
