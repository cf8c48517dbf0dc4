import { createHash } from "node:crypto";

import { expect, test } from "@jest/globals";

import {
  edition,
  knownEditions,
  mapIdentityType,
  mapType,
  policyDefinitions,
  translateDefault,
  parseSnowflakeType,
  typeTable,
  type Alternative,
  type Policies,
  type TypeRow,
} from "../src/index.ts";

/**
 * What edition 1 is, for ever. A test that fails here says that a table, which somebody has reviewed and applied, would
 * come out different: leave the text below as it is, and give the changed row a new edition number. A new type or a new
 * policy adds a line.
 */
const pinned: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  1: {
    "column defaults": "c9b17e5d4a00c0e0cd446e8af5ef78ea",
    "identity columns": "a53f03a267d66a9a2252a664ff1f2680",
    "policy collation": "drop of drop, icu",
    "policy geo": "geojson of geojson, ewkb, postgis",
    "policy identity": "bigint of bigint, smallest",
    "policy integers": "numeric of numeric, smallest",
    "policy nul": "reject of reject, strip, replace",
    "policy semiStructured": "jsonb of jsonb, json, text",
    "policy subMicrosecond": "truncate of truncate, text, extra-column",
    "policy timestampTzOffset": "drop of drop, extra-column, text",
    "policy varcharLength": "text of text, keep",
    "policy vector": "array of array, pgvector, jsonb",
    "policy yearBelowOne": "bc of bc, reject",
    "type ARRAY": "dc1e39cd77f4cd3d4b9007f209cf47e7",
    "type BINARY": "f4d9b15afd749e6c58d3b2be7e8dad6d",
    "type BOOLEAN": "c81c3a54afb07bc0b7cabc82515a096b",
    "type DATE": "ab02defa08dfcf5837bdb58f1a648d61",
    "type DECFLOAT": "11f281c91f8f5a852047073e747872df",
    "type FILE": "23ef4000d6612318efd8f8c690567954",
    "type FLOAT": "9760d20235708a8f386c79454f110291",
    "type GEOGRAPHY": "3c01940f42750b40d5851f1dbebc9726",
    "type GEOMETRY": "b46849c0893263988a88df5a9bb304cc",
    "type INTERVAL": "ddcb7d1dbeb8e72db621db338bd82615",
    "type MAP": "f7ff6e1e07b6e7c543030d3341d59269",
    "type NUMBER": "fa3853b18d33b87200b9c14304746bac",
    "type OBJECT": "7abe0c343efe1b276dfd1f13ec378e9e",
    "type PERIOD": "d8949957fd41f6b429cbb79e71f8a2b3",
    "type TIME": "e40f6af9e7503acfb5b951db447ce6ea",
    "type TIMESTAMP_LTZ": "d84ce57915e948de14898b81b476a04a",
    "type TIMESTAMP_NTZ": "0e4f6dc38e6f243952ed2c8c35bf3f78",
    "type TIMESTAMP_TZ": "06bc4a6e19392dc0b596bb86f5e6210a",
    "type UUID": "0d44d4c2d25d9ac7dc975b8f9a935ecd",
    "type VARCHAR": "098e92d61ade8ec57a2c49031f1a0650",
    "type VARIANT": "79ca5f625f54f9a5a3e5b69ce0725224",
    "type VECTOR": "7b9b7ebbde21e4170b0f052cbd576fdd",
  },
};

function hash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value), "utf8").digest("hex").slice(0, 32);
}

