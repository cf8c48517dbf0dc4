import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { positionAt } from "./position.ts";
import { scanJson } from "./scan.ts";

const seed = 20261123;

function accepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("the scanner agrees with JSON.parse", () => {
  test(`on any JSON text (seed ${String(seed)})`, () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        expect(scanJson(text)).toEqual([]);
      }),
      { seed, numRuns: 500 },
    );
  });

  test(`on JSON texts with one character changed (seed ${String(seed)})`, () => {
    const characters = fc.constantFrom(...Array.from('{}[]",:\\0123456789.eE+-truefalsn \n\t\u0001u'));
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.nat(), characters, fc.boolean(), (json, place, character, replace) => {
        const at = place % (json.length + 1);
        const text = json.slice(0, at) + character + json.slice(at + (replace ? 1 : 0));
        const stops = scanJson(text).filter((problem) => !/stands twice|cannot be kept/.test(problem.message));
        expect({ text, accepted: stops.length === 0 }).toEqual({ text, accepted: accepts(text) });
      }),
      { seed, numRuns: 5000 },
    );
  });
});

test("100,000 brackets are refused without exhausting the stack", () => {
  expect(scanJson("[".repeat(100_000))).toMatchObject([{ message: "nested deeper than 64 levels", offset: 64 }]);
});

test("64 levels are read", () => {
  expect(scanJson("[".repeat(64) + "]".repeat(64))).toEqual([]);
});

test("every name said twice is reported with its place", () => {
  const text = '{"a":1,\n"b":{"c":1,"\\u0063":2},\n"a":3}';
  expect(scanJson(text).map((problem) => ({ ...positionAt(text, problem.offset), path: problem.pointer }))).toEqual([
    { line: 2, column: 12, path: "/b" },
    { line: 3, column: 1, path: "" },
  ]);
});

test("pointers escape what RFC 6901 escapes", () => {
  const seen: string[] = [];
  scanJson('{"a/b~":[1,{"":2}]}', (pointer) => seen.push(pointer));
  expect(seen).toEqual(["", "/a~1b~0", "/a~1b~0/0", "/a~1b~0/1", "/a~1b~0/1/"]);
});
