// Writes src/generated/table-metadata.ts from the JSON Schema; with --print it prints the text instead.
import { readFileSync, writeFileSync } from "node:fs";

import { compile } from "json-schema-to-typescript";

const schemaFile = new URL("../schema/table-metadata.v1.schema.json", import.meta.url);
const typesFile = new URL("../src/generated/table-metadata.ts", import.meta.url);

const banner =
  "/* eslint-disable */\n// Made from schema/table-metadata.v1.schema.json by scripts/generate-types.mjs. Do not edit.";

/** The compiler prints mutable types; a contract is read-only, through and through. */
function makeReadonly(source) {
  return source
    .replace(/^( +)((?:\$schema|[A-Za-z]+)\??:|\[k: string\]:)/gm, "$1readonly $2")
    .replace(/([A-Za-z]+)\[\]/g, "readonly $1[]");
}

const source = await compile(JSON.parse(readFileSync(schemaFile, "utf8")), "TableMetadata", {
  additionalProperties: false,
  bannerComment: banner,
  ignoreMinAndMaxItems: true,
  style: { printWidth: 120 },
  unreachableDefinitions: false,
});
const types = makeReadonly(source);
if (process.argv.includes("--print")) process.stdout.write(types);
else writeFileSync(typesFile, types);
