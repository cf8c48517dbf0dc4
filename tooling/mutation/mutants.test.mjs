import { expect, test } from "@jest/globals";

import { mutantsOf } from "./mutants.mjs";

function changedTexts(source) {
  return mutantsOf("source.ts", source).map(
    ({ start, end, text }) => source.slice(0, start) + text + source.slice(end),
  );
}

test("a row loses each field, and each field takes other values that stand in the file", () => {
  const texts = changedTexts('const t = { a: { fidelity: "exact" }, b: { fidelity: "changed" } };');
  expect(texts).toEqual(
    expect.arrayContaining([
      'const t = {  b: { fidelity: "changed" } };',
      'const t = { a: {  }, b: { fidelity: "changed" } };',
      'const t = { a: { fidelity: "changed" }, b: { fidelity: "changed" } };',
      'const t = { a: { fidelity: "exact" }, b: { fidelity: "exact" } };',
      'const t = { a: { fidelity: "" }, b: { fidelity: "changed" } };',
    ]),
  );
});

test.each([
  ["const n = 1_000;", ["const n = (1001);", "const n = (999);"]],
  ["const n = 3n;", ["const n = (4n);", "const n = (2n);"]],
  ["const l = [a, b];", ["const l = [ b];", "const l = [a, ];"]],
  ["const t = true;", ["const t = false;"]],
  ["const c = a < b;", ["const c = (a <= b);", "const c = (a >= b);"]],
  ["const c = a && b;", ["const c = (a);", "const c = (b);"]],
  ["const c = a ? b : d;", ["const c = (true as boolean) ? b : d;", "const c = (false as boolean) ? b : d;"]],
  ["const c = !a;", ["const c = (a);"]],
  ["const s = a.trim();", ["const s = a;"]],
  ["go();", [";"]],
  ["const r = /^a+$/;", ["const r = /a+$/;", "const r = /^a+/;", "const r = /^a*$/;"]],
  ["const r = /[a]{1,9}/;", ["const r = /[a]{1,10}/;", "const r = /[a]{1,8}/;"]],
  ["switch (a) { case b: go; }", ['switch (a) { case ("no such case" as never): go; }', "switch (a) { case b: ; }"]],
])("%s", (source, expected) => {
  expect(changedTexts(source).sort()).toEqual([...expected].sort());
});

test.each([
  'type T = "a" | 1;',
  'import { a } from "b";',
  'throw new TypeError("what" + where);',
  "interface I { a: 1 }",
])("%s decides nothing at run time", (source) => {
  expect(changedTexts(source)).toEqual([]);
});

test("a sentence for people is marked as wording, and a condition is not", () => {
  const source = 'const t = [{ when: "all of it", sentence: "It is so." }, { code: "A", when: "at night" }];';
  const marked = mutantsOf("source.ts", source).filter(({ wording }) => wording);
  expect(marked.map(({ before }) => before)).toEqual(['"all of it"', '"It is so."']);
});
