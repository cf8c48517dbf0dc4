import { expect, test } from "@jest/globals";

import { readTablesConfig, toMappingSettings, type MappingSettingsLike } from "../src/index.ts";

async function settingsOf(lines: string): Promise<MappingSettingsLike> {
  const yaml = `tables:\n  - name: a\n    snowflake: { database: D, schema: S }\n${lines}`;
  const { tables } = await readTablesConfig(yaml, "config/tables.yaml");
  const [table] = tables;
  if (table === undefined) throw new Error("no table");
  return toMappingSettings(table);
}

test("a table with nothing special has no settings", async () => {
  expect(await settingsOf("")).toEqual({});
});

test("a default said aloud is no setting", async () => {
  const lines = `    policies: { sub_microsecond: truncate, integers: numeric }
    keys: { primary: enforced, unique: enforced }
    foreign_key_indexes: true
    accept_loss: []
    losses: warn
    columns: { A: { exclude: false, policies: { geo: geojson }, accept_loss: [] } }
    indexes: []
`;
  expect(await settingsOf(lines)).toEqual({});
});

test("only what differs is recorded", async () => {
  const lines = `    policies: { sub_microsecond: text, integers: numeric }
    keys: { primary: enforced, foreign: omit }
    foreign_key_indexes: false
    accept_loss: [TZ_OFFSET_DROPPED, SUB_MICROSECOND]
    losses: fail
    columns:
      B: { type: bigint, name: bee, sensitive: pii, policies: { sub_microsecond: text, integers: smallest } }
      C: { type: bigint, accept_loss: [OUTSIDE_INT8_REFUSED, FRACTION_REFUSED] }
      A: { exclude: true }
    indexes: [{ columns: [x] }, { columns: [y], unique: true }]
`;
  expect(await settingsOf(lines)).toEqual({
    policies: { subMicrosecond: "text" },
    keys: { foreign: "omit" },
    foreignKeyIndexes: false,
    columns: {
      A: { exclude: true },
      B: { type: "bigint", name: "bee", sensitive: "pii", policies: { integers: "smallest" } },
      C: { type: "bigint", acceptLoss: ["FRACTION_REFUSED", "OUTSIDE_INT8_REFUSED"] },
    },
    indexes: [{ columns: ["x"] }, { columns: ["y"], unique: true }],
    acceptLoss: ["SUB_MICROSECOND", "TZ_OFFSET_DROPPED"],
    losses: "fail",
  });
});

test("the names that a table and a column had before are kept, the table's without what has not changed", async () => {
  const lines = "    postgres: { schema: s, was: { table: old } }\n    columns: { A: { was: before } }\n";
  expect(await settingsOf(lines)).toEqual({ columns: { A: { was: "before" } } });
  const yaml = `tables:\n  - name: a\n    snowflake: { database: D, schema: S }\n${lines}`;
  const { tables } = await readTablesConfig(yaml, "config/tables.yaml");
  expect(tables[0]?.postgres).toEqual({ schema: "s", table: "a", was: { schema: "s", table: "old" } });
  const same = yaml.replace("{ table: old }", "{ table: a }");
  await expect(readTablesConfig(same, "config/tables.yaml")).rejects.toThrow(/postgres\.was is where/);
});

test("a column's policy that takes back the table's is recorded, though it is the default", async () => {
  const lines = "    policies: { geo: ewkb }\n    columns: { A: { policies: { geo: geojson } } }\n";
  expect(await settingsOf(lines)).toEqual({
    policies: { geo: "ewkb" },
    columns: { A: { policies: { geo: "geojson" } } },
  });
});

test("the order of writing changes nothing", async () => {
  const one = "    policies: { geo: ewkb, nul: strip }\n    columns: { A: { name: x }, B: { name: y } }\n";
  const other = "    columns: { B: { name: y }, A: { name: x } }\n    policies: { nul: strip, geo: ewkb }\n";
  expect(JSON.stringify(await settingsOf(one))).toBe(JSON.stringify(await settingsOf(other)));
});

test("the zone of those who write is a setting of every table", async () => {
  const yaml = `source: { zone: Europe/Zurich }\ntables: [{ name: a, snowflake: { database: D, schema: S } }]`;
  const { tables } = await readTablesConfig(yaml, "config/tables.yaml");
  expect(tables.map(toMappingSettings)).toEqual([{ zone: "Europe/Zurich" }]);
});

test("how rows travel is no mapping setting", async () => {
  expect(await settingsOf("    schedule: hourly\n    compression: false\n    sync_mode: append\n")).toEqual({});
});
