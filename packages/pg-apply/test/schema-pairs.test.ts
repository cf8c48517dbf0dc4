import { campaign } from "@dp/chaos";
import { expect, jest, test } from "@jest/globals";

import type { PgConnection } from "@dp/pg-client";
import { allowableHazards, fromMetadata, hazardsToAllow, plan, type Plan, planHash, planTargets } from "@dp/pg-ddl";

import { applyPlan, HazardNotAllowedError, planChanges, verify } from "../src/index.ts";
import { make, who, withConnection } from "./database.ts";
import { catalogueFaults } from "./pairs/catalogue.ts";
import { pairOf } from "./pairs/pair.ts";
import { metadataOf } from "./pairs/schema.ts";
import { changedValues, fill, readValues } from "./pairs/values.ts";

const { cases, seed, tell } = campaign("schema-pairs", { cases: 20, seed: 1 });
const firstSeed = seed * 1_000_000;

jest.setTimeout(cases > 20 ? 3_000_000 : 120_000);

/** What of a plan runs, without the words that are for a person. */
function runs({ statements }: Plan): readonly string[] {
  return statements.map((statement) => JSON.stringify({ ...statement, details: [] }));
}

/** The same connection, with all that is sent through it written down. */
function recorded(db: PgConnection, sent: string[]): PgConnection {
  return {
    info: db.info,
    query: (sql, values) => {
      sent.push(sql);
      return db.query(sql, values);
    },
    copyIn: (sql, chunks) => db.copyIn(sql, chunks),
    transaction: (work) => db.transaction(work),
    close: () => db.close(),
  };
}

interface Seen {
  statements: number;
  refusals: number;
  losing: number;
  unchanged: number;
}

async function runPair(db: PgConnection, caseSeed: number, seen: Seen): Promise<readonly string[]> {
  const pair = pairOf(caseSeed, `s${String(caseSeed)}`);
  const [before, after] = [metadataOf(pair.before), metadataOf(pair.after)];
  const faults: string[] = [];
  const check = (what: string, good: boolean, detail?: unknown): void => {
    if (!good) faults.push(`${what} ${JSON.stringify(detail ?? "")}`);
  };
  await make(db, before);
  await fill(db, pair);
  const old = await readValues(db, pair.before);
  const planned = await planChanges(db, after);
  const offline = plan(fromMetadata(after), fromMetadata(before), planTargets(after));
  const [live, other] = [runs(planned), runs(offline)];
  check("offline is another plan", JSON.stringify(live) === JSON.stringify(other), [
    live.filter((one) => !other.includes(one)),
    other.filter((one) => !live.includes(one)),
  ]);
  if (planned.blocked.length > 0) return [`blocked ${JSON.stringify(planned.blocked)}`];
  const hazards = allowableHazards.filter((one) => planned.statements.some((each) => each.hazards.includes(one)));
  for (const hazard of hazards) {
    const others = hazards.filter((other) => other !== hazard);
    check(`may be applied without ${hazard}`, hazardsToAllow(planned, others).length === 1);
    const refused = await applyPlan(db, planned, { ...who, allow: others }).catch((error: unknown) => error);
    check(`was applied without ${hazard}`, refused instanceof HazardNotAllowedError, refused);
    seen.refusals++;
  }
  const losing = planned.statements.filter(({ losesData }) => losesData);
  const named = losing.every((one) => one.hazards.includes("DELETES_DATA") || one.hazards.includes("CHANGES_VALUES"));
  check("loses data without a word", named, losing);
  check("planning changed something", planHash(await planChanges(db, after)) === planHash(planned));
  const sent: string[] = [];
  const options = { ...who, allow: hazards };
  await applyPlan(recorded(db, sent), planned, options);
  const shown = planned.statements.map(({ sql }) => sql);
  check("another plan ran", JSON.stringify(sent.filter((sql) => shown.includes(sql))) === JSON.stringify(shown), sent);
  const changes = sent.filter((sql) => /^\s*(ALTER|CREATE|DROP|COMMENT|UPDATE|DELETE|TRUNCATE)\b/i.test(sql));
  check(
    "more ran than was shown",
    changes.every((sql) => shown.includes(sql) || sql.includes("dp_")),
    changes,
  );
  check("values changed", (await changedValues(db, pair, old)).length === 0, await changedValues(db, pair, old));
  const missing = await catalogueFaults(db, after);
  check("the catalogue is another", missing.length === 0, missing);
  const second = await planChanges(db, after);
  check("a second plan", second.statements.length + second.blocked.length === 0, [second.statements, second.blocked]);
  const { differences } = await verify(db, after);
  check(
    "verify",
    differences.every(({ kept }) => kept === true),
    differences,
  );
  seen.statements += planned.statements.length;
  seen.losing += losing.length;
  if (planned.statements.length === 0) seen.unchanged++;
  return faults;
}

test(`of ${String(cases)} random pairs of versions each plan applies as shown, keeps every value and leaves nothing to do`, async () => {
  const seen: Seen = { statements: 0, refusals: 0, losing: 0, unchanged: 0 };
  await withConnection(async (db) => {
    const wrong: string[] = [];
    for (let turn = 0; turn < cases && wrong.length < 5; turn++) {
      const caseSeed = firstSeed + turn;
      const faults = await runPair(db, caseSeed, seen).catch((error: unknown) => [
        error instanceof Error ? (error.stack ?? error.message) : String(error),
      ]);
      if (faults.length > 0) wrong.push(`seed ${String(caseSeed)}: ${faults.join("\n")}`);
    }
    expect(wrong).toEqual([]);
  });
  expect(seen.statements).toBeGreaterThan(cases);
  tell({ cases, ...seen });
});
