import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";

import type { Complaint } from "./complaint.ts";
import type { Path } from "./source-map.ts";
import type { SchemaNode } from "./schema-parts.ts";
import { sentenceForShape } from "./shape-sentences.ts";

/** Compares a document with a schema; one complaint for each thing that is wrong. @internal */
export function checkShape(
  document: unknown,
  schema: () => SchemaNode,
  textAt: (path: Path) => string | undefined,
): readonly Complaint[] {
  const validate = validator(schema);
  if (validate(document)) return [];
  const complaints = new Map<string, Complaint>();
  for (const error of validate.errors ?? []) {
    if (error.keyword === "if" || (ofNames.has(error.keyword) && isPropertyName(error))) continue;
    const path = pathOf(error.instancePath, document);
    const complaint = sentenceForShape({ error, path, text: textAt(path) });
    const key = JSON.stringify([complaint.path, complaint.part, samePlace(error)]);
    if (!complaints.has(key)) complaints.set(key, complaint);
  }
  return [...complaints.values()];
}

/** Said of a name by `propertyNames` too, which says it better. */
const ofNames: ReadonlySet<string> = new Set(["not", "pattern"]);

/** Our schemas are tested; to look at each again, and to shorten what it compiles to, takes longer than using it. */
const trusted = { meta: false, validateSchema: false, code: { optimize: false } };

const compiled = new Map<() => SchemaNode, ValidateFunction>();

function validator(schema: () => SchemaNode): ValidateFunction {
  const known = compiled.get(schema);
  if (known !== undefined) return known;
  const made = new Ajv({
    ...trusted,
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictTypes: true,
  }).compile(schema());
  compiled.set(schema, made);
  return made;
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
