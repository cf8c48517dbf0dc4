import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

import type { Complaint } from "./complaint.ts";
import type { Path } from "./source-map.ts";
import { tablesSchema } from "./schema.ts";
import { sentenceForShape } from "./shape-sentences.ts";

/** Compares a document with the schema; one complaint for each thing that is wrong. @internal */
export function checkShape(document: unknown, textAt: (path: Path) => string | undefined): readonly Complaint[] {
  const validate = validator();
  if (validate(document)) return [];
  const complaints = new Map<string, Complaint>();
  for (const error of validate.errors ?? []) {
    if (error.keyword === "if" || (error.keyword === "not" && isPropertyName(error))) continue;
    const path = pathOf(error.instancePath, document);
    const complaint = sentenceForShape({ error, path, text: textAt(path) });
    const key = JSON.stringify([complaint.path, complaint.part, samePlace(error)]);
    if (!complaints.has(key)) complaints.set(key, complaint);
  }
  return [...complaints.values()];
}

let compiled: ValidateFunction | undefined;

function validator(): ValidateFunction {
  compiled ??= new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strictTypes: true }).compile(
    tablesSchema(),
  );
  return compiled;
}

function isPropertyName(error: ErrorObject): boolean {
  return error.propertyName !== undefined;
}

/** Errors about the value itself say one thing; a missing key is one thing for each key. */
function samePlace(error: ErrorObject): string {
  return error.keyword === "required" ? String(error.params.missingProperty) : "";
}

/** A JSON pointer as a path; steps into lists become numbers. */
function pathOf(pointer: string, document: unknown): Path {
  const path: (string | number)[] = [];
  let here: unknown = document;
  for (const raw of pointer.split("/").slice(1)) {
    const step = raw.replaceAll("~1", "/").replaceAll("~0", "~");
    path.push(Array.isArray(here) ? Number(step) : step);
    here =
      typeof here === "object" && here !== null && Object.hasOwn(here, step)
        ? (here as Record<string, unknown>)[step]
        : undefined;
  }
  return path;
}
