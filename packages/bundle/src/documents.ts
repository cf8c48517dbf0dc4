import { readJsonStrictly } from "@dp/metadata";
import type { ErrorObject, ValidateFunction } from "ajv";

import headSchema from "../schema/bundle-head.v1.schema.json" with { type: "json" };
import manifestSchema from "../schema/bundle-manifest.v1.schema.json" with { type: "json" };
import receiptSchema from "../schema/bundle-receipt.v1.schema.json" with { type: "json" };
import rowHashesSchema from "../schema/bundle-row-hashes.v1.schema.json" with { type: "json" };
import { BundleError } from "./errors.ts";

const schemas = {
  manifest: manifestSchema,
  head: headSchema,
  receipt: receiptSchema,
  "row-hashes": rowHashesSchema,
};

/** The signed documents of the exchange. */
export type DocumentKind = keyof typeof schemas;

const compiled = new Map<DocumentKind, Promise<ValidateFunction>>();
const shownProblems = 5;

/**
 * Reads a signed document from exactly the bytes that were verified: strict UTF-8, strict JSON, its schema.
 * @throws BundleError BUNDLE_DOCUMENT_INVALID, BUNDLE_FORMAT_NEWER
 */
export async function parseDocument(kind: DocumentKind, bytes: Uint8Array, where: string): Promise<unknown> {
  const value = readJson(bytes, where);
  refuseNewer(value, where);
  const validate = await validatorOf(kind);
  if (!validate(value)) throw invalid(where, (validate.errors ?? []).map(describe));
  return value;
}

function readJson(bytes: Uint8Array, where: string): unknown {
  const reading = readJsonStrictly(decode(bytes, where));
  if ("value" in reading) return reading.value;
  throw invalid(
    where,
    reading.problems.map(({ line, message }) => (line === undefined ? message : `line ${String(line)}: ${message}`)),
  );
}

/** The error of a document that is not what its schema says, with the first problems. */
export function invalid(where: string, problems: readonly string[]): BundleError {
  const more = problems.length > shownProblems ? ` and ${String(problems.length - shownProblems)} more` : "";
  return new BundleError("BUNDLE_DOCUMENT_INVALID", `${problems.slice(0, shownProblems).join("; ")}${more}`, { where });
}

function decode(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new BundleError("BUNDLE_DOCUMENT_INVALID", "is not UTF-8", { where, cause });
  }
}

/** The version is looked at before anything else: the rest of a newer document may look like anything. */
function refuseNewer(value: unknown, where: string): void {
  const version = typeof value === "object" && value !== null && "formatVersion" in value ? value.formatVersion : "";
  const major = Number(/^([0-9]+)\.[0-9]+$/.exec(String(version))?.[1] ?? 0);
  if (major <= 1) return;
  const message = `has format version ${String(version)}; this program reads 1.x`;
  throw new BundleError("BUNDLE_FORMAT_NEWER", message, { where });
}

function validatorOf(kind: DocumentKind): Promise<ValidateFunction> {
  const known = compiled.get(kind) ?? compile(kind);
  compiled.set(kind, known);
  return known;
}

/** Our schemas are tested; to look at each again, and to shorten what it compiles to, takes longer than using it. */
const trusted = { meta: false, validateSchema: false, code: { optimize: false } };

async function compile(kind: DocumentKind): Promise<ValidateFunction> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  return new Ajv2020({ ...trusted, allErrors: false, strictTuples: false, strictRequired: false }).compile(
    schemas[kind],
  );
}

function describe(error: ErrorObject): string {
  const path = error.instancePath === "" ? "the document" : error.instancePath;
  const named = (error.params as { additionalProperty?: string }).additionalProperty;
  return `${path} ${error.message ?? error.keyword}${named === undefined ? "" : ` (${JSON.stringify(named)})`}`;
}
