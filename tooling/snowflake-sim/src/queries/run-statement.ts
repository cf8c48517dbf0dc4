import { SqlError, statementType, type Engine, type Session, type StatementResult } from "../contracts.ts";
import { collectResult, type CollectedResult, type ResultLimits } from "../results/collect.ts";
import { parameterList } from "../session-parameters.ts";
import type { Outcome } from "./query.ts";
import type { QueryRequest } from "./query-request.ts";

/** Runs one statement to its end and keeps its rows. Never rejects. */
export async function runStatement(
  engine: Engine,
  session: Session,
  options: {
    readonly request: QueryRequest;
    readonly limits: ResultLimits;
    readonly signal: AbortSignal;
    readonly now: number;
  },
): Promise<Outcome> {
  const { request, limits, signal, now } = options;
  try {
    if (request.bindings instanceof SqlError) throw request.bindings;
    if (request.describeOnly && !isQuery(request.text)) return finish(session, await collectResult(nothing(), limits));
    const { bindings } = request;
    const running = engine
      .execute(session, request.text, { signal, now, ...(bindings.length === 0 ? {} : { bindings }) })
      .then((result) => collectResult(request.describeOnly ? { ...result, rows: noRows() } : result, limits));
    return finish(session, await untilCancelled(running, signal));
  } catch (error) {
    return { ok: false, error: asSqlError(error, signal) };
  }
}

function finish(session: Session, result: CollectedResult): Outcome {
  const { role, warehouse, database, schema } = session;
  return { ok: true, result, session: { role, warehouse, database, schema, parameters: parameterList(session) } };
}

/** A cancelled statement ends for its client at once, however long the engine takes to notice. */
async function untilCancelled(running: Promise<CollectedResult>, signal: AbortSignal): Promise<CollectedResult> {
  let stop = (): void => undefined;
  const cancelled = new Promise<never>((_resolve, reject) => {
    stop = () => {
      reject(cancelledError());
      // Whatever the engine still brings is for nobody.
      running.then((late) => late.chunks?.close()).catch(() => undefined);
    };
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
  });
  try {
    return await Promise.race([running, cancelled]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function asSqlError(error: unknown, signal: AbortSignal): SqlError {
  if (signal.aborted) return cancelledError();
  if (error instanceof SqlError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new SqlError(
    "300002",
    "XX000",
    `SQL execution internal error:\nProcessing aborted by error 300002: ${reason}`,
  );
}

function cancelledError(): SqlError {
  return new SqlError("000604", "57014", "SQL execution canceled");
}

function isQuery(text: string): boolean {
  return /^(?:\s|\(|--[^\n]*\n|\/\*.*?\*\/)*(?:SELECT|WITH|SHOW|DESC|DESCRIBE|VALUES)\b/is.test(text);
}

function nothing(): StatementResult {
  return { statementType: statementType.select, columns: [], rows: noRows() };
}

async function* noRows(): AsyncGenerator<readonly string[]> {
  // A description has columns and no rows.
}
