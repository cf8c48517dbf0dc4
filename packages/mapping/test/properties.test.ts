import { parseTableMetadata, serializeTableMetadata, type MappingSettings, type TableMetadata } from "@dp/metadata";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";

import { mapTables, type MappingInput, type MappingOutcome } from "../src/index.ts";
import { richSet } from "./rich-set.ts";
import { key, references, table } from "./tables.ts";

const seed = 20261123;
const tableNames = ["A", "B", "C", "A_B", "T".repeat(70)];
const columnNames = ["X", "Y", "x y", "B_C", "C", "ID"];
const types = [
  "NUMBER(38,0)",
  "NUMBER(38,0)",
  "NUMBER(9,0)",
  "NUMBER(10,2)",
  "VARCHAR(10)",
  "TIMESTAMP_TZ(9)",
  "VARIANT",
];

// Few lists, so that foreign keys meet keys.
const columnList = fc.constantFrom(["X"], ["X"], ["Y"], ["ID"], ["X", "Y"], ["B_C", "x y"]);
const settings: fc.Arbitrary<MappingSettings> = fc.record(
  {
    policies: fc.constantFrom(
      { timestampTzOffset: "extra-column" },
      { integers: "smallest", varcharLength: "keep" },
      { semiStructured: "json", subMicrosecond: "extra-column" },
    ),
    keys: fc.record({ primary: enforcement(), unique: enforcement(), foreign: enforcement() }, { requiredKeys: [] }),
    columns: fc.constantFrom({ X: { type: "bigint" } }, { ID: { exclude: true as const } }, { Y: { name: "z" } }),
  },
  { requiredKeys: [] },
);

function enforcement() {
  return fc.constantFrom("enforced" as const, "not_enforced" as const, "omit" as const);
}

/** A table with all columns; which of them count, and what joins what, is left to chance. */
function anyTable(name: string): fc.Arbitrary<MappingInput> {
  const keyName = fc.option(fc.constantFrom("PK", "UQ", "A_PKEY", "K".repeat(80)), { nil: undefined });
  const columnTypes = fc.array(fc.tuple(fc.constantFrom(...types), fc.constantFrom("", "!", "+")), {
    minLength: columnNames.length,
    maxLength: columnNames.length,
  });
  const anyKey = fc
    .tuple(columnList, keyName)
    .map(([columns, stored]) => ({ ...key(...columns), ...(stored !== undefined && { name: stored }) }));
  const foreign = fc
    .tuple(columnList, fc.constantFrom(...tableNames), columnList)
    .filter(([columns, , parents]) => columns.length === parents.length)
    .map(([columns, parent, parents]) => references(columns, parent, parents));
  return fc
    .record({
      columnTypes,
      primaryKey: anyKey,
      uniqueKeys: fc.array(anyKey, { maxLength: 3 }),
      foreignKeys: fc.array(foreign, { maxLength: 4 }),
      settings,
    })
    .map((chosen): MappingInput => {
      const columns = columnNames.map((column, index) => [column, (chosen.columnTypes[index] ?? []).join("")]);
      const { primaryKey, uniqueKeys, foreignKeys } = chosen;
      const source = table(name, Object.fromEntries(columns) as Record<string, string>, {
        primaryKey,
        uniqueKeys,
        foreignKeys,
      });
      const target = name.toLowerCase().slice(0, 60);
      return { name: target, source, settings: chosen.settings, postgres: { schema: "public", table: target } };
    });
}

const anySet = fc.tuple(...tableNames.map(anyTable));

function mapped(outcomes: readonly MappingOutcome[]): readonly TableMetadata[] {
  return outcomes.flatMap((outcome) => (outcome.ok ? [outcome.metadata] : []));
}

/** What came of each table, as text. */
function texts(outcomes: readonly MappingOutcome[]): ReadonlyMap<string, string> {
  return new Map(
    outcomes.map((outcome) => [
      outcome.name,
      outcome.ok ? serializeTableMetadata(outcome.metadata) : outcome.error.message,
    ]),
  );
}

