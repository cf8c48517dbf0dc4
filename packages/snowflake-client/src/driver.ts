import type SnowflakeSdk from "snowflake-sdk";
import { guardRequests } from "./request-scope.ts";

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
 * Sets what the driver keeps for the whole process: no log on stdout, no snowflake.log. A proxy of the environment is
 * not used for this machine itself, which HTTP_PROXY alone would do.
 */
export function configureDriver(driver: Driver, accessUrl: string | undefined): void {
  driver.configure({
    logLevel: "OFF",
    additionalLogToConsole: false,
    useEnvProxy: !isLoopback(accessUrl),
  });
}

/** Whether an access URL is this machine: then no proxy is used. */
export function isLoopback(accessUrl: string | undefined): boolean {
  if (accessUrl === undefined || !URL.canParse(accessUrl)) return false;
  return /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(accessUrl).hostname);
}
