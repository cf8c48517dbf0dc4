import { withinBounds } from "./deadline.ts";
import type { DriverConnection } from "./driver.ts";
import { SnowflakeError } from "./error.ts";
import { toAnswer } from "./rows.ts";
import { translateError, type FailureContext } from "./translate-error.ts";
import type { Answer } from "./types.ts";

type ExecuteOptions = Parameters<DriverConnection["execute"]>[0];
export type DriverStatement = ReturnType<DriverConnection["execute"]>;

/** What bounds the statements of a connection. */
export interface StatementLimits {
  readonly timeoutMs: number;
  readonly cancelTimeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** All native types: whatever the column, its text is fetched. The driver takes more names than its typings list. */
export const asText = [
  "String",
  "Boolean",
  "Number",
  "Date",
  "JSON",
  "Buffer",
  "OBJECT",
  "ARRAY",
  "MAP",
] as NonNullable<ExecuteOptions["fetchAsString"]>;

/**
 * Runs one statement and reads all rows. Only for reads: the driver repeats it, under the same request id,
 * after a failure of the network.
 * @throws SnowflakeError
 */
export async function runStatement(
  connection: DriverConnection,
  sql: string,
  limits: StatementLimits,
  context: FailureContext,
): Promise<Answer> {
  const sent: { statement?: DriverStatement } = {};
  try {
    return await withinBounds(() => execute(connection, sql, sent), {
      timeoutMs: limits.timeoutMs,
      signal: limits.signal,
      onGiveUp: () => cancel(sent.statement, limits.cancelTimeoutMs),
      error: (reason) => givenUp(reason, limits.timeoutMs, { ...context, statement: sql }),
    });
  } catch (error) {
    throw translateError(error, { ...context, statement: sql });
  }
}

async function execute(
  connection: DriverConnection,
  sql: string,
  sent: { statement?: DriverStatement },
): Promise<Answer> {
  const [statement, rows] = await new Promise<[DriverStatement, unknown[]]>((resolve, reject) => {
    const options: ExecuteOptions = {
      sqlText: sql,
      rowMode: "array",
      fetchAsString: asText,
      complete: (error: Error | undefined, done: DriverStatement, read: unknown[] | undefined): void => {
        if (error) reject(error);
        else resolve([done, read ?? []]);
      },
    };
    sent.statement = connection.execute(options);
  });
  return readAnswer(statement, rows, sql);
}

/** A result that was cut on its way is refused: the server said how many rows there are. */
function readAnswer(statement: DriverStatement, rows: readonly unknown[], sql: string): Answer {
  const promised = statement.getNumRows();
  if (promised !== rows.length) {
    const detail = `${String(rows.length)} rows arrived of ${String(promised)}`;
    throw new SnowflakeError("SNOWFLAKE_UNEXPECTED_ANSWER", { detail, statement: sql });
  }
  const columns = (statement.getColumns() ?? []).map((column) => column.getName());
  return toAnswer(columns, rows, sql);
}

/** Asks the server to stop; its answer may never come, so the wait is bounded and its outcome ignored. */
export async function cancel(statement: DriverStatement | undefined, timeoutMs: number): Promise<void> {
  if (statement === undefined) return;
  const asked = (): Promise<void> =>
    new Promise((resolve) => {
      statement.cancel(() => {
        resolve();
      });
    });
  await withinBounds(asked, { timeoutMs, error: () => new Error("no answer to the cancel") }).catch(() => undefined);
}

/** What the caller of a statement gets that was given up. */
export function givenUp(reason: "timeout" | "cancelled", timeoutMs: number, context: FailureContext): SnowflakeError {
  const { where, statement } = context;
  const details = { where, ...(statement !== undefined && { statement }) };
  if (reason === "cancelled") return new SnowflakeError("SNOWFLAKE_CANCELLED", details);
  const detail = `the statement took more than ${String(timeoutMs / 1000)} s`;
  return new SnowflakeError("SNOWFLAKE_TIMEOUT", { ...details, detail });
}
