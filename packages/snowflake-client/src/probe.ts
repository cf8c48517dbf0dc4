import type { Conformance, ConformanceCheck } from "./conformance.ts";
import { SnowflakeError } from "./error.ts";
import { expectedText, holds, seenText, type Seen } from "./expectation.ts";
import { qualify, quoteLiteral } from "./quote.ts";
import type { SnowflakeConnection } from "./types.ts";

/** A table that exists, by its stored names; statements are asked about it. */
export interface ProbeNames {
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}

/** `skipped`: nothing can be said of it here, `reason` says why. */
export type ProbeStatus = "holds" | "differs" | "skipped";

/** How one check came out. */
export interface ProbeOutcome extends ConformanceCheck {
  readonly status: ProbeStatus;
  /** What was counted on, in words. */
  readonly wanted: string;
  /** What came instead, in words; there when it differs. */
  readonly seen?: string;
  readonly reason?: string;
}

type Asker = Pick<SnowflakeConnection, "ask">;

/**
 * Compares what the product counts on with what the account answers. All expressions go as one SELECT, which needs a
 * warehouse; where that does not compile they go one by one, so that the culprit has a name. Statements are run only
 * when they do nothing but show.
 * @throws SnowflakeError when the account does not answer: network, deadline, sign-in, no warehouse
 */
export async function probe(db: Asker, list: Conformance, names: ProbeNames): Promise<readonly ProbeOutcome[]> {
  const outcomes = new Map<ConformanceCheck, ProbeOutcome>();
  const expressions = list.checks.filter(({ kind }) => kind === "expression");
  for (const [check, seen] of await askExpressions(db, expressions)) outcomes.set(check, judge(check, seen));
  for (const check of list.checks) {
    if (check.kind === "statement") outcomes.set(check, await probeStatement(db, check, names));
  }
  return list.checks.flatMap((check) => outcomes.get(check) ?? []);
}

async function askExpressions(
  db: Asker,
  checks: readonly ConformanceCheck[],
): Promise<ReadonlyMap<ConformanceCheck, Seen>> {
  const seen = new Map<ConformanceCheck, Seen>();
  if (checks.length === 0) return seen;
  const all = await see(db, select(checks.map(({ text }) => text)));
  if ("rows" in all) {
    checks.forEach((check, index) => seen.set(check, { columns: [], rows: [[all.rows[0]?.[index] ?? null]] }));
  } else {
    for (const check of checks) seen.set(check, await see(db, select([check.text])));
  }
  return seen;
}

function select(expressions: readonly string[]): string {
  return `SELECT ${expressions.map((text, index) => `${text} AS C${String(index)}`).join(", ")}`;
}

async function probeStatement(db: Asker, check: ConformanceCheck, names: ProbeNames): Promise<ProbeOutcome> {
  const sql = fill(check.text, names);
  if (!isHarmless(sql)) return skipped(check, "it changes the session, or is no question; connecting runs it");
  const seen = await see(db, sql).catch(needsWarehouse);
  if (seen === undefined) return skipped(check, "it needs a warehouse, and the session has none");
  const { database, schema, table } = names;
  if ("category" in seen && !("error" in check.expected) && seen.category !== "statement") {
    return skipped(check, `the role does not see ${[database, schema, table].join(".")}`);
  }
  return judge(check, seen);
}

function needsWarehouse(error: unknown): undefined {
  if (!(error instanceof SnowflakeError) || error.code !== "SNOWFLAKE_NO_WAREHOUSE") throw error;
}

/** Only what shows, or selects from INFORMATION_SCHEMA, and one statement alone. */
function isHarmless(sql: string): boolean {
  if (sql.includes(";")) return false;
  return /^(?:SHOW|DESC|DESCRIBE)\s/i.test(sql) || /^SELECT\s[A-Z_, ]+\sFROM\s.*\.INFORMATION_SCHEMA\./.test(sql);
}

function fill(text: string, { database, schema, table }: ProbeNames): string {
  const values: Readonly<Record<string, string>> = {
    database: qualify(database),
    schema: qualify(database, schema),
    table: qualify(database, schema, table),
    tableText: quoteLiteral(qualify(database, schema, table)),
    missing: qualify(database, "DP PROBE: NOT THERE"),
  };
  return text.replaceAll(/\{(\w+)\}/g, (written, name: string) => values[name] ?? written);
}

/** An answer, or an error of the statement, which is an answer too. */
async function see(db: Asker, sql: string): Promise<Seen> {
  try {
    return await db.ask(sql);
  } catch (error) {
    if (!(error instanceof SnowflakeError) || !answers.has(error.category)) throw error;
    return error;
  }
}

const answers: ReadonlySet<string> = new Set(["statement", "not-found", "permission"]);

function judge(check: ConformanceCheck, seen: Seen): ProbeOutcome {
  const wanted = expectedText(check.expected);
  if (holds(check.expected, seen)) return { ...check, status: "holds", wanted };
  return { ...check, status: "differs", wanted, seen: seenText(check.expected, seen) };
}

function skipped(check: ConformanceCheck, reason: string): ProbeOutcome {
  return { ...check, status: "skipped", wanted: expectedText(check.expected), reason };
}
