import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { campaign, randomFrom } from "@dp/chaos";
import type { SnowflakeSim } from "@dp/snowflake-sim";

import type { TestProject } from "./project.ts";
import { onStage, startSim, tablesYaml } from "./stage.ts";

const names = Array.from({ length: 24 }, (_, index) => `t${String(index).padStart(2, "0")}`);
const tables = tablesYaml(names.map((name) => `{ name: ${name} }`));
const { cases, seed, tell } = campaign("extract-kills", { cases: 5, seed: 20_261_123 });

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await startSim([
    `CREATE DATABASE PROD_DB; USE SCHEMA PROD_DB.PUBLIC; CREATE ROLE DP_METADATA; GRANT USAGE ON DATABASE PROD_DB TO ROLE DP_METADATA;
     GRANT USAGE ON SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;
     ${names.map((name) => `CREATE TABLE ${name} (ID NUMBER(38,0) PRIMARY KEY, NOTE VARCHAR COMMENT '${"long ".repeat(40)}');`).join("\n")}
     GRANT REFERENCES ON ALL TABLES IN SCHEMA PROD_DB.PUBLIC TO ROLE DP_METADATA;`,
  ]);
});

afterAll(() => sim.close());

type Texts = ReturnType<TestProject["metadata"]>;

const isLeftover = (file: string): boolean => /\/\.[^/]*\.tmp$/.test(file);

/** Whether a file says of itself that it is whole: JSON that parses, SQL whose header has the hash of its body. */
function isWhole(file: string, text: string): boolean {
  if (file.endsWith(".json")) return text.endsWith("}\n") && typeof JSON.parse(text) === "object";
  const [, hash, body = ""] = /^-- body: sha256:([0-9a-f]{64})\n\n([^]*)$/m.exec(text) ?? [];
  return createHash("sha256").update(body).digest("hex") === hash;
}

/** Files that are not whole, or hold neither the old nor the new text; what a killed writer left begins with a dot. */
function torn(present: Texts, before: Texts, after: Texts): readonly string[] {
  const files = Object.entries(present).filter(([file]) => !isLeftover(file));
  return files
    .filter(([file, text]) => !isWhole(file, text) || (text !== before[file] && text !== after[file]))
    .map(([file]) => file);
}

test(
  "killed at a random moment: every file is whole, and the next run ends as if nothing had been",
  async () => {
    await onStage(sim, tables, async ({ run, start, project }) => {
      await run("extract", "--all", "-q");
      const before = project.metadata();
      await sim.load(names.map((name) => `ALTER TABLE PROD_DB.PUBLIC.${name} ADD COLUMN ADDED DATE;`).join("\n"));
      const { ms: span } = await run("extract", "--all", "-q");
      const after = project.metadata();
      expect(Object.keys(after)).toHaveLength(2 * names.length + 2);

      const random = randomFrom(seed);
      const counts = { cases: 0, whileWriting: 0, leftovers: 0, ended: 0, torn: 0 };
      for (let index = 0; index < cases; index++) {
        for (const [file, text] of Object.entries(before)) project.write(`metadata/${file}`, text);
        const { child, said, ended } = start("extract", "--all");
        // Four of five while files are written, which is the smaller part of a run; the others at any moment.
        const writing = index % 5 !== 4;
        if (writing) await said(/^changed /m);
        const wait = random() * (writing ? 120 : span);
        await sleep(wait);
        child.kill("SIGKILL");
        const { code } = await ended;
        const present = project.metadata();
        const what = `seed ${String(seed)}, case ${String(index)}: killed ${writing ? "after the first file and " : "after "}${wait.toFixed(1)} ms`;
        expect({ what, torn: torn(present, before, after) }).toEqual({ what, torn: [] });
        const moved = Object.keys(before).filter(
          (file) => before[file] !== after[file] && present[file] === after[file],
        );
        counts.cases += 1;
        counts.ended += Number(code === 0);
        counts.whileWriting += Number(moved.length > 0 && moved.length < 2 * names.length);
        counts.leftovers += Number(Object.keys(present).some(isLeftover));
        const next = await run("extract", "--all", "-q");
        expect({ what, next }).toMatchObject({ what, next: { code: 0, stdout: "", stderr: "" } });
        expect({ what, files: project.metadata() }).toEqual({ what, files: after });
      }
      // Otherwise every kill came too late or too early to prove anything.
      expect(counts.whileWriting).toBeGreaterThan(cases / 5);
      // Run records too are whole, or nothing would read here; those of the killed still say that they run.
      expect(project.records().filter(({ state }) => state === "running").length).toBeGreaterThan(0);
      tell(counts);
    });
  },
  60_000 + cases * 15_000,
);
