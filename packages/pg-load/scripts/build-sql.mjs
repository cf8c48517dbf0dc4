/** Prints the queries of sql/ as one module, so that nothing reads SQL from disk at run time. */
import { readdirSync, readFileSync } from "node:fs";

const folder = new URL("../sql/", import.meta.url);
const constants = readdirSync(folder)
  .sort()
  .map((file) => {
    const text = readFileSync(new URL(file, folder), "utf8").trimEnd();
    if (/[`\\]|\$\{/.test(text)) throw new Error(`${file} holds text that a template literal would change`);
    return `export const ${file.replace(/\.sql$/, "")}Sql = \`${text}\`;\n`;
  });
process.stdout.write(`// Made by scripts/build-sql.mjs from sql/; do not edit.\n\n${constants.join("\n")}`);