describe(`in any set of tables (seed ${String(seed)})`, () => {
  test("the order of the tables changes no byte", () => {
    fc.assert(
      fc.property(anySet, fc.array(fc.nat(), { minLength: 5, maxLength: 5 }), (set, weights) => {
        const shuffled = set.map((member, index) => ({ member, weight: weights[index] ?? 0 }));
        const other = shuffled.toSorted((a, b) => a.weight - b.weight).map(({ member }) => member);
        const first = texts(mapTables(set, { edition: 1 }));
        const second = texts(mapTables(other, { edition: 1 }));
        expect(new Map([...second].toSorted())).toEqual(new Map([...first].toSorted()));
      }),
      { seed, numRuns: 120 },
    );
  });

  test("no two relations of a schema share a name, and every name fits", () => {
    fc.assert(
      fc.property(anySet, (set) => {
        const tables = mapped(mapTables(set, { edition: 1 })).map(({ target }) => target);
        const relations = tables.flatMap((target) => [
          target.table,
          ...(target.primaryKey === undefined ? [] : [target.primaryKey.name]),
          ...target.uniqueKeys.map(({ name }) => name),
          ...target.indexes.map(({ name }) => name),
        ]);
        expect(relations.toSorted()).toEqual([...new Set(relations)].toSorted());
        const all = [...relations, ...tables.flatMap((target) => target.foreignKeys.map(({ name }) => name))];
        expect(all.filter((name) => Buffer.byteLength(name) > 63)).toEqual([]);
      }),
      { seed, numRuns: 120 },
    );
  });

  test("no two constraints of a table share a name", () => {
    fc.assert(
      fc.property(anySet, (set) => {
        for (const { target } of mapped(mapTables(set, { edition: 1 }))) {
          const { primaryKey, uniqueKeys, foreignKeys } = target;
          const names = [...(primaryKey === undefined ? [] : [primaryKey]), ...uniqueKeys, ...foreignKeys].map(
            ({ name }) => name,
          );
          expect(new Set(names).size).toBe(names.length);
        }
      }),
      { seed, numRuns: 120 },
    );
  });

  test("every foreign key stands on a key of its parent, and its columns have one type", () => {
    let seen = 0;
    fc.assert(
      fc.property(anySet, (set) => {
        const tables = mapped(mapTables(set, { edition: 1 })).map(({ target }) => target);
        for (const child of tables) {
          for (const { columns, references: parentRef } of child.foreignKeys) {
            const parent = tables.find((target) => target.table === parentRef.table);
            const keys = [parent?.primaryKey, ...(parent?.uniqueKeys ?? [])].map((each) => each?.columns.toSorted());
            expect(keys).toContainEqual(parentRef.columns.toSorted());
            const typeOf = (target: typeof parent, name?: string) =>
              target?.columns.find((each) => each.name === name)?.type;
            columns.forEach((name, index) => {
              expect(typeOf(child, name)).toBe(typeOf(parent, parentRef.columns[index]));
              seen += 1;
            });
          }
        }
      }),
      { seed, numRuns: 120 },
    );
    expect(seen).toBeGreaterThan(20);
  });

  test("what is mapped is valid metadata", async () => {
    await fc.assert(
      fc.asyncProperty(anySet, async (set) => {
        for (const metadata of mapped(mapTables(set, { edition: 1 }))) {
          const text = serializeTableMetadata(metadata);
          expect(serializeTableMetadata(await parseTableMetadata(text, "any"))).toBe(text);
        }
      }),
      { seed, numRuns: 50 },
    );
  });
});

test("the rich set gives the same bytes backwards", () => {
  const backwards = texts(mapTables(richSet.toReversed(), { edition: 1 }));
  for (const [name, text] of texts(mapTables(richSet, { edition: 1 }))) expect(backwards.get(name)).toBe(text);
});