/** Types on both sides of every border that the table's conditions know. */
const borders = [
  ...["NUMBER(4,0)", "NUMBER(5,0)", "NUMBER(9,0)", "NUMBER(10,0)", "NUMBER(18,0)", "NUMBER(19,0)", "NUMBER(38,37)"],
  ...["VARCHAR(10485760)", "VARCHAR(10485761)", "VARCHAR(5) COLLATE 'en-ci'", "VARCHAR(5) COLLATE 'utf8'"],
  ...["VARCHAR(5) COLLATE 'en-ci-trim'", "TIME(6)", "TIME(7)", "TIMESTAMP_NTZ(0)", "TIMESTAMP_NTZ(6)"],
  ...["TIMESTAMP_LTZ(3)", "TIMESTAMP_LTZ(7)", "TIMESTAMP_TZ(6)", "OBJECT", "OBJECT(a DATE, b BINARY(8))", "ARRAY"],
  ...["ARRAY(FLOAT)", "ARRAY(DECFLOAT)", "ARRAY(VARIANT)", "ARRAY(UUID)", "MAP(VARCHAR(5), FLOAT)", "VECTOR(INT, 3)"],
  ...["INTERVAL YEAR(9)", "INTERVAL YEAR(8)", "INTERVAL MONTH(9)", "INTERVAL DAY(9) TO SECOND(6)", "PERIOD(TIME(9))"],
  ...["PERIOD(TIMESTAMP_NTZ(6))", "PERIOD(TIMESTAMP_NTZ(9))", "PERIOD(TIMESTAMP_LTZ(9))", "PERIOD(TIMESTAMP_TZ(9))"],
];

/** The defaults, and every other value of every policy that the row knows, by itself. */
function choices({ alternatives }: TypeRow): readonly Partial<Policies>[] {
  const names = [...new Set(alternatives.map(({ policy }) => policy))];
  const others = names.flatMap((name) =>
    policyDefinitions[name].values.slice(1).map((value): Partial<Policies> => ({ [name]: value })),
  );
  return [{}, ...others];
}

/** Reasons are words about the mapping: better ones change no table. */
function rowHash(name: string, row: TypeRow): string {
  const types = [row.example, ...borders.filter((type) => parseSnowflakeType(type).name === name)];
  const outcomes = types.flatMap((type) =>
    choices(row).map((policies) => {
      const { parts, requires } = mapType(type, policies);
      return { type, policies, parts, requires };
    }),
  );
  const alternatives = row.alternatives.map((alternative: Alternative) => ({ ...alternative, reason: undefined }));
  return hash({ postgres: row.postgres, loss: row.loss, alternatives, outcomes });
}

function identityHash(): string {
  return hash(
    ["NUMBER(4,0)", "NUMBER(9,0)", "NUMBER(18,0)", "NUMBER(38,0)", "FLOAT"].flatMap((type) =>
      (["bigint", "smallest"] as const).map((identity) => mapIdentityType(type, { identity }).parts),
    ),
  );
}

const defaults: readonly (readonly [text: string, source: string])[] = [
  ["0", "NUMBER(38,0)"],
  ["1.5", "FLOAT"],
  ["TRUE", "BOOLEAN"],
  ["'it''s'", "VARCHAR(16777216)"],
  ["CURRENT_TIMESTAMP()", "TIMESTAMP_LTZ(9)"],
  ["CURRENT_TIMESTAMP()", "TIMESTAMP_NTZ(9)"],
  ["CURRENT_DATE()", "DATE"],
  ["UUID_STRING()", "VARCHAR(36)"],
  ["PARSE_JSON('{}')", "VARIANT"],
  ["CURRENT_USER()", "VARCHAR(16777216)"],
  ["X'00ff'", "BINARY(8388608)"],
  ["SEQ.NEXTVAL", "NUMBER(38,0)"],
];

function defaultsHash(): string {
  const translated = defaults.flatMap(([text, type]) => {
    const source = parseSnowflakeType(type);
    const column = { type: mapType(source).parts[0]?.type ?? "", source };
    return [translateDefault(text, column), translateDefault(text, column, { zone: "Europe/Zurich" })];
  });
  return hash(translated);
}

function present(): Readonly<Record<string, string>> {
  const rows = Object.entries(typeTable).map(([name, row]) => [`type ${name}`, rowHash(name, row)]);
  const policies = Object.entries(policyDefinitions).map(([name, { values, default: standard }]) => [
    `policy ${name}`,
    `${standard} of ${values.join(", ")}`,
  ]);
  const others = [
    ["identity columns", identityHash()],
    ["column defaults", defaultsHash()],
  ];
  return Object.fromEntries([...rows, ...policies, ...others]) as Record<string, string>;
}

test("the newest edition is known, and every known edition is pinned", () => {
  expect(Math.max(...knownEditions)).toBe(edition);
  expect(Object.keys(pinned).map(Number)).toEqual(knownEditions);
});

test("edition 1 is what it was: a changed row comes under a new number", () => {
  expect(present()).toEqual(pinned[1]);
});
