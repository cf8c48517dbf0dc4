import { codeOfSnowflakeCode, transientNetworkCode, type SnowflakeErrorCode } from "./error-table.ts";
import { httpStatus, networkCode, networkFailure, ownCode, type DriverFailure } from "./failure.ts";
import type { ProxySettings, SnowflakeCredentials } from "./types.ts";

/** What was being done when it failed. */
export interface Doing {
  /** How it was signed in; absent for a statement. */
  readonly method?: SnowflakeCredentials["method"];
  /** Through which proxy. */
  readonly proxy?: ProxySettings;
}

const tlsCodes = /^(?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|ERR_TLS_|412|413001)/;

/** Which of our codes says what the driver threw. */
export function classify(failure: DriverFailure, doing: Doing): SnowflakeErrorCode {
  const own = ownCode(failure);
  const early =
    classifyTransport(failure, doing) ?? (own === undefined ? classifyBeforeSignIn(failure, doing) : undefined);
  if (early !== undefined) return early;
  // Whatever status a part of a result came with: its address had expired, or the storage was busy.
  if (own?.startsWith("402") === true) return "SNOWFLAKE_UNAVAILABLE";
  const status = httpStatus(failure);
  if (status !== undefined) return classifyStatus(status);
  return classifyOwn(own, doing);
}

/** Certificates, the proxy, and hosts that are not there. */
function classifyTransport(failure: DriverFailure, { proxy }: Doing): SnowflakeErrorCode | undefined {
  const network = networkCode(failure);
  if (network !== undefined && tlsCodes.test(network)) return "SNOWFLAKE_TLS";
  // The driver's own code for a withdrawn or unreadable certificate.
  if (/^41[23]\d{3}$/.test(ownCode(failure) ?? "")) return "SNOWFLAKE_TLS";
  if (httpStatus(failure) === 407) return "SNOWFLAKE_PROXY_REFUSED";
  if (network === undefined || !transientNetworkCode.has(network)) return undefined;
  return proxy !== undefined && isProxys(failure, proxy) ? "SNOWFLAKE_PROXY_UNREACHABLE" : "SNOWFLAKE_UNREACHABLE";
}

function isProxys(failure: DriverFailure, proxy: ProxySettings): boolean {
  const { hostname, address, port } = networkFailure(failure) ?? {};
  return hostname === proxy.host || (port === proxy.port && (address === proxy.host || proxy.host !== hostname));
}

/** What a method does before it comes to Snowflake fails without a code of Snowflake's. */
function classifyBeforeSignIn(failure: DriverFailure, { method }: Doing): SnowflakeErrorCode | undefined {
  const status = httpStatus(failure);
  if (status !== undefined && isBusy(status)) return undefined;
  const message = typeof failure.message === "string" ? failure.message : "";
  if (method === "okta") return classifyOkta(status, message);
  if (method === "oauth_client_credentials") return "SNOWFLAKE_OAUTH_CLIENT_REFUSED";
  if (method === "sso" && status === undefined) return "SNOWFLAKE_SSO_FAILED";
  if (method !== "workload_identity") return undefined;
  const isOtherHost = message.includes("recognized Snowflake host");
  return isOtherHost ? "SNOWFLAKE_SETTINGS_INVALID" : "SNOWFLAKE_WORKLOAD_IDENTITY_MISSING";
}

/** 401 is Okta's own; what does not fit together afterwards the driver finds. */
function classifyOkta(status: number | undefined, message: string): SnowflakeErrorCode | undefined {
  if (status === 401) return "SNOWFLAKE_OKTA_REFUSED";
  if (message.includes("SAML")) return "SNOWFLAKE_OKTA_NO_PROOF";
  return /authenticator|SSO|token URL/.test(message) ? "SNOWFLAKE_OKTA_ADDRESS" : undefined;
}

function classifyOwn(own: string | undefined, { method }: Doing): SnowflakeErrorCode {
  const known = own === undefined ? undefined : codeOfSnowflakeCode.get(own);
  if (known === "SNOWFLAKE_METHOD_REFUSED" && method === "okta") return "SNOWFLAKE_OKTA_ADDRESS";
  if (known !== undefined) return known;
  if (own?.startsWith("404") === true) return "SNOWFLAKE_SETTINGS_INVALID";
  // Federated sign-in has a block of codes for all that a page can do wrong; the sentence says which.
  if (own !== undefined && method === "sso" && /^3901(?:2[89]|[3-9]\d)$/.test(own)) return "SNOWFLAKE_SSO_FAILED";
  if (own?.startsWith("39") === true) return "SNOWFLAKE_LOGIN_REFUSED";
  return own === undefined ? "SNOWFLAKE_UNEXPECTED_ANSWER" : "SNOWFLAKE_STATEMENT_REFUSED";
}

/** 403 and 404 come from the front door, before any account was found. */
function classifyStatus(status: number): SnowflakeErrorCode {
  if (isBusy(status)) return "SNOWFLAKE_UNAVAILABLE";
  if (status === 403 || status === 404) return "SNOWFLAKE_ACCOUNT_UNKNOWN";
  return status === 401 ? "SNOWFLAKE_SESSION_GONE" : "SNOWFLAKE_UNEXPECTED_ANSWER";
}

/** Whether another attempt, moments later, may well succeed. */
export function isTransient(thrown: unknown): boolean {
  const failure = thrown as DriverFailure;
  const status = httpStatus(failure);
  if (status !== undefined) return isBusy(status);
  return transientNetworkCode.get(networkCode(failure) ?? "") === true;
}

function isBusy(status: number): boolean {
  return status >= 500 || status === 429 || status === 408;
}
