import type { Hazard, LockMode, Phase, Plan, Statement } from "../plan-types.ts";
import { tableKey } from "../table-key.ts";

/** Phases in the order in which they run. */
export const phases: readonly Phase[] = [
  "schemas",
  "renames",
  "drop",
  "tables",
  "not-null",
  "keys",
  "indexes",
  "foreign-keys",
  "columns",
  "access",
];

/** Statements that run together. */
export interface Transaction {
  readonly phase: Phase;
  /** False for a statement that the server runs outside a transaction only; it then stands alone. */
  readonly transactional: boolean;
  readonly statements: readonly Statement[];
}

/** Statements in one transaction at most: work lost by a failure stays bounded. */
const maxStatements = 500;

const longHazards: readonly Hazard[] = ["SCANS_TABLE", "REWRITES_TABLE", "REBUILDS_INDEXES"];

/**
 * Locks that a transaction may come to hold. A server as it is installed has room for some 6,400 for everybody (manual,
 * "max_locks_per_transaction"), and others are at work too.
 */
const maxLocks = 1_500;

/** Locks that a statement takes at most: a new table has a TOAST table with its index, and a relation for each detail. */
function locksOf({ action, object, details }: Statement): number {
  return action === "create" && object.kind === "table" ? 3 + details.filter(takesRelation).length : 2;
}

/** Columns take none, but for the sequence of an identity. */
function takesRelation(detail: string): boolean {
  return /^\+ (primary key|unique key) |GENERATED/.test(detail);
}

/** A long statement is alone, so that its transaction holds no lock of another for as long. */
function standsAlone({ hazards, transactional }: Statement): boolean {
  return !transactional || hazards.some((hazard) => longHazards.includes(hazard));
}

const blocking: readonly (LockMode | null)[] = ["SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"];

/** What others cannot read or write while the statement's transaction goes on; a foreign key locks two tables. */
function blockedBy({ id, lock, object }: Statement): string | undefined {
  if (!blocking.includes(lock)) return undefined;
  return object.kind === "foreign key" ? id : tableKey(object);
}

/** Statements on their way to be a transaction. */
interface Group {
  readonly statements: Statement[];
  locks: number;
  blocks: string | undefined;
}

/**
 * Whoever waits for a table that we have locked would wait for our wait for the next table too: a transaction locks one
 * table that stands.
 */
function joins({ statements, locks, blocks }: Group, statement: Statement): boolean {
  const last = statements.at(-1);
  const also = blockedBy(statement);
  return (
    last?.phase === statement.phase &&
    statements.length < maxStatements &&
    locks + locksOf(statement) <= maxLocks &&
    (blocks === undefined || also === undefined || blocks === also) &&
    !standsAlone(last) &&
    !standsAlone(statement)
  );
}

/** The transactions of a plan, in order: printed and run from the same cut. */
export function transactionsOf({ statements }: Plan): readonly Transaction[] {
  const groups: Group[] = [];
  for (const statement of statements) {
    const current = groups.at(-1);
    if (current !== undefined && joins(current, statement)) {
      current.statements.push(statement);
      current.locks += locksOf(statement);
      current.blocks ??= blockedBy(statement);
    } else {
      groups.push({ statements: [statement], locks: locksOf(statement), blocks: blockedBy(statement) });
    }
  }
  return groups.flatMap(({ statements: group }): readonly Transaction[] => {
    const [first] = group;
    return first === undefined ? [] : [{ phase: first.phase, transactional: first.transactional, statements: group }];
  });
}

function sessionSettings(word: string, session: Statement["session"]): readonly string[] {
  if (session === undefined) return [];
  return [`${word} TimeZone = 'UTC'`, `${word} DateStyle = 'ISO, YMD'`, `${word} extra_float_digits = 1`];
}

/** The settings that go before a statement; none where the one before it in the transaction has the same. */
export function settingsOf(statement: Statement, before?: Statement): readonly string[] {
  const word = statement.transactional ? "SET LOCAL" : "SET";
  const settings: string[] = [];
  if (statement.lockTimeoutMs !== before?.lockTimeoutMs) {
    settings.push(`${word} lock_timeout = ${String(statement.lockTimeoutMs)}`);
  }
  if (statement.statementTimeoutMs !== before?.statementTimeoutMs) {
    settings.push(`${word} statement_timeout = ${String(statement.statementTimeoutMs)}`);
  }
  if (statement.session !== before?.session) settings.push(...sessionSettings(word, statement.session));
  return settings;
}
