import { readFileSync } from "node:fs";

import type { TableMetadata, TargetColumn } from "@dp/metadata";
import fc from "fast-check";

import { column, document, everything } from "../documents.ts";

interface HostileName {
  readonly name: string;
  readonly folded?: string;
}

const hostileFile = new URL("../../../type-map/test/hostile-names.json", import.meta.url);

const fits = (name: string): boolean => name !== "" && !name.includes("\0") && Buffer.byteLength(name) <= 63;

/** The shared list of hostile names, those that PostgreSQL can hold. */
export const hostileNames: readonly string[] = [
  ...new Set(
    (JSON.parse(readFileSync(hostileFile, "utf8")) as readonly HostileName[]).map(({ name, folded }) => folded ?? name),
  ),
].filter(fits);

const anyText = fc.string({ unit: "binary", maxLength: 30 }).filter((value) => !value.includes("\0"));
const name = fc.oneof(fc.constantFrom(...hostileNames), anyText.filter(fits));

/** Types with a default of each kind, as the mapping makes them. */
const kinds = everything.target.columns.filter(({ identity }) => identity === undefined);

const anyColumn = fc
  .record({
    name,
    kind: fc.constantFrom(...kinds),
    nullable: fc.boolean(),
    comment: fc.option(anyText, { nil: undefined }),
    bare: fc.boolean(),
  })
  .map(({ name: called, kind, nullable, comment, bare }): TargetColumn => {
    const rest = bare || kind.default === undefined ? {} : { default: kind.default };
    return column(called, kind.type, { nullable, ...rest, ...(comment === undefined ? {} : { comment }) });
  });

const anyVersion = fc.record({
  columns: fc.uniqueArray(anyColumn, { minLength: 2, maxLength: 6, selector: ({ name: called }) => called }),
  comment: fc.option(anyText, { nil: undefined }),
  keyed: fc.boolean(),
  unique: fc.boolean(),
  indexed: fc.boolean(),
  referring: fc.boolean(),
});

type Version = typeof anyVersion extends fc.Arbitrary<infer T> ? T : never;

interface Names {
  readonly schema: string;
  readonly table: string;
  readonly key: string;
  readonly other: string;
  readonly index: string;
  readonly foreign: string;
}

function metadataOf(names: Names, { columns, comment, ...has }: Version): TableMetadata {
  const [first, second] = columns.map(({ name: called }) => called);
  if (first === undefined || second === undefined) throw new Error("a version has two columns");
  return document("any", {
    schema: names.schema,
    table: names.table,
    columns,
    ...(comment === undefined ? {} : { comment }),
    ...(has.keyed ? { primaryKey: { name: names.key, columns: [first, second] } } : {}),
    uniqueKeys: has.unique ? [{ name: names.other, columns: [second] }] : [],
    foreignKeys: has.referring
      ? [
          {
            name: names.foreign,
            columns: [first],
            references: { schema: names.schema, table: names.table, columns: [second] },
          },
        ]
      : [],
    indexes: has.indexed ? [{ name: names.index, columns: [second, first], reason: "configured" }] : [],
  });
}

/** Two versions of one table: names, texts and columns of any kind. */
export const twoVersions: fc.Arbitrary<{ readonly before: TableMetadata; readonly after: TableMetadata }> = fc
  .record({
    names: fc.record({ schema: name, table: name, key: name, other: name, index: name, foreign: name }),
    before: anyVersion,
    after: anyVersion,
    kept: fc.integer({ min: 0, max: 6 }),
  })
  .map(({ names, before, after, kept }) => {
    // Some columns stay, with a type of their own in each version: those are the ALTERs.
    const columns = after.columns.map((one, at) => ({
      ...one,
      name: (at < kept ? before.columns[at]?.name : undefined) ?? one.name,
    }));
    const once = columns.filter((one, at) => columns.findIndex((other) => other.name === one.name) === at);
    const whole = once.length < 2 ? after.columns : once;
    return { before: metadataOf(names, before), after: metadataOf(names, { ...after, columns: whole }) };
  });
