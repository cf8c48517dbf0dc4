import { campaign } from "@dp/chaos";
import { withDatabase } from "@dp/embedded-postgres";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import {
  parseTableMetadata,
  serializeTableMetadata,
  type MappingSettings,
  type SourceTable,
  type TableMetadata,
} from "@dp/metadata";
import { printTableDdl } from "@dp/pg-ddl";
import { connectSnowflake, type SnowflakeConnection } from "@dp/snowflake-client";
import { extractSources } from "@dp/snowflake-extract";
import { startSnowflakeSim, type SnowflakeSim } from "@dp/snowflake-sim";

import { mapTables, type MappingInput } from "../src/index.ts";
import { Dice } from "./random/dice.ts";
import { comparable, createSql, database, expectedSource, type GivenTable } from "./random/given.ts";
import { folded } from "./random/names.ts";
import { anySchemas } from "./random/schemas.ts";
import { Verdicts } from "./random/verdict.ts";

const run = campaign("random-schemas", { cases: 25, seed: 4 });

let sim: SnowflakeSim;
let db: SnowflakeConnection;

beforeAll(async () => {
  const user = { name: "EXTRACTOR", password: "of-the-test", roles: ["ACCOUNTADMIN"] };
  sim = await startSnowflakeSim({ account: "sim", users: [user], sql: [`CREATE DATABASE ${database}`] });
  const credentials = { method: "password", password: user.password } as const;
  const settings = { account: "sim", user: "extractor", accessUrl: sim.url, role: "ACCOUNTADMIN", credentials };
  db = await connectSnowflake(settings, { tag: "dp/0.0.0/test" });
});

afterAll(async () => {
  await db.close();
  await sim.close();
});

/** Every choice that tables.yaml leaves, at random. */
function anySettings(dice: Dice): MappingSettings {
  const keys = ["enforced", "enforced", "enforced", "not_enforced", "omit"] as const;
  return {
    policies: {
      integers: dice.pick(["numeric", "smallest"]),
      varcharLength: dice.pick(["text", "keep"]),
      subMicrosecond: dice.pick(["truncate", "text", "extra-column"]),
      timestampTzOffset: dice.pick(["drop", "extra-column", "text"]),
      semiStructured: dice.pick(["jsonb", "jsonb", "json", "text"]),
      geo: dice.pick(["geojson", "geojson", "ewkb", "postgis"]),
      vector: dice.pick(["array", "array", "jsonb", "pgvector"]),
      collation: dice.pick(["drop", "icu"]),
      identity: dice.pick(["bigint", "smallest"]),
    },
    keys: { primary: dice.pick(keys), unique: dice.pick(keys), foreign: dice.pick(keys) },
    ...(dice.once(4) && { foreignKeyIndexes: false }),
  };
}

async function readBack(tables: readonly GivenTable[]): Promise<readonly SourceTable[]> {
  const wanted = tables.map(({ schema, name: table }, index) => ({
    name: `t${String(index)}`,
    database,
    schema,
    table,
  }));
  return (await extractSources(db, wanted)).map((outcome) => {
    if (!outcome.ok) throw outcome.error;
    return outcome.source;
  });
}

/** A target name that fits; of two that would be one the second is called otherwise. */
function inputsOf(dice: Dice, sources: readonly SourceTable[], schemas: readonly string[]): readonly MappingInput[] {
  const settings = anySettings(dice);
  const taken = new Set<string>();
  return sources.map((source, index): MappingInput => {
    const schema = schemas[source.schema.endsWith("b") ? 1 : 0] ?? "";
    const own = folded(source.table);
    const fits = Buffer.byteLength(own) <= 63 && !taken.has(`${schema} ${own}`);
    const table = fits ? own : `t${String(index)}`;
    taken.add(`${schema} ${table}`);
    return {
      name: `t${String(index)}`,
      source,
      settings: dice.once(3) ? anySettings(dice) : settings,
      postgres: { schema, table },
    };
  });
}

function relaxed(input: MappingInput): TableMetadata | undefined {
  const columns = input.source.columns.map((column) => ({ ...column, nullable: true }));
  const [outcome] = mapTables([{ ...input, source: { ...input.source, columns } }], { edition: 1 });
  return outcome?.ok === true ? outcome.metadata : undefined;
}

test("tables come out as they went in, and PostgreSQL does with them what the metadata says", async () => {
  await withDatabase(async (client) => {
    const verdicts = new Verdicts(client, new Dice(run.seed));
    for (let index = 0; index < run.cases; index += 1) {
      const about = `seed ${String(run.seed)}, case ${String(index)}`;
      const dice = new Dice(run.seed * 100_003 + index);
      const [one, two] = [`S${String(index)}`, `s ${String(index)} b`] as const;
      const given = anySchemas(dice, [one, two]);
      await sim.load(`CREATE SCHEMA ${database}."${one}"; CREATE SCHEMA ${database}."${two}";\n${createSql(given)}`);
      const sources = await readBack(given);
      expect({ about, tables: sources.map(comparable) }).toEqual({ about, tables: given.map(expectedSource) });

      const targets = dice.once(2)
        ? [`s${String(index)}`, `s${String(index)}`]
        : [`s${String(index)}`, `S b ${String(index)}`];
      const inputs = inputsOf(dice, sources, targets);
      const outcomes = mapTables(inputs, { edition: 1 });
      const mapped = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.metadata] : []));
      const texts = mapped.map(serializeTableMetadata);
      expect(await Promise.all(texts.map((text) => parseTableMetadata(text, "t")))).toEqual(mapped);
      for (const schema of new Set(targets)) await client.query(`CREATE SCHEMA "${schema}"`);
      for (const [place, outcome] of outcomes.entries()) {
        const [table, input] = [given[place], inputs[place]];
        if (outcome.ok || table === undefined || input === undefined) continue;
        const before = mapped.map(printTableDdl).join("\n");
        await verdicts.refused(table, outcome.error, {
          schema: input.postgres.schema,
          metadata: relaxed(input),
          before,
        });
      }
      await verdicts.mapped(mapped);
      expect({ about, falseFine: verdicts.falseFine }).toEqual({ about, falseFine: [] });
      await sim.load(`DROP SCHEMA ${database}."${one}"; DROP SCHEMA ${database}."${two}";`);
      for (const schema of new Set(targets)) await client.query(`DROP SCHEMA "${schema}" CASCADE`);
    }
    process.stderr.write(
      `random-schemas: ${JSON.stringify(verdicts.tally)}\n${verdicts.falseAlarms.slice(0, 20).join("\n")}\n`,
    );
    run.tell({ cases: run.cases, ...verdicts.tally });
  });
}, 600_000);
