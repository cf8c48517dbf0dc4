import { fileURLToPath } from "node:url";

import { expect, test } from "@jest/globals";
import ts from "typescript";

const file = (path: string): string => fileURLToPath(new URL(`../src/${path}`, import.meta.url));
const options = { module: ts.ModuleKind.NodeNext, allowImportingTsExtensions: true, noEmit: true };

test.each(["index.ts", "sql/index.ts"])("every name that src/%s exports is explained", (path) => {
  const program = ts.createProgram([file(path)], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file(path));
  const module = source && checker.getSymbolAtLocation(source);
  const names = module === undefined ? [] : checker.getExportsOfModule(module);
  const silent = names.filter((name) => {
    const symbol = name.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(name) : name;
    return symbol.getDocumentationComment(checker).length === 0;
  });
  expect(names.length).toBeGreaterThan(20);
  expect(silent.map((name) => name.name)).toEqual([]);
});

/** Names of a table's rows, each with the comment above it. */
function rowComments(path: string, table: string): readonly (readonly [row: string, comment: string])[] {
  const source = ts.createSourceFile(path, ts.sys.readFile(file(path)) ?? "", ts.ScriptTarget.ES2022, true);
  const found: (readonly [string, string])[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === table) {
      let value = node.initializer;
      while (value !== undefined && (ts.isSatisfiesExpression(value) || ts.isAsExpression(value)))
        value = value.expression;
      if (value === undefined || !ts.isObjectLiteralExpression(value)) throw new Error(`${table} is no table`);
      for (const row of value.properties)
        found.push([row.name?.getText() ?? "", row.getFullText().split("{")[0] ?? ""]);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test.each([
  ["type-table.ts", "typeTable"],
  ["loss-codes.ts", "lossCodes"],
  ["policies.ts", "policyDefinitions"],
])("every row of %s names the source of its facts", (path, table) => {
  const rows = rowComments(path, table);
  expect(rows.length).toBeGreaterThan(10);
  const source = /\/\*\*.*(?:Snowflake SQL reference|PostgreSQL manual|PostGIS manual|RFC \d+|IEEE 754)/s;
  expect(rows.filter(([, comment]) => !source.test(comment)).map(([row]) => row)).toEqual([]);
});
