import type { ErrorObject } from "ajv";

import { shown } from "../shown.ts";
import { didYouMean, listed, nearest } from "../suggest.ts";
import type { Complaint } from "./complaint.ts";
import { printPath, type Path } from "./source-map.ts";

interface Finding {
  readonly error: ErrorObject;
  readonly path: Path;
  /** The value as it was written. */
  readonly text: string | undefined;
}

/** A schema error in words, at the place to correct. @internal */
export function sentenceForShape(finding: Finding): Complaint {
  const { error, path } = finding;
  const write = sentences[error.keyword];
  if (write === undefined) return { path, part: "value", message: `${nameOf(path)} ${error.message ?? "is wrong"}` };
  return write(finding);
}

const sentences: Readonly<Record<string, (finding: Finding) => Complaint>> = {
  additionalProperties: unknownKey,
  required({ error, path }) {
    const missing = String(error.params.missingProperty);
    return { path, part: "key", message: `${nameOf(path)} has no "${missing}"`, hint: `Add \`${missing}:\`.` };
  },
  type: wrongType,
  enum: wrongChoice,
  pattern: ({ error, path }) => ({
    path,
    part: "value",
    message: `${nameOf(path)} must be small letters, digits and underscores, not ${shown(error.data)}`,
    hint: suggestedName(String(error.data)),
  }),
  minLength: ({ path }) => ({ path, part: "value", message: `${nameOf(path)} is empty` }),
  maxLength: ({ error, path }) => ({
    path,
    part: "value",
    message: `${nameOf(path)} is longer than ${String(error.params.limit)} characters`,
  }),
  minProperties: ({ path }) => ({ path, part: "value", message: `${nameOf(path)} is empty` }),
  minItems: ({ path }) => ({ path, part: "value", message: `${nameOf(path)} is an empty list` }),
  uniqueItems: ({ error, path }) => ({
    path: [...path, Math.max(Number(error.params.i), Number(error.params.j))],
    part: "value",
    message: `${nameOf(path)} holds the same entry twice`,
    hint: "Remove one of the two.",
  }),
  propertyNames: ({ error, path }) => ({
    path: [...path, String(error.params.propertyName)],
    part: "key",
    message: `${shown(error.params.propertyName)} cannot be the name of ${nameKind(error)} here`,
  }),
};

/** What the keys of a map are names of. */
function nameKind({ schema }: ErrorObject): string {
  return (schema as { readonly title?: string }).title ?? "a column";
}

const SECRET_KEY = /password|passphrase|secret|token|private_?key/i;

function unknownKey({ error, path }: Finding): Complaint {
  const key = String(error.params.additionalProperty);
  const known = Object.keys((error.parentSchema?.properties ?? {}) as Record<string, unknown>);
  const place = path.length === 0 ? "" : ` in ${printPath(path)}`;
  return { path: [...path, key], part: "key", message: `unknown key ${shown(key)}${place}`, hint: keyHint(key, known) };
}

function keyHint(key: string, known: readonly string[]): string {
  if (key === "<<") return "Merge keys are not supported: put what is shared under `defaults:`.";
  if (nearest(key, known) === undefined && SECRET_KEY.test(key)) return "Secrets belong in .env, never in this file.";
  return didYouMean(key, known);
}

const typeNames: Readonly<Record<string, string>> = {
  string: "text",
  object: "a map of keys",
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
};

function wrongType({ error, path, text }: Finding): Complaint {
  const wanted = [error.schema].flat().map((type) => typeNames[String(type)] ?? String(type));
  const written = text === undefined || text === "" ? shown(error.data) : text;
  const message = `${nameOf(path)} must be ${wanted.join(" or ")}, not ${written}`;
  return { path, part: "value", message, hint: typeHint({ error, path, text }, wanted) };
}

function typeHint({ error, text }: Finding, wanted: readonly string[]): string | undefined {
  const { data } = error;
  if (wanted.includes("text") && text !== undefined && text !== "" && typeof data !== "string") {
    return `Put quotes around it: "${text}".`;
  }
  if (wanted.includes("a list") && typeof data === "string") return `Write [${data}].`;
  if (wanted.includes("true or false") && typeof data === "string") {
    if (/^(yes|on|y)$/i.test(data)) return "Write true.";
    if (/^(no|off|n)$/i.test(data)) return "Write false.";
  }
  return undefined;
}

function wrongChoice({ error, path }: Finding): Complaint {
  const allowed = (error.params.allowedValues as readonly unknown[]).map(String);
  const message = `${nameOf(path)} cannot be ${shown(error.data)}`;
  const last = path.at(-1);
  if (last === "version" || last === "edition") {
    return { path, part: "value", message, hint: `This release knows ${last} ${listed(allowed)}.` };
  }
  const hint =
    last === "schedule" && String(error.data).trim().split(/\s+/).length === 5
      ? `Write { cron: ${shown(error.data)}, zone: … } with an IANA time zone.`
      : didYouMean(String(error.data), allowed);
  return { path, part: "value", message, hint };
}

function suggestedName(name: string): string | undefined {
  if (/[{}]/.test(name)) return "A pattern's template holds {database}, {schema} or {table}, e.g. {schema}_{table}.";
  const folded = name.toLowerCase().replaceAll(/[^a-z0-9_]+/g, "_");
  return /[a-z0-9]/.test(folded) ? `For example ${folded}.` : undefined;
}

function nameOf(path: Path): string {
  return path.length === 0 ? "the document" : printPath(path);
}
