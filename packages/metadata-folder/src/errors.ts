/** A metadata file that speaks of another table than its name says. */
export class NameMismatchError extends Error {
  readonly code = "METADATA_NAME_MISMATCH";
  readonly where: string;
  readonly hint =
    "a file was renamed or copied by hand; take it from version control again, or extract the table again";
  readonly retryable = false;

  constructor(file: string, name: string) {
    super(`${file} holds the metadata of table ${name}`);
    this.name = "NameMismatchError";
    this.where = file;
  }
}
