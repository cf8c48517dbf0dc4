/** Prints the numbered migrations of sql/ as one module, so that nothing reads SQL from disk at run time. */
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../sql/", import.meta.url);
const files = readdirSync(folder).sort();
const entries = files.map(
  (file) => `  { name: ${JSON.stringify(file)}, sql: ${JSON.stringify(readFileSync(new URL(file, folder), "utf8"))} },`,
);
process.stdout.write(`// Made by scripts/build-sql.mjs from sql/; do not edit.
export const migrations: readonly { readonly name: string; readonly sql: string }[] = [
${entries.join("\n")}
];
`);
