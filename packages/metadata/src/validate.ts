import type { ErrorObject, ValidateFunction } from "ajv";

import type { TableMetadata } from "./generated/table-metadata.ts";
import { tableMetadataSchema } from "./schema.ts";

let compiled: Promise<ValidateFunction<TableMetadata>> | undefined;

/** The validator is loaded with the first document, so that programs that read none start without it. */
export function schemaValidator(): Promise<ValidateFunction<TableMetadata>> {
  compiled ??= compileSchema();
  return compiled;
}

/** Our schemas are tested; to look at each again, and to shorten what it compiles to, takes longer than using it. */
const trusted = { meta: false, validateSchema: false, code: { optimize: false } };

async function compileSchema(): Promise<ValidateFunction<TableMetadata>> {
  const { Ajv2020 } = await import("ajv/dist/2020.js");
  const ajv = new Ajv2020({ ...trusted, allErrors: true, discriminator: true, allowUnionTypes: true });
  return ajv.compile<TableMetadata>(tableMetadataSchema);
}

/** A sentence's end for one of the validator's errors; the path stands before it. */
export function describeSchemaError(error: ErrorObject): string {
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case "required":
      return `lacks ${JSON.stringify(params.missingProperty)}`;
    case "additionalProperties":
      return `has ${JSON.stringify(params.additionalProperty)}, which this format does not know`;
    case "const":
      return `must be ${JSON.stringify(params.allowedValue)}`;
    case "enum":
      return `must be one of ${(params.allowedValues as readonly unknown[]).map((value) => JSON.stringify(value)).join(", ")}`;
    case "type":
      return `must be ${[params.type].flat().join(" or ")}`;
    case "pattern":
      return `must match ${String(params.pattern)}`;
    case "minLength":
    case "minItems":
      return "must not be empty";
    case "discriminator":
      return `has the unknown ${String(params.tag)} ${params.tagValue === undefined ? "(none)" : JSON.stringify(params.tagValue)}`;
    default:
      return error.message ?? error.keyword;
  }
}
