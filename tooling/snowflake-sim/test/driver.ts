import type { Connection, ConnectionOptions, RowStatement, StatementOption } from "snowflake-sdk";

import type { SnowflakeSim } from "../src/sim.ts";

// Importing the driver asks cloud metadata hosts where it runs, unless it is told not to.
process.env.SNOWFLAKE_DISABLE_PLATFORM_DETECTION = "true";
process.env.SF_TELEMETRY_DISABLE_CONNECTION_SHAPE = "1";
process.env.SNOWFLAKE_DISABLE_MINICORE = "1";
const { default: snowflake } = await import("snowflake-sdk");
snowflake.configure({ logLevel: "OFF", additionalLogToConsole: false, disableOCSPChecks: true, useEnvProxy: false });

/** Signs in through the real driver. */
export function connect(sim: SnowflakeSim, options: Partial<ConnectionOptions> = {}): Promise<Connection> {
  const connection = snowflake.createConnection({
    accessUrl: sim.url,
    account: "sim",
    username: "demo",
    sfRetryMaxLoginRetries: 1,
    representNullAsStringNull: false,
    rowMode: "array",
    ...options,
  });
  return new Promise((resolve, reject) => {
    // The promise of connectAsync resolves even when the sign-in fails; its callback does not lie.
    const settle = (error: unknown): void => {
      const failure = failureOf(error);
      if (failure === null) resolve(connection);
      else reject(failure);
    };
    connection.connectAsync(settle).catch(reject);
  });
}

interface Executed {
  readonly statement: RowStatement;
  readonly rows: unknown[][];
}

export function execute(
  connection: Connection,
  sqlText: string,
  options: Partial<StatementOption> = {},
): Promise<Executed> {
  return new Promise((resolve, reject) => {
    connection.execute({
      sqlText,
      ...options,
      complete: (error, statement, rows) => {
        const failure = failureOf(error);
        if (failure === null) resolve({ statement: statement, rows: (rows ?? []) as unknown[][] });
        else reject(failure);
      },
    });
  });
}

export function destroy(connection: Connection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.destroy((error) => {
      const failure = failureOf(error);
      if (failure === null) resolve();
      else reject(failure);
    });
  });
}

/** On success the driver hands over undefined or null, whatever its types say. */
export function failureOf(error: unknown): Error | null {
  return error === undefined || error === null ? null : (error as Error);
}
