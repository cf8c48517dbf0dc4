import type { Queryable } from "./connection.ts";

/** One line of the history that this database keeps of us. */
export interface HistoryEntry {
  readonly runId: string;
  readonly action: string;
  /** Program and version. */
  readonly program: string;
  readonly sourceCommit?: string;
  readonly planHash?: string;
  /** Anything that JSON holds; no row values. */
  readonly details: unknown;
  readonly result: "started" | "done" | "failed";
}

/** Adds a line to the history. */
export async function recordHistory(db: Queryable, entry: HistoryEntry): Promise<void> {
  const { runId, action, program, sourceCommit, planHash, details, result } = entry;
  await db.query(
    `INSERT INTO dp_control.history (run_id, action, program, source_commit, plan_hash, details, result)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [runId, action, program, sourceCommit ?? null, planHash ?? null, JSON.stringify(details), result],
  );
}

/** A statement as the history keeps it. */
export interface StatementRecord {
  /** Its id within the plan. */
  readonly id: string;
  /** What it is about, for a person. */
  readonly object: string;
  readonly sql: string;
}

/** To which run statements belong, and how they ended. */
interface StatementRun {
  readonly runId: string;
  readonly planHash: string;
  readonly result: "started" | "done" | "failed";
}

/** Adds statements to the history; call it in the transaction of the statements, so that it tells no more than was done. */
export async function recordStatements(
  db: Queryable,
  { runId, planHash, result }: StatementRun,
  statements: readonly StatementRecord[],
): Promise<void> {
  const columns = [
    statements.map(({ id }) => id),
    statements.map((one) => one.object),
    statements.map((one) => one.sql),
  ];
  await db.query(
    `INSERT INTO dp_control.statement (run_id, plan_hash, result, statement_id, object, sql)
     SELECT $1, $2, $3, s.id, s.object, s.sql
     FROM unnest($4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS s (id, object, sql, place) ORDER BY s.place`,
    [runId, planHash, result, ...columns],
  );
}

/** A run as the history tells it. */
export interface RecordedRun {
  readonly runId: string;
  readonly action: string;
  readonly role: string;
  readonly program: string;
  readonly sourceCommit: string | null;
  readonly planHash: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  readonly endedAt: string | null;
  /** `open`: it began and never said how it ended: it is at work, or was killed. */
  readonly result: "open" | "done" | "failed";
  /** Statements of it that were committed. */
  readonly statements: number;
}

async function isThere(db: Queryable): Promise<boolean> {
  const [row] = await db.query<{ there: boolean }>("SELECT to_regclass('dp_control.statement') IS NOT NULL AS there");
  return row?.there === true;
}

const isoTime = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

const runsQuery = `
  WITH started AS (
    SELECT * FROM dp_control.history WHERE result = 'started' ORDER BY id DESC LIMIT $1
  )
  SELECT s.run_id AS "runId", s.action, s.role, s.program, s.source_commit AS "sourceCommit", s.plan_hash AS "planHash",
         coalesce(e.details, s.details) AS details, ${isoTime("s.at")} AS "startedAt", ${isoTime("e.at")} AS "endedAt",
         coalesce(e.result, 'open') AS result,
         (SELECT count(*)::int FROM dp_control.statement t WHERE t.run_id = s.run_id AND t.result = 'done') AS statements
  FROM started s
  LEFT JOIN dp_control.history e
    ON e.run_id = s.run_id AND e.action = s.action AND e.id > s.id AND e.result <> 'started'
  ORDER BY s.id DESC`;

/** The latest runs, newest first; none where nothing was ever applied. @throws PostgresError */
export async function readHistory(db: Queryable, limit: number): Promise<readonly RecordedRun[]> {
  return (await isThere(db)) ? db.query<RecordedRun>(runsQuery, [limit]) : [];
}

/** One statement of a run, as it was recorded. */
export interface RecordedStatement extends StatementRecord {
  readonly at: string;
  readonly result: StatementRun["result"];
}

/** The statements of a run, oldest first. @throws PostgresError */
export async function readRunStatements(db: Queryable, runId: string): Promise<readonly RecordedStatement[]> {
  if (!(await isThere(db))) return [];
  return db.query<RecordedStatement>(
    `SELECT ${isoTime("at")} AS at, statement_id AS id, object, sql, result
     FROM dp_control.statement WHERE run_id = $1 ORDER BY statement.id`,
    [runId],
  );
}
