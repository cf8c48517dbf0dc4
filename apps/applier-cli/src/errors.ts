import { describeError } from "@dp/cli-kit";
import { type DdlCheck, objectText, tableText } from "@dp/pg-ddl";
import type { DropInspection, RefusedRows } from "@dp/pg-apply";

interface Problem {
  readonly where?: string;
  readonly message: string;
  readonly hint?: string;
}

/** Metadata files that cannot be trusted; nothing is done with the others either, since they belong together. */
export class BrokenMetadataError extends Error {
  readonly code = "METADATA_BROKEN";
  readonly hint = "nothing was done; take the files from version control again, or have them extracted again";
  readonly retryable = false;
  readonly problems: readonly Problem[];

  constructor(broken: readonly { readonly file: string; readonly error: unknown }[]) {
    super(`${String(broken.length)} of the metadata files cannot be used`);
    this.name = "BrokenMetadataError";
    this.problems = broken.map(({ file, error }) => {
      const { code, message, hint } = describeError(error);
      return { where: file, message: `${message} [${code}]`, ...(hint === undefined ? {} : { hint }) };
    });
  }
}

const reasons = {
  edited: "was edited by hand",
  stale: "was not made from the metadata beside it",
  current: "is as it should be",
} as const;

/** DDL files that are not what the metadata beside them gives: people would have reviewed something else. */
export class DdlFileError extends Error {
  readonly code: "DDL_EDITED" | "DDL_STALE" | "DDL_MISSING";
  readonly hint =
    "nothing was done; on the other side, `extractor-cli render` prints the files again from the metadata";
  readonly retryable = false;
  readonly problems: readonly Problem[];

  constructor(checks: readonly DdlCheck[], missing?: "missing") {
    const files = checks.map(({ file }) => file).join(", ");
    super(missing === undefined ? `DDL files do not fit their metadata: ${files}` : `${files} is missing`);
    this.name = "DdlFileError";
    const edited = checks.some(({ status }) => status === "edited");
    this.code = missing !== undefined ? "DDL_MISSING" : edited ? "DDL_EDITED" : "DDL_STALE";
    this.problems =
      missing !== undefined
        ? []
        : checks.flatMap(({ file, status, diff }) => [
            { where: file, message: reasons[status] },
            ...diff.map((line) => ({ message: line })),
          ]);
  }
}

/** There is no metadata to work on. */
export class NothingToReadError extends Error {
  readonly code = "METADATA_NONE";
  readonly hint = "bring the metadata folder over (git pull), or name another project with --project";
  readonly retryable = false;

  constructor(folder: string) {
    super(`${folder} holds no metadata files`);
    this.name = "NothingToReadError";
  }
}

/** Tables that would be dropped, and on which something else depends. */
export class DependentsError extends Error {
  readonly code = "POSTGRES_DEPENDENT_OBJECTS";
  readonly hint = "nothing was done; drop or change what depends on them by hand: CASCADE is never used";
  readonly retryable = false;
  readonly problems: readonly Problem[];

  constructor(drops: readonly DropInspection[]) {
    super("something else depends on tables that would be dropped");
    this.name = "DependentsError";
    this.problems = drops.flatMap(({ table, dependents }) =>
      dependents.map((dependent) => ({ where: tableText(table), message: dependent })),
    );
  }
}

/** Rows that are there and that a key of the plan would refuse. */
export class RowsRefusedError extends Error {
  readonly code = "ROWS_REFUSED";
  readonly hint =
    "nothing was done; correct the rows, or carry the key over as an index (keys: … not_enforced in tables.yaml) and extract again";
  readonly retryable = false;
  readonly problems: readonly Problem[];

  constructor(refused: readonly RefusedRows[]) {
    super("rows that are there would be refused");
    this.name = "RowsRefusedError";
    this.problems = refused.map((rows) => ({
      where: objectText(rows.object),
      message: refusalText(rows),
      hint: `see them with: ${rows.query}`,
    }));
  }
}

/** How many rows would be refused and why, e.g. `12 rows repeat the key`. */
export function refusalText({ code, rows }: RefusedRows): string {
  const count = rows === undefined ? "rows that could not be counted may" : `${rows.toLocaleString("en")} rows`;
  return `${count} ${refusals[code]}`;
}

const refusals: Readonly<Record<RefusedRows["code"], string>> = {
  ROWS_DUPLICATE: "repeat the key",
  ROWS_NULL: "hold NULL",
  ROWS_ORPHANED: "have no match in the table referred to",
};

/** Differences that this plan does not resolve. */
export class NotConfirmedError extends Error {
  readonly code = "USAGE_NOT_CONFIRMED";
  readonly hint: string;
  readonly retryable = false;

  constructor(message: string, hint: string) {
    super(message);
    this.name = "NotConfirmedError";
    this.hint = hint;
  }
}
