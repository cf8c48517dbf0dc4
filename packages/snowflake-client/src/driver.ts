import type SnowflakeSdk from "snowflake-sdk";
import { isLoopback } from "./loopback.ts";
import { guardRequests } from "./request-scope.ts";
import type { CredentialManager } from "./token-cache.ts";
import type { SnowflakeSettings } from "./types.ts";

export type Driver = typeof SnowflakeSdk;
export type DriverConnection = ReturnType<Driver["createConnection"]>;
export type DriverOptions = NonNullable<Parameters<Driver["createConnection"]>[0]>;

let loading: Promise<Driver> | undefined;

/**
 * Loads the driver at first use: it takes a third of a second, and merely importing it asks the metadata
 * hosts of three clouds who we are, unless told before not to.
 */
export function loadDriver(): Promise<Driver> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Driver> {
  process.env.SNOWFLAKE_DISABLE_PLATFORM_DETECTION = "true";
  process.env.SF_TELEMETRY_DISABLE_CONNECTION_SHAPE = "1";
  process.env.SNOWFLAKE_DISABLE_MINICORE = "1";
  const { default: driver } = await import("snowflake-sdk");
  guardRequests(await importHttpClient());
  return driver;
}

/** The driver's private HTTP client; undefined when this version of the driver has none there. */
export async function importHttpClient(): Promise<unknown> {
  try {
    const found: unknown = await import("snowflake-sdk/dist/lib/http/axios_instance.js");
    // Node puts a CommonJS module's exports, its `default` among them, under `default`.
    const { default: exports } = found as { default?: { default?: unknown } };
    return exports?.default === undefined ? found : exports;
  } catch {
    return undefined;
  }
}

/**
 * Sets what the driver keeps for the whole process: no log on stdout, no snowflake.log, how certificates are checked,
 * where tokens are kept. A proxy of the environment is not used for this machine itself, which HTTP_PROXY alone would
 * do, nor beside one that is set.
 */
export function configureDriver(driver: Driver, settings: SnowflakeSettings, cache: CredentialManager): void {
  const check = settings.revocationCheck ?? "ocsp";
  driver.configure({
    logLevel: "OFF",
    additionalLogToConsole: false,
    useEnvProxy: settings.proxy === undefined && !isLoopback(settings.accessUrl),
    disableOCSPChecks: check === "off",
    ocspFailOpen: check !== "ocsp_strict",
    customCredentialManager: cache,
  });
}
