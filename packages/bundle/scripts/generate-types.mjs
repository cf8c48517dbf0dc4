// Writes src/generated/*.ts from the JSON Schemas; with --print it prints the texts instead.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

import { compile } from "json-schema-to-typescript";

const kinds = [
  ["manifest", "Manifest", "", 'import type { TableMetadata } from "@dp/metadata";\n\n'],
  ["head", "Head", "", ""],
  ["receipt", "Receipt", "/* eslint-disable */\n", ""],
  ["row-hashes", "RowHashes", "", ""],
];

/** The compiler prints mutable types; a contract is read-only, through and through. */
function makeReadonly(source) {
  return source
    .replace(/^( +)((?:\$schema|[A-Za-z0-9]+)\??:|\[k: string\]:)/gm, "$1readonly $2")
    .replace(/([A-Za-z0-9]+)\[\]/g, "readonly $1[]");
}

/** Where the compiler's own reading of the schema would be too wide or too narrow to work with. */
function nameTypes(schema) {
  if (schema.title === "RowHashes") schema.properties.buckets.tsType = "number";
  if (schema.title !== "Manifest") return;
  schema.$defs.BucketSums.tsType = "readonly (readonly [string, string, string, string])[]";
  schema.$defs.ManifestTable.properties.metadata.tsType = "TableMetadata";
  schema.$defs.TableSums.properties.buckets.tsType = "number";
}

for (const [kind, name, lint, imports] of kinds) {
  const schemaFile = `bundle-${kind}.v1.schema.json`;
  const schema = JSON.parse(readFileSync(new URL(`../schema/${schemaFile}`, import.meta.url), "utf8"));
  nameTypes(schema);
  const source = await compile(schema, name, {
    additionalProperties: false,
    bannerComment: `${lint}// Made from schema/${schemaFile} by scripts/generate-types.mjs. Do not edit.\n${imports}`,
    ignoreMinAndMaxItems: true,
    style: { printWidth: 120, bracketSpacing: true },
    unreachableDefinitions: false,
  });
  const types = makeReadonly(source);
  if (process.argv.includes("--print")) process.stdout.write(types);
  else {
    mkdirSync(new URL("../src/generated/", import.meta.url), { recursive: true });
    writeFileSync(new URL(`../src/generated/${kind}.ts`, import.meta.url), types);
  }
}
