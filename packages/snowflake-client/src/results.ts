import { withinBounds } from "./deadline.ts";
import type { DriverConnection } from "./driver.ts";
import { download } from "./download.ts";
import { readResultFacts } from "./result-facts.ts";
import type { ResultFacts, SnowflakeResults } from "./result-types.ts";
import { cancel, givenUp, type DriverStatement, type StatementLimits } from "./statement.ts";
import { readTextRows } from "./text-rows.ts";
import { translateError, type FailureContext } from "./translate-error.ts";

type ExecuteOptions = Parameters<DriverConnection["execute"]>[0];

/** What results are asked with. */
export interface ResultSource {
  readonly connection: DriverConnection;
  readonly limits: StatementLimits;
  readonly context: FailureContext;
}

/** Results by query id, over a signed-in connection. */
export function resultsOf(source: ResultSource): SnowflakeResults {
  return {
    submit: (sql) => submit(source, sql),
    result: async (queryId, { cancelOnGiveUp = false } = {}) => {
      let answer: string | undefined;
      const onAnswer = (text: string): void => {
        answer = text;
      };
      await fetchResult(source, queryId, { cancelOnGiveUp, onAnswer });
      return readResultFacts(answer, queryId);
    },
    outline: async (queryId) => outlineOf(await fetchResult(source, queryId, {}), queryId),
    download: (staged, folder) => download(source, staged, folder),
    textRows: async (queryId, take) => {
      const statement = await fetchResult(source, queryId, {});
      return readTextRows(statement, take, { ...source, where: `${source.context.where}, query ${queryId}` });
    },
    cancel: (queryId) => cancelById(source, queryId),
  };
}

async function submit({ connection, limits, context }: ResultSource, sql: string): Promise<string> {
  const sent: { statement?: DriverStatement } = {};
  const named = { ...context, statement: sql };
  const asked = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const options: ExecuteOptions = {
        sqlText: sql,
        // The server goes on by itself, and the id is known before the work is done.
        asyncExec: true,
        complete: (error: Error | undefined, statement: DriverStatement): void => {
          if (error) reject(error);
          else resolve(statement.getQueryId());
        },
      };
      sent.statement = connection.execute(options);
    });
  try {
    return await withinBounds(asked, {
      timeoutMs: limits.timeoutMs,
      signal: limits.signal,
      onGiveUp: () => cancel(sent.statement, limits.cancelTimeoutMs),
      error: (reason) => givenUp(reason, limits.timeoutMs, named),
    });
  } catch (error) {
    throw translateError(error, named);
  }
}

interface FetchOptions {
  readonly cancelOnGiveUp?: boolean;
  readonly onAnswer?: (text: string) => void;
}

/** Waits until a result is there; none of its chunks is fetched. */
async function fetchResult(
  { connection, limits, context }: ResultSource,
  queryId: string,
  { cancelOnGiveUp = false, onAnswer }: FetchOptions,
): Promise<DriverStatement> {
  const sent: { statement?: DriverStatement } = {};
  const named = { ...context, where: `${context.where}, query ${queryId}` };
  const asked = (): Promise<DriverStatement> =>
    new Promise((resolve, reject) => {
      const options = {
        queryId,
        // The driver decides by this text whether files are meant.
        sqlText: "",
        rowMode: "array",
        streamResult: true,
        complete: (error: Error | undefined, statement: DriverStatement): void => {
          if (error) reject(error);
          else resolve(statement);
        },
      };
      sent.statement = connection.fetchResult(options as Parameters<DriverConnection["fetchResult"]>[0]);
    });
  try {
    return await withinBounds(asked, {
      timeoutMs: limits.timeoutMs,
      signal: limits.signal,
      onAnswer,
      onGiveUp: () => (cancelOnGiveUp ? cancel(sent.statement, limits.cancelTimeoutMs) : Promise.resolve()),
      error: (reason) => givenUp(reason, limits.timeoutMs, named),
    });
  } catch (error) {
    throw translateError(error, named);
  }
}

function outlineOf(statement: DriverStatement, queryId: string): Pick<ResultFacts, "queryId" | "columns" | "rows"> {
  const columns = (statement.getColumns() ?? []).map((column) => ({ name: column.getName(), type: column.getType() }));
  return { queryId, columns, rows: statement.getNumRows() };
}

/** A statement of the driver's knows the id only once it asks for the result; the asking ends with the query. */
async function cancelById({ connection, limits }: ResultSource, queryId: string): Promise<void> {
  const ignore = (): void => undefined;
  const asked = (): Promise<void> => {
    const statement = connection.fetchResult({ queryId, streamResult: true, complete: ignore });
    return cancel(statement, limits.cancelTimeoutMs);
  };
  const bounds = { timeoutMs: 2 * limits.cancelTimeoutMs, error: () => new Error("no answer to the cancel") };
  await withinBounds(asked, bounds).catch(ignore);
}
