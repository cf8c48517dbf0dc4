import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { fromMetadata, plan, planTargets, printForeignKeysDdl, printPlan, printTableDdl } from "../../src/index.ts";
import { customers, everything, hostile, orders } from "../documents.ts";
import { twoVersions } from "./models.ts";

interface Finding {
  readonly rule_name: string;
  readonly file: string;
  readonly line: number;
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const folder = mkdtempSync(join(tmpdir(), "dp-squawk-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const { getBinaryPath } = createRequire(import.meta.url)("squawk-cli/js/index.js") as {
  readonly getBinaryPath: () => string;
};

/** `rule file:line` of everything that squawk finds under a list of exceptions. */
function findings(exceptions: string, files: readonly string[]): readonly string[] {
  const args = ["--config", exceptions, "--reporter", "json", ...files];
  const { stdout, stderr } = spawnSync(getBinaryPath(), args, { encoding: "utf8", cwd: folder, maxBuffer: 2 ** 28 });
  expect(stderr).not.toMatch(/error/i);
  return (JSON.parse(stdout) as readonly Finding[]).map(
    ({ rule_name: rule, file, line }) => `${rule} ${file}:${String(line)}`,
  );
}

const rulesOf = (exceptions: string): readonly string[] =>
  [...readFileSync(exceptions, "utf8").matchAll(/^ {2}"([a-z-]+)",$/gm)].map(([, rule = ""]) => rule);

function written(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const models = fc.sample(twoVersions, { numRuns: 60, seed: 1 });
const all = [orders, everything, hostile, customers];
const root = "../../../../";
const printed = ["metadata/ddl", "demo/project/metadata/ddl"].flatMap((name) =>
  readdirSync(here(`${root}${name}`)).flatMap((file) => (file === "_all.sql" ? [] : [here(`${root}${name}/${file}`)])),
);

const ddl = (): readonly string[] => [
  ...printed,
  written("_foreign_keys.sql", printForeignKeysDdl(all)),
  ...[...all, ...models.map(({ after }) => after)].map((metadata, at) =>
    written(`ddl-${String(at)}.sql`, printTableDdl(metadata)),
  ),
];

const plans = (): readonly string[] => [
  ...readdirSync(here("../golden")).flatMap((file) => (/^plan-.*\.sql$/.test(file) ? [here(`../golden/${file}`)] : [])),
  ...models.flatMap(({ before, after }, at) =>
    [{ schemas: ["public"], tables: [] }, fromMetadata([before])].map((present, which) => {
      const made = plan(fromMetadata([after]), present, planTargets([after]));
      return written(`plan-${String(at)}-${String(which)}.sql`, printPlan(made, { format: "sql" }));
    }),
  ),
];

describe.each([
  ["DDL files", here("squawk-ddl.toml"), ddl],
  ["plans", here("squawk-plan.toml"), plans],
] as const)("squawk on %s", (_what, exceptions, files) => {
  test("finds nothing outside the written exceptions, and each exception has a reason and a use", () => {
    const paths = files();
    expect(findings(exceptions, paths)).toEqual([]);
    const without = written("none.toml", 'pg_version = "14.0"\n');
    const found = new Set(findings(without, paths).map((line) => line.split(" ")[0]));
    expect([...found].sort()).toEqual(rulesOf(exceptions).toSorted());
    const lines = readFileSync(exceptions, "utf8").split("\n");
    const bare = lines.filter((line, at) => /^ {2}"/.test(line) && !/^ {2}# \S/.test(lines[at - 1] ?? ""));
    expect(bare).toEqual([]);
  });
});
