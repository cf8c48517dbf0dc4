import { expect, test } from "@jest/globals";
import fc from "fast-check";

import { orders } from "../test/orders.ts";
import { completeTableMetadata } from "./complete.ts";
import { InvalidMetadataError } from "./errors.ts";
import type { TargetColumn } from "./generated/table-metadata.ts";
import { migrateToCurrent } from "./migrations.ts";
import { maxMetadataBytes, parseTableMetadata } from "./parse.ts";
import { serializeTableMetadata } from "./serialize.ts";

const seed = 20261123;

test("a text over the size limit is refused before it is read", async () => {
  await expect(parseTableMetadata(" ".repeat(maxMetadataBytes + 1), "big.json")).rejects.toMatchObject({
    code: "INVALID_METADATA",
    problems: [{ path: "", message: "is over 64 MiB" }],
  });
});

test("all problems are told, each with its pointer and line, in the order of the text", async () => {
  const text = serializeTableMetadata(orders)
    .replace('"edition": 1', '"edition": 0')
    .replace('"kind": "TABLE"', '"kind": "CHAIR"')
    .replace('"from": "TOTAL"', '"form": "TOTAL"');
  const error = await parseTableMetadata(text, "orders.json").then(undefined, (reason: unknown) => reason);
  expect(error).toBeInstanceOf(InvalidMetadataError);
  expect((error as InvalidMetadataError).problems.map(({ path, line }) => `${String(line)} ${path}`)).toEqual([
    "4 /edition",
    "11 /source/kind",
    "51 /target/columns/5",
    "51 /target/columns/5",
  ]);
});

test(`any table survives a round trip, byte for byte (seed ${String(seed)})`, async () => {
  const name = fc.string({ unit: "binary", minLength: 1, maxLength: 12 }).filter((text) => text !== "__proto__");
  const column = fc.record<Partial<TargetColumn>>(
    {
      name,
      from: name,
      type: name,
      nullable: fc.boolean(),
      comment: name,
      loss: fc.array(fc.stringMatching(/^[A-Z0-9_]{1,8}$/), { minLength: 1, maxLength: 3 }),
      default: fc.oneof(
        fc.record({ kind: fc.constant("string" as const), value: fc.string() }),
        fc.record({ kind: fc.constant("current-date" as const) }),
      ),
      fidelity: fc.constantFrom("exact", "truncated"),
    },
    { requiredKeys: ["name", "from", "type", "nullable", "fidelity"] },
  );
  const labels = fc.dictionary(name, fc.record({ sensitive: fc.string() }));
  await fc.assert(
    fc.asyncProperty(fc.array(column, { minLength: 1, maxLength: 5 }), labels, async (columns, columnSettings) => {
      const text = serializeTableMetadata(
        completeTableMetadata({
          ...orders,
          settings: { columns: columnSettings },
          target: { ...orders.target, columns: columns as readonly TargetColumn[] },
        }),
      );
      expect(serializeTableMetadata(await parseTableMetadata(text, "any"))).toBe(text);
    }),
    { seed, numRuns: 150 },
  );
});

test("older major versions are migrated step by step, in order", () => {
  const steps = [
    { from: 1, migrate: (document: object) => ({ ...document, steps: ["one"] }) },
    { from: 2, migrate: (document: object) => ({ ...document, last: "two" }) },
  ];
  expect(migrateToCurrent({ a: 1 }, { from: 1, to: 3 }, steps)).toEqual({ a: 1, steps: ["one"], last: "two" });
  expect(migrateToCurrent({ a: 1 }, { from: 0, to: 3 }, steps)).toBeUndefined();
});
