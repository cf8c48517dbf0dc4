import { readFileSync } from "node:fs";

import { expectGolden } from "@dp/golden";
import { expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";

import { printEnvExample, readTablesConfig, settingsOf, starterTablesYaml } from "../src/index.ts";
import { tablesSchema } from "../src/tables/schema.ts";
import { postgresSchema } from "../src/targets/schema.ts";
import { printConfiguration } from "./print-configuration.ts";
import { printJson } from "./print-json.ts";

const root = new URL("../../../", import.meta.url);
const schemaFile = new URL("../schema/tables.v1.schema.json", import.meta.url);

test("the published schemas are those that are checked", () => {
  expectGolden(schemaFile, printJson(tablesSchema()));
  expectGolden(new URL("../schema/postgres.v1.schema.json", import.meta.url), printJson(postgresSchema()));
});

test("the schemas are such: the validator takes our word for it", async () => {
  const ajv = new Ajv();
  expect([await ajv.validateSchema(tablesSchema()), await ajv.validateSchema(postgresSchema())]).toEqual([true, true]);
});

test("the published schema by itself accepts this repository's tables.yaml and the starter", () => {
  const validate = new Ajv({ allowUnionTypes: true }).compile(JSON.parse(readFileSync(schemaFile, "utf8")) as object);
  const texts = [readFileSync(new URL("config/tables.yaml", root), "utf8"), starterTablesYaml()];
  expect(texts.map((text) => validate(parse(text)))).toEqual([true, true]);
});

test("docs/configuration.md is printed from the schemas and the table of variables", () => {
  expectGolden(new URL("docs/configuration.md", root), printConfiguration(tablesSchema(), postgresSchema()));
});

test.each([
  [".env.example", "all"],
  [".env.extractor.example", "snowflake"],
  [".env.applier.example", "postgres"],
] as const)("%s is printed from the table of variables", (file, side) => {
  expectGolden(new URL(file, root), printEnvExample(side));
});

test("the examples name every variable of their side and no other", () => {
  const named = (side: "snowflake" | "postgres" | "all"): string[] =>
    [...printEnvExample(side).matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name = ""]) => name);
  const known = (side: "snowflake" | "postgres"): string[] => settingsOf(side).map(({ name }) => name);
  expect(new Set(named("snowflake"))).toEqual(new Set(known("snowflake")));
  expect(new Set(named("postgres"))).toEqual(new Set(known("postgres")));
  const ofOne = (name: string): boolean => !name.startsWith("DELIVERY_");
  expect(named("all").filter(ofOne)).toEqual([...named("snowflake"), ...named("postgres")].filter(ofOne));
  expect(named("all").filter((name) => !ofOne(name))).toEqual(named("postgres").filter((name) => !ofOne(name)));
});

test("the repository's own tables.yaml holds the three tables, ready for use", async () => {
  const text = readFileSync(new URL("config/tables.yaml", root), "utf8");
  const { tables } = await readTablesConfig(text, "config/tables.yaml");
  expect(tables.map(({ name, snowflake, postgres }) => [name, snowflake.table, postgres.table])).toEqual([
    ["financial_data", "FINANCIAL_DATA", "financial_data"],
    ["market_prices", "MARKET_PRICES", "market_prices"],
    ["company_info", "COMPANY_INFO", "company_info"],
  ]);
});

test("the starter's commented lines are right once they are switched on", async () => {
  const text = starterTablesYaml()
    .replaceAll(/^( *)# (?=(?:source|defaults|columns|losses|accept_loss|keys|indexes|incremental): )/gm, "$1")
    .replaceAll(/^( *)# (?=(?:defaults|columns):$)/gm, "$1")
    .replaceAll(/^( *)# {3}/gm, "$1  ");
  const { source, tables } = await readTablesConfig(text, "config/tables.yaml");
  expect(source?.role).toBe("DP_METADATA");
  expect(Object.keys(tables[0]?.columns ?? {})).toEqual(["AMOUNT", "LEGACY", "CUST_REF"]);
  expect(tables[0]).toMatchObject({ losses: "fail", acceptLoss: ["SUB_MICROSECOND"] });
  expect(tables[0]?.incremental).toEqual({ cursor: "UPDATED_AT", key: ["ID"], overlap: 15 });
});

test("importing the package loads neither the YAML parser nor the validator", () => {
  const folder = new URL("../src/", import.meta.url);
  const reached = new Set<string>();
  const libraries = new Set<string>();
  const follow = (file: URL): void => {
    if (reached.has(file.href)) return;
    reached.add(file.href);
    for (const [, name = ""] of readFileSync(file, "utf8").matchAll(
      /^(?:import|export) (?!type )[^;]*?from "([^"]+)"/gm,
    )) {
      if (name.startsWith(".")) follow(new URL(name, file));
      else libraries.add(name);
    }
  };
  follow(new URL("index.ts", folder));
  expect([...libraries].filter((name) => !name.startsWith("node:")).sort()).toEqual([
    "@dp/type-map",
    "fastest-levenshtein",
  ]);
});
