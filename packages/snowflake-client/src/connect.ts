import { openSystemBrowser } from "./browser.ts";
import { driverCredentials } from "./credentials.ts";
import { withinBounds } from "./deadline.ts";
import { configureDriver, loadDriver, type DriverConnection } from "./driver.ts";
import type { DriverCredentials } from "./driver-credentials.ts";
import { usedProxy } from "./driver-options.ts";
import { resultsOf } from "./results.ts";
import { toRows } from "./rows.ts";
import { prepareSession } from "./session.ts";
import { signIn } from "./sign-in.ts";
import { signInFacts } from "./sign-in-facts.ts";
import { runStatement, type StatementLimits } from "./statement.ts";
import { openTokenCache } from "./token-cache.ts";
import type { FailureContext } from "./translate-error.ts";
import type { Answer, ConnectOptions, Queryable, SnowflakeConnection, SnowflakeSettings } from "./types.ts";

const defaults = {
  connectTimeoutMs: 60_000,
  browserTimeoutMs: 180_000,
  statementTimeoutMs: 300_000,
  cancelTimeoutMs: 5000,
};

/**
 * Signs in and pins the session: parameters, no secondary roles, query tag. Three statements, no warehouse.
 * Every wait is bounded by `options`; the driver is loaded here, at first use.
 * @throws SnowflakeError
 */
export async function connectSnowflake(
  settings: SnowflakeSettings,
  options: ConnectOptions,
): Promise<SnowflakeConnection> {
  const { tag, signal } = options;
  const isBrowser = settings.credentials.method === "sso";
  const timeoutMs = options.connectTimeoutMs ?? (isBrowser ? defaults.browserTimeoutMs : defaults.connectTimeoutMs);
  let browser = false;
  const credentials = await driverCredentials(settings, {
    timeoutMs,
    openBrowser: (url, port) => {
      browser = true;
      (options.openBrowser ?? openSystemBrowser)(url, port);
    },
  });
  const context = signInContext(settings, credentials);
  const cache = openTokenCache(settings.tokenCacheFolder);
  const driver = await loadDriver();
  configureDriver(driver, settings, cache);
  const connection = await signIn(driver, { settings, credentials, tag, timeoutMs, signal, context });
  const limits = {
    timeoutMs: options.statementTimeoutMs ?? defaults.statementTimeoutMs,
    cancelTimeoutMs: options.cancelTimeoutMs ?? defaults.cancelTimeoutMs,
    signal,
  };
  const session = await openSession(connection, tag, limits, { where: context.where, secrets: context.secrets });
  const { proxy, revocationCheck = "ocsp" } = settings;
  // The usual check lets through when nobody answers; who chose another one wants each request to be checked.
  const checksRevocation = revocationCheck !== "ocsp" && revocationCheck !== "off";
  const route = { checksRevocation, ...(proxy !== undefined && { proxy }) };
  return Object.assign(session, { signIn: signInFacts(settings, cache, browser), route });
}

/** What messages about the sign-in may say. */
function signInContext(settings: SnowflakeSettings, { secrets, hints }: DriverCredentials): FailureContext {
  const proxy = usedProxy(settings);
  return {
    where: whereOf(settings),
    secrets: proxy?.password === undefined ? secrets : [...secrets, proxy.password],
    method: settings.credentials.method,
    ...(hints !== undefined && { hints }),
    ...(proxy !== undefined && { proxy }),
  };
}

async function openSession(
  connection: DriverConnection,
  tag: string,
  limits: StatementLimits,
  context: FailureContext,
): Promise<Omit<SnowflakeConnection, "signIn" | "route">> {
  let statements = 0;
  const ask = (sql: string): Promise<Answer> => {
    statements += 1;
    return runStatement(connection, sql, limits, context);
  };
  const db: Queryable & Pick<SnowflakeConnection, "ask"> = {
    ask,
    query: async (sql) => toRows(await ask(sql), sql),
  };
  const close = once(() => endSession(connection, limits.cancelTimeoutMs));
  try {
    const info = await prepareSession(db, { tag, statementTimeoutMs: limits.timeoutMs });
    return {
      ...db,
      results: resultsOf({ connection, limits, context }),
      info,
      close,
      get statements() {
        return statements;
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The session ends by itself on the server; failing to say so is no failure. */
async function endSession(connection: DriverConnection, timeoutMs: number): Promise<void> {
  const ended = (): Promise<void> =>
    new Promise((resolve) => {
      connection.destroy(() => {
        resolve();
      });
    });
  // Once: after the network has gone, a person should not wait for a farewell.
  const bounds = { timeoutMs, maxRetries: 0, error: () => new Error("no answer to the close") };
  await withinBounds(ended, bounds).catch(() => undefined);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}

/** An access URL may hold a user name or a token in front of its host; only its origin is shown. */
function whereOf(settings: SnowflakeSettings): string {
  const { account, accessUrl } = settings;
  if (accessUrl === undefined) return `account ${account}`;
  return `account ${account} at ${URL.canParse(accessUrl) ? new URL(accessUrl).origin : "an access URL that is none"}`;
}
