import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { checkedProgram, examples } from "./consumers/examples.ts";
import { Consumers, programs, type Project } from "./consumers/project.ts";

jest.setTimeout(180_000);

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const consumers = new Consumers();
let project: Project;

beforeAll(async () => {
  await consumers.pack();
  project = await consumers.project("readme", ["claims.mts"], { type: "module" });
});

afterAll(() => {
  consumers.remove();
});

describe("the examples of the README", () => {
  const programsOfReadme = examples(readme).map(checkedProgram);

  test("claim something each", () => {
    expect(programsOfReadme.length).toBeGreaterThan(5);
    for (const { claims } of programsOfReadme) expect(claims).toBeGreaterThan(1);
  });

  test("are right: types by the compiler, values by running them", async () => {
    for (const [index, { program }] of programsOfReadme.entries())
      project.write(`example-${String(index)}.mts`, program);
    const imports = programsOfReadme.map((_example, index) => `import "./example-${String(index)}.mjs";\n`);
    project.write("all.mts", imports.join(""));
    const compilerOptions = { module: "node16", target: "es2022", lib: ["es2022"], types: [], strict: true };
    project.write("tsconfig.json", JSON.stringify({ compilerOptions }));
    expect(await project.node(programs.tsc, "-p", ".")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await project.node("all.mjs")).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});

test("the sizes that the README states are right within 10 %", () => {
  const script = fileURLToPath(new URL("../scripts/size.mjs", import.meta.url));
  const text = execFileSync(process.execPath, [script, consumers.tarball], { encoding: "utf8" });
  const stated = new Map(
    [...readme.matchAll(/^\| `?([^`|]+?)`?(?:,[^|]*)? +\| (\d+) +\|$/gm)].map(([, what, kB]) => [what, kB]),
  );
  const measured = Object.entries(JSON.parse(text) as Record<string, number>);
  const right = measured.map(([what, bytes]) => {
    const kB = Number(stated.get(what));
    return {
      what,
      stated: Math.abs(kB * 1000 - bytes) <= bytes / 10 ? `${String(kB)} kB` : `not ${String(bytes)} bytes`,
    };
  });
  expect(right).toEqual(measured.map(([what]) => ({ what, stated: `${String(stated.get(what))} kB` })));
});
