import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";

import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";

import { bundle } from "./consumers/bundle.ts";
import { codePaths, Consumers, programs, type Project } from "./consumers/project.ts";
import { typedImport, typedRequire } from "./consumers/typed-programs.ts";

jest.setTimeout(180_000);

const consumers = new Consumers();

beforeAll(async () => {
  await consumers.pack();
});

afterAll(() => {
  consumers.remove();
});

const types = ["timestamp(6) without time zone", "smallint"];
const specifiers = codePaths().map((path) => `@dp/type-map${path.slice(1)}`);

describe("Node", () => {
  let project: Project;

  beforeAll(async () => {
    project = await consumers.project("node", ["import.mjs", "require.cjs", "both.mjs"]);
  });

  test.each(["import.mjs", "require.cjs"])("maps a type in %s", async (file) => {
    const { status, stdout, stderr } = await project.node(file);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({ types, unknown: "UNKNOWN_SNOWFLAKE_TYPE" });
  });

  test("import and require give the same names, and errors that differ in class but not in code", async () => {
    expect(JSON.parse((await project.node("both.mjs")).stdout)).toEqual({
      sameNames: true,
      sameClass: false,
      code: "UNKNOWN_SNOWFLAKE_TYPE",
    });
  });

  test.each(specifiers)("loads %s both ways", async (specifier) => {
    const text = JSON.stringify(specifier);
    const imported = `import * as all from ${text}; console.log(Object.keys(all).length > 0)`;
    const required = `console.log(Object.keys(require(${text})).length > 0)`;
    expect(await project.node("--input-type=module", "-e", imported)).toEqual({
      status: 0,
      stdout: "true\n",
      stderr: "",
    });
    expect(await project.node("-e", required)).toEqual({ status: 0, stdout: "true\n", stderr: "" });
  });

  test("the installation is the package alone, without any condition of the workspace", () => {
    const root = join(project.folder, "node_modules");
    const { packages } = JSON.parse(readFileSync(join(root, ".package-lock.json"), "utf8")) as { packages: object };
    expect(Object.keys(packages)).toEqual(["node_modules/@dp/type-map"]);
    const manifest = readFileSync(join(root, "@dp/type-map/package.json"), "utf8");
    expect(manifest).not.toMatch(/dp-source|workspace:|catalog:|ependencies/);
  });
});

test("plain Jest, CommonJS and without configuration, runs tests that require it", async () => {
  const project = await consumers.project("jest", ["plain-jest.test.js"]);
  const { status, stderr } = await project.node(programs.jest, "--json", "--cache=false");
  expect({ status, stderr }).toMatchObject({ status: 0 });
  expect(stderr).toContain("2 passed");
});

describe("a bundler for browsers", () => {
  let project: Project;

  beforeAll(async () => {
    project = await consumers.project("bundler", ["bundled.js"], { type: "module" });
  });

  test("needs nothing but the language", async () => {
    const { text, warnings } = await bundle(project.folder, "bundled.js");
    expect(warnings).toBe(0);
    // A context of its own has neither `process` nor `Buffer` nor `TextEncoder`.
    const context = createContext({});
    runInContext(text, context);
    expect(JSON.stringify(context.types)).toBe(JSON.stringify(types));
  });

  test.each(specifiers)("resolves %s", async (specifier) => {
    project.write(
      "all.js",
      `import * as all from ${JSON.stringify(specifier)}; globalThis.names = Object.keys(all).length;`,
    );
    const context = createContext({});
    runInContext((await bundle(project.folder, "all.js")).text, context);
    expect(context.names).toBeGreaterThan(0);
  });
});

describe("TypeScript", () => {
  const strict = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true };
  const language = { target: "es2022", lib: ["es2022"], types: [] };

  test.each([
    ["node16", { module: "node16" }, { "a.mts": typedImport, "b.cts": typedRequire }],
    ["bundler", { module: "esnext", moduleResolution: "bundler" }, { "a.ts": typedImport }],
    ["bundler-preserve", { module: "preserve" }, { "a.ts": typedImport }],
    ["node10", { module: "commonjs", moduleResolution: "node10" }, { "a.ts": typedImport }],
  ])("checks programs under %s, without types of Node or of a browser", async (name, options, files) => {
    const project = await consumers.project(`typescript-${name}`, []);
    for (const [file, program] of Object.entries<string>(files)) {
      project.write(file, program);
      for (const [index, specifier] of specifiers.entries()) {
        const text = `import * as all from ${JSON.stringify(specifier)};\nexport const module: object = all;\n`;
        project.write(file.replace(/^./, `all-${String(index)}`), text);
      }
    }
    project.write("tsconfig.json", JSON.stringify({ compilerOptions: { ...strict, ...language, ...options } }));
    expect(await project.node(programs.tsc, "-p", ".")).toEqual({ status: 0, stdout: "", stderr: "" });
  });
});

test("one constant decides the scope it is published under", async () => {
  const renamed = new Consumers();
  try {
    await renamed.pack("@another");
    const project = await renamed.project("renamed", []);
    const list = `const { readdirSync, readFileSync } = require("node:fs");
      const folder = "node_modules/@another/type-map/";
      const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
      const left = files.filter((file) => readFileSync(file.parentPath + "/" + file.name, "utf8").includes("@dp/"));
      const { mapType } = require("@another/type-map");
      console.log(JSON.stringify({ files: files.length > 5, left: left.length, source: mapType("int").source }));`;
    const { stdout } = await project.node("-e", list);
    expect(JSON.parse(stdout)).toEqual({ files: true, left: 0, source: "NUMBER(38,0)" });
  } finally {
    renamed.remove();
  }
});
