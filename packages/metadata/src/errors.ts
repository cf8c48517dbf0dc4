/** One thing wrong in a metadata file. */
export interface MetadataProblem {
  /** JSON pointer; empty for the whole document. */
  readonly path: string;
  readonly message: string;
  /** One-based. */
  readonly line?: number;
  readonly column?: number;
}

const shownProblems = 5;

/** The text is no table metadata: not JSON, too big or too deep, or not what the schema says. */
export class InvalidMetadataError extends Error {
  readonly code = "INVALID_METADATA";
  readonly retryable = false;
  readonly hint: string;
  readonly file: string;
  readonly where: string;
  /** All of them, in the order of the text. */
  readonly problems: readonly MetadataProblem[];

  constructor(file: string, problems: readonly MetadataProblem[], hint = defaultHint) {
    const shown = problems.slice(0, shownProblems).map((problem) => `  ${describe(problem)}`);
    const rest = problems.length - shown.length;
    super(
      [`${file} is not valid table metadata:`, ...shown, ...(rest > 0 ? [`  and ${String(rest)} more`] : [])].join(
        "\n",
      ),
    );
    this.name = "InvalidMetadataError";
    this.file = file;
    this.where = file;
    this.problems = problems;
    this.hint = hint;
  }
}

const defaultHint =
  "Metadata files are written by extractor-cli and never by hand: take the file from version control again, or extract the table again.";

function describe(problem: MetadataProblem): string {
  const line = problem.line === undefined ? "" : `line ${String(problem.line)}: `;
  return `${line}${problem.path === "" ? "" : `${problem.path} `}${problem.message}`;
}

/** The file says a format version with a higher major number than this program can read. */
export class NewerFormatError extends Error {
  readonly code = "NEWER_FORMAT";
  readonly retryable = false;
  readonly hint: string;
  readonly file: string;
  readonly where: string;
  readonly found: string;
  /** Versions that can be read, e.g. `["1.x"]`. */
  readonly readable: readonly string[];

  constructor(file: string, found: string, readable: readonly string[]) {
    super(`${file} has format version ${found}; this program reads ${readable.join(", ")}.`);
    this.name = "NewerFormatError";
    this.file = file;
    this.where = file;
    this.found = found;
    this.readable = readable;
    this.hint = "Update this program to a release that reads this format version.";
  }
}

/** A half of the file. */
export type MetadataHalf = "source" | "target" | "values";

/** The file does not have the fingerprints of what stands in it: it was edited by hand, or badly merged. */
export class FingerprintMismatchError extends Error {
  readonly code = "FINGERPRINT_MISMATCH";
  readonly retryable = false;
  readonly hint =
    "Choices belong into tables.yaml, then extract or render the table again; or take the file from version control again.";
  readonly file: string;
  readonly where: string;
  readonly halves: readonly MetadataHalf[];

  constructor(file: string, halves: readonly MetadataHalf[]) {
    const names = halves.join(", ");
    super(`${file} was edited by hand: its content is not that of its fingerprints (${names}).`);
    this.name = "FingerprintMismatchError";
    this.file = file;
    this.where = file;
    this.halves = halves;
  }
}
