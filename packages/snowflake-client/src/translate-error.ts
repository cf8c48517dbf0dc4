import { codeOfSnowflakeCode, transientNetworkCode, type SnowflakeErrorCode } from "./error-table.ts";
import { SnowflakeError, type SnowflakeErrorDetails } from "./error.ts";

/** Where a failure happened, and what must not stand in its message. */
export interface FailureContext {
  readonly where: string;
  readonly secrets: readonly string[];
  readonly statement?: string;
  /** Replaces the general hint when Snowflake refuses the key. */
  readonly keyHint?: string;
  /** Signing in with a browser: a failure without a code is the browser's. */
  readonly browser?: boolean;
}

/** What the driver puts on its errors; nothing of it is sure to be there. */
interface DriverFailure {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly sqlState?: unknown;
  readonly cause?: DriverFailure;
  readonly response?: { readonly statusCode?: unknown; readonly status?: unknown };
}

const tlsCodes = /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|ERR_TLS_|412|413001)/;

/** Turns whatever the driver threw into our error. The driver's object is dropped: it may carry requests and tokens. */
export function translateError(thrown: unknown, context: FailureContext): SnowflakeError {
  if (thrown instanceof SnowflakeError) return thrown;
  const failure: DriverFailure = typeof thrown === "object" && thrown !== null ? thrown : { message: String(thrown) };
  const code = classify(failure, context);
  const own = ownCode(failure);
  const details: SnowflakeErrorDetails = {
    where: context.where,
    detail: hideSecrets(describe(failure), context.secrets),
    ...(own !== undefined && { snowflakeCode: own }),
    ...(typeof failure.sqlState === "string" && { sqlState: failure.sqlState }),
    ...(context.statement !== undefined && { statement: context.statement }),
    ...(code === "SNOWFLAKE_JWT_REFUSED" && context.keyHint !== undefined && { hint: context.keyHint }),
  };
  return new SnowflakeError(code, details);
}

/** Whether another attempt, moments later, may well succeed. */
export function isTransient(thrown: unknown): boolean {
  const failure = thrown as DriverFailure;
  const status = httpStatus(failure);
  if (status !== undefined) return isBusy(status);
  return transientNetworkCode.get(networkCode(failure) ?? "") === true;
}

function classify(failure: DriverFailure, context: FailureContext): SnowflakeErrorCode {
  const network = networkCode(failure);
  if (network !== undefined && tlsCodes.test(network)) return "SNOWFLAKE_TLS";
  const own = ownCode(failure);
  // Whatever status a part of a result came with: its address had expired, or the storage was busy.
  if (own?.startsWith("402") === true) return "SNOWFLAKE_UNAVAILABLE";
  const status = httpStatus(failure);
  if (status !== undefined) return classifyStatus(status);
  const known = own === undefined ? undefined : codeOfSnowflakeCode.get(own);
  if (known !== undefined) return known;
  if (own?.startsWith("404") === true) return "SNOWFLAKE_SETTINGS_INVALID";
  if (network !== undefined && transientNetworkCode.has(network)) return "SNOWFLAKE_UNREACHABLE";
  if (context.browser === true && own === undefined) return "SNOWFLAKE_SSO_FAILED";
  if (own?.startsWith("39") === true) return "SNOWFLAKE_LOGIN_REFUSED";
  return own === undefined ? "SNOWFLAKE_UNEXPECTED_ANSWER" : "SNOWFLAKE_STATEMENT_REFUSED";
}

/** 403 and 404 come from the front door, before any account was found. */
function classifyStatus(status: number): SnowflakeErrorCode {
  if (isBusy(status)) return "SNOWFLAKE_UNAVAILABLE";
  if (status === 403 || status === 404) return "SNOWFLAKE_ACCOUNT_UNKNOWN";
  if (status === 407) return "SNOWFLAKE_PROXY_REFUSED";
  return status === 401 ? "SNOWFLAKE_SESSION_GONE" : "SNOWFLAKE_UNEXPECTED_ANSWER";
}

function isBusy(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}

function httpStatus(failure: DriverFailure): number | undefined {
  const status = failure.response?.statusCode ?? failure.response?.status;
  return typeof status === "number" && status !== 200 ? status : undefined;
}

function ownCode(failure: DriverFailure): string | undefined {
  const { code } = failure;
  const text = typeof code === "number" || typeof code === "string" ? String(code) : "";
  return /^\d{6}$/.test(text) ? text : undefined;
}

function networkCode(failure: DriverFailure): string | undefined {
  for (const at of [failure.cause?.cause, failure.cause, failure]) {
    if (typeof at?.code === "string" && !/^\d+$/.test(at.code)) return at.code;
  }
  return undefined;
}

function describe(failure: DriverFailure): string {
  const network = networkCode(failure);
  const message = typeof failure.message === "string" ? failure.message.trim() : "";
  const status = httpStatus(failure);
  const parts = [message, status === undefined ? "" : `HTTP ${String(status)}`];
  if (network !== undefined && !message.includes(network)) parts.push(network);
  return parts.filter((part) => part !== "").join(", ");
}

/** Secrets of fewer than four characters would hide half of every sentence; none that short is one. */
function hideSecrets(text: string, secrets: readonly string[]): string {
  return secrets.filter((secret) => secret.length >= 4).reduce((left, secret) => left.replaceAll(secret, "***"), text);
}
