import type { Hazard, Phase, Plan, Statement } from "../plan-types.ts";

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
];

/** Statements that run together. */
export interface Transaction {
  readonly phase: Phase;
  /** False for a statement that the server runs outside a transaction only; it then stands alone. */
  readonly transactional: boolean;
  readonly statements: readonly Statement[];
}

/** Statements in one transaction at most: locks and work lost by a failure stay bounded. */
const maxStatements = 500;

const longHazards: readonly Hazard[] = ["SCANS_TABLE", "REWRITES_TABLE", "REBUILDS_INDEXES"];

/** A long statement is alone, so that its transaction holds no lock of another for as long. */
function standsAlone({ hazards, transactional }: Statement): boolean {
  return !transactional || hazards.some((hazard) => longHazards.includes(hazard));
}

/** The transactions of a plan, in order: printed and run from the same cut. */
export function transactionsOf({ statements }: Plan): readonly Transaction[] {
  const transactions: Statement[][] = [];
  for (const statement of statements) {
    const current = transactions.at(-1);
    const last = current?.at(-1);
    const joins =
      current !== undefined &&
      last?.phase === statement.phase &&
      current.length < maxStatements &&
      !standsAlone(last) &&
      !standsAlone(statement);
    if (joins) current.push(statement);
    else transactions.push([statement]);
  }
  return transactions.flatMap((group): readonly Transaction[] => {
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
