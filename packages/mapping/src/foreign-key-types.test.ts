import type { MappingSettings } from "@dp/metadata";
import { expect, test } from "@jest/globals";

import { input, key, mapAll, references, table, typesOf } from "../test/tables.ts";

interface Joined {
  readonly parent: string;
  readonly child: string;
  readonly ofParent?: MappingSettings;
  readonly ofChild?: MappingSettings;
}

/** The types of a key and of the column that refers to it, and how many foreign keys are made. */
function settled({ parent, child, ofParent = {}, ofChild = {} }: Joined): readonly (string | number | undefined)[] {
  const set = mapAll(
    input(table("P", { ID: `${parent}!` }, { uniqueKeys: [key("ID")] }), ofParent),
    input(table("C", { P_ID: child }, { foreignKeys: [references(["P_ID"], "P", ["ID"])] }), ofChild),
  );
  const [p, c] = [set.get("p"), set.get("c")];
  return [p && typesOf(p).id, c && typesOf(c).p_id, c?.target.foreignKeys.length];
}

const as = (column: string, type: string, ...acceptLoss: readonly string[]): MappingSettings => ({
  columns: { [column]: { type, acceptLoss } },
});

test("two configured types stay as they are, whichever is wider", () => {
  expect(
    settled({
      parent: "NUMBER(9,0)",
      child: "NUMBER(9,0)",
      ofParent: as("ID", "integer"),
      ofChild: as("P_ID", "bigint"),
    }),
  ).toEqual(["integer", "bigint", 1]);
});

test("a column that counts takes the integer type that the other one was given", () => {
  const ofParent = as("ID", "integer", "OUTSIDE_INT4_REFUSED", "OUTSIDE_INT8_REFUSED");
  expect(settled({ parent: "NUMBER(9,0)", child: "NUMBER(9,0)+", ofParent })).toEqual(["integer", "integer", 1]);
});

test.each([
  ["a column that counts does not become numeric", "NUMBER(9,0)+", "numeric(9,0)"],
  ["a column with decimals does not become an integer", "NUMBER(9,2)", "bigint"],
])("%s because the one it refers to was configured so", (_, child, type) => {
  const joined = { parent: "NUMBER(9,0)", child, ofParent: as("ID", type) };
  expect(() => settled(joined)).toThrow(`as ${type} it breaks the foreign key from C.P_ID to P.ID`);
});

test("beside a column that counts both are bigint, however few digits that one has", () => {
  const ofChild = { policies: { identity: "smallest" } } as const;
  expect(settled({ parent: "NUMBER(9,0)", child: "NUMBER(4,0)+", ofChild })).toEqual(["bigint", "bigint", 1]);
});

test("a column that becomes wider along a foreign key keeps its offset", () => {
  const policies = { timestampTzOffset: "extra-column" } as const;
  const [p, c] = [
    table("P", { AT: "TIMESTAMP_TZ(6)!" }, { uniqueKeys: [key("AT")] }),
    table("C", { P_AT: "TIMESTAMP_TZ(3)" }, { foreignKeys: [references(["P_AT"], "P", ["AT"])] }),
  ];
  const metadata = mapAll(input(p), input(c, { policies })).get("c");
  expect(metadata?.target.columns).toMatchObject([
    { type: "timestamp(6) with time zone" },
    { from: "P_AT", part: "offset-minutes" },
  ]);
  expect(metadata?.target.foreignKeys).toHaveLength(1);
});

test.each([
  ["'en-ci'", "'en-ci'", 1],
  ["'en-ci'", "'de-ci'", 0],
  ["'en-ci'", undefined, 0],
  [undefined, "'en-ci'", 0],
  ["'fr_CA'", undefined, 1],
])("texts collated as %s and %s are joined only where PostgreSQL can compare them", (parent, child, made) => {
  const text = (collation: string | undefined): string =>
    collation === undefined ? "VARCHAR(9)" : `VARCHAR(9) COLLATE ${collation}`;
  const settings = { policies: { collation: "icu" } } as const;
  const [, , keys] = settled({ parent: text(parent), child: text(child), ofParent: settings, ofChild: settings });
  expect(keys).toBe(made);
});
