import { expect, test } from "@jest/globals";

import { DisjointSets } from "./disjoint-sets.ts";

test("sets that are joined are one, whichever of their items are named", () => {
  const sets = new DisjointSets<string>();
  for (const [a, b] of ["ab", "cd", "ef", "bd"].map((pair) => [...pair] as [string, string])) sets.join(a, b);
  const found = sets.sets().map((items) => items.toSorted().join(""));
  expect(found.toSorted()).toEqual(["abcd", "ef"]);
});

test("an item that is joined with itself alone is no set", () => {
  const sets = new DisjointSets<string>();
  sets.join("a", "a");
  expect(sets.sets()).toEqual([]);
});
