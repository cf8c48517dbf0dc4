import { readdirSync } from "node:fs";
import { join, relative } from "node:path";

function filesOf(folder, part) {
  return readdirSync(join(folder, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** The test files of a package. */
export function testsOf(folder) {
  return ["src", "test"].flatMap((part) => filesOf(folder, part)).filter((file) => file.endsWith(".test.ts"));
}

/** The source files of a package. */
export function sourcesOf(folder) {
  return filesOf(folder, "src").filter((file) => !file.endsWith(".test.ts"));
}
