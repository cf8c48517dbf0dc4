import { expect, test } from "@jest/globals";

import { DisjointSets } from "./disjoint-sets.ts";

test("sets that are joined are one, whichever of their items are named", () => {
  const sets = new DisjointSets<string>();
  const pairs = [
    ["a", "b"],
    ["c", "d"],
    ["e", "f"],
    ["b", "d"],
  ] as const;
  for (const [a, b] of pairs) sets.join(a, b);
  const found = sets.sets().map((items) => items.toSorted().join(""));
  expect(found.toSorted()).toEqual(["abcd", "ef"]);
});

test("an item that is joined with itself alone is no set", () => {
  const sets = new DisjointSets<string>();
  sets.join("a", "a");
  expect(sets.sets()).toEqual([]);
});
