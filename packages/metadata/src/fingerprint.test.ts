import { describe, expect, test } from "@jest/globals";

import { orders } from "../test/orders.ts";
import { fingerprint, fingerprintSource, fingerprintTarget, fingerprintValues } from "./fingerprint.ts";
import type { TableMetadata, TargetColumn } from "./generated/table-metadata.ts";

const { source, target } = orders;

function withColumn(change: Partial<TargetColumn>): TableMetadata {
  const [first, ...rest] = target.columns;
  if (first === undefined) throw new Error("the example has columns");
  return { ...orders, target: { ...target, columns: [{ ...first, ...change }, ...rest] } };
}

test("fingerprints of the example do not move between releases", () => {
  expect(fingerprint(orders)).toEqual({
    source: "v1:sha256:e3636bd6edd437c229d42690f03c74ccd019ed8acb49dd2571f439f2a6bd0629",
    target: "v1:sha256:7b26000b4739bc27d0e0db99d838fb8b7c5fbf7171b0786f16c9068928fdde7f",
    values: "v1:sha256:d0241ee169f01cf5738a4ad7ec3ce12c74f6af3211e3ece1d7d76142d281d586",
  });
});

describe("fields at their default", () => {
  test("count as absent", () => {
    const [key] = source.foreignKeys;
    if (key === undefined) throw new Error("the example has a foreign key");
    expect(fingerprintSource({ ...source, foreignKeys: [{ ...key, onUpdate: "NO ACTION", rely: false }] })).toBe(
      fingerprintSource(source),
    );
  });

  test("differ from any other value", () => {
    expect(fingerprintTarget({ ...target, indexes: [] })).not.toBe(fingerprintTarget(target));
  });
});

describe("the values fingerprint", () => {
  const values = fingerprintValues(orders);

  test.each([
    ["a comment", withColumn({ comment: "changed" })],
    ["a nullability", withColumn({ nullable: true })],
    ["a table comment", { ...orders, target: { ...target, comment: "changed" } }],
    ["an index", { ...orders, target: { ...target, indexes: [] } }],
    ["a foreign key", { ...orders, target: { ...target, foreignKeys: [] } }],
    ["a label", { ...orders, settings: { ...orders.settings, columns: { ID: { sensitive: "no" } } } }],
  ])("stays when %s changes", (_, changed) => {
    expect(fingerprintValues(changed)).toBe(values);
  });

  test.each([
    ["a type", withColumn({ type: "integer" })],
    ["a name", withColumn({ name: "other" })],
    ["the source of a column", withColumn({ from: "OTHER" })],
    ["a part", withColumn({ part: "instant" })],
    ["the key", { ...orders, target: { ...target, primaryKey: { name: "orders_pkey", columns: ["total"] } } }],
    ["a policy", { ...orders, settings: { ...orders.settings, policies: { timestampTzOffset: "drop" } } }],
    ["a column's policy", { ...orders, settings: { ...orders.settings, columns: { ID: { policies: { a: "b" } } } } }],
    ["the edition", { ...orders, edition: 2 }],
  ])("moves when %s changes", (_, changed) => {
    expect(fingerprintValues(changed)).not.toBe(values);
  });
});
