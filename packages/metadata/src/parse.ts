import { FingerprintMismatchError, InvalidMetadataError, NewerFormatError, type MetadataProblem } from "./errors.ts";
import { fingerprint } from "./fingerprint.ts";
import { currentMajor, parseFormatVersion, readableFormatVersions } from "./format.ts";
import type { TableMetadata } from "./generated/table-metadata.ts";
import { offsetsOf, positionAt } from "./json/position.ts";
import { readJsonStrictly } from "./json/read.ts";
import { migrateToCurrent } from "./migrations.ts";
import { describeSchemaError, schemaValidator } from "./validate.ts";

/** Largest text that is read, in bytes. */
export const maxMetadataBytes = 64 * 1024 * 1024;

type Document = Readonly<Record<string, unknown>>;

/**
 * Reads one metadata file's text. `file` only names the text in errors. Fields that this release does not know are
 * refused in the target half and kept elsewhere.
 *
 * @throws InvalidMetadataError with all problems, their JSON pointers and lines
 * @throws NewerFormatError when the major version is higher than this release reads
 * @throws FingerprintMismatchError when the text was edited by hand
 */
export async function parseTableMetadata(text: string, file: string): Promise<TableMetadata> {
  const document = readDocument(text, file);
  const current = bringToCurrent(document, file);
  const validate = await schemaValidator();
  if (!validate(current)) {
    const problems = (validate.errors ?? [])
      .filter((error) => error.keyword !== "oneOf")
      .map((error) => ({ path: error.instancePath, message: describeSchemaError(error) }));
    throw new InvalidMetadataError(file, withLines(text, problems));
  }
  const made = fingerprint(current);
  const halves = (["source", "target", "values"] as const).filter((half) => made[half] !== current.fingerprints[half]);
  if (halves.length > 0) throw new FingerprintMismatchError(file, halves);
  return current;
}

function readDocument(text: string, file: string): Document {
  const refuse = (message: string): never => {
    throw new InvalidMetadataError(file, [{ path: "", message }]);
  };
  if (text.length * 3 > maxMetadataBytes && new TextEncoder().encode(text).length > maxMetadataBytes) {
    refuse(`is over ${String(maxMetadataBytes / 1024 / 1024)} MiB`);
  }
  const reading = readJsonStrictly(text);
  if ("problems" in reading) throw new InvalidMetadataError(file, reading.problems);
  const { value } = reading;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return refuse("must be an object");
  return value as Document;
}

/** The version is looked at before anything else: the rest of a newer document may look like anything. */
function bringToCurrent(document: Document, file: string): unknown {
  const found = parseFormatVersion(document.formatVersion);
  if (found === undefined) {
    const message = "must say the format version as major.minor";
    throw new InvalidMetadataError(file, [{ path: "/formatVersion", message }]);
  }
  if (found.major > currentMajor) {
    throw new NewerFormatError(file, String(document.formatVersion), readableFormatVersions);
  }
  const current = migrateToCurrent(document, { from: found.major, to: currentMajor });
  if (current === undefined) {
    const message = `is ${String(document.formatVersion)}, which no release ever wrote`;
    throw new InvalidMetadataError(file, [{ path: "/formatVersion", message }]);
  }
  return current;
}

function withLines(text: string, problems: readonly MetadataProblem[]): readonly MetadataProblem[] {
  const offsets = offsetsOf(text, new Set(problems.map((problem) => problem.path)));
  return problems
    .map((problem) => ({ problem, offset: offsets.get(problem.path) ?? 0 }))
    .toSorted((a, b) => a.offset - b.offset)
    .map(({ problem, offset }) => ({ ...problem, ...positionAt(text, offset) }));
}
