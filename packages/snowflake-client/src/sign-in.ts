import { setTimeout as pause } from "node:timers/promises";
import { endBrowserWait } from "./browser.ts";
import { isTransient } from "./classify.ts";
import type { DriverCredentials } from "./driver-credentials.ts";
import { withinBounds } from "./deadline.ts";
import type { Driver, DriverConnection } from "./driver.ts";
import { driverOptions } from "./driver-options.ts";
import { SnowflakeError } from "./error.ts";
import { translateError, type FailureContext } from "./translate-error.ts";
import type { SnowflakeSettings } from "./types.ts";

/** What a sign-in needs besides the driver. */
export interface SignInRequest {
  readonly settings: SnowflakeSettings;
  readonly credentials: DriverCredentials;
  readonly tag: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
  readonly context: FailureContext;
}

/** Milliseconds before the second and the third attempt. */
const pauses = [500, 2000];

/** @throws SnowflakeError */
export async function signIn(driver: Driver, request: SignInRequest): Promise<DriverConnection> {
  const { context, credentials, timeoutMs, signal } = request;
  try {
    return await withinBounds((ended) => attemptSignIn(driver, request, ended), {
      timeoutMs,
      signal,
      onGiveUp: async () => {
        if (credentials.browserPort !== undefined) await endBrowserWait(credentials.browserPort);
      },
      error: (reason) => givenUp(reason, request),
    });
  } catch (error) {
    throw translateError(error, context);
  }
}

/** With certificates of a proxy's own making, the check for withdrawn ones waits for a server that knows them. */
const timeoutHint =
  "Check the VPN, and HTTPS_PROXY / NO_PROXY. Behind a proxy that inspects TLS set NODE_EXTRA_CA_CERTS to its CA file, " +
  "and SNOWFLAKE_REVOCATION_CHECK to crl or off.";

function givenUp(reason: "timeout" | "cancelled", request: SignInRequest): SnowflakeError {
  const { context, credentials, timeoutMs } = request;
  const { where } = context;
  if (reason === "cancelled") return new SnowflakeError("SNOWFLAKE_CANCELLED", { where, detail: "signing in" });
  const detail = `signing in took more than ${String(timeoutMs / 1000)} s`;
  const code = credentials.browserPort === undefined ? "SNOWFLAKE_TIMEOUT" : "SNOWFLAKE_SSO_FAILED";
  const hint = context.hints?.[code] ?? (code === "SNOWFLAKE_TIMEOUT" ? timeoutHint : undefined);
  return new SnowflakeError(code, { where, detail, retryable: true, ...(hint !== undefined && { hint }) });
}

async function attemptSignIn(driver: Driver, request: SignInRequest, ended: AbortSignal): Promise<DriverConnection> {
  for (const wait of request.credentials.repeatable ? pauses : []) {
    try {
      return await connectOnce(driver, request);
    } catch (error) {
      if (!isTransient(error)) throw error;
      await pause(wait, undefined, { signal: ended });
    }
  }
  return connectOnce(driver, request);
}

function connectOnce(driver: Driver, request: SignInRequest): Promise<DriverConnection> {
  return new Promise((resolve, reject) => {
    const { settings, credentials, tag } = request;
    const connection = driver.createConnection(driverOptions(settings, credentials, tag));
    // With a callback only: without one, the driver's promise resolves also when the password was wrong.
    connection.connect((error) => {
      if (!error) {
        resolve(connection);
        return;
      }
      // Frees the sockets of a connection that never was.
      connection.destroy(() => undefined);
      reject(error);
    });
  });
}
