import type { DriverCredentials } from "./driver-credentials.ts";
import type { DriverOptions } from "./driver.ts";
import { isLoopback } from "./loopback.ts";
import type { ProxySettings, SnowflakeSettings } from "./types.ts";

/** Options that the driver takes and its typings do not name. */
interface UntypedOptions extends Pick<
  DriverOptions,
  "proxyHost" | "proxyPort" | "proxyUser" | "proxyPassword" | "noProxy" | "certRevocationCheckMode"
> {
  readonly proxyProtocol?: string;
  readonly useConnectionConfigProxyForOCSP?: boolean;
  readonly oauthHttpAllowed?: boolean;
  readonly crlOnDiskCache?: boolean;
}

/** Everything of one connection as the driver takes it. */
export function driverOptions(settings: SnowflakeSettings, credentials: DriverCredentials, tag: string): DriverOptions {
  const { account, user, accessUrl, role, warehouse, database, schema } = settings;
  return {
    account,
    ...(user !== undefined && { username: user }),
    application: "dp",
    queryTag: tag,
    // The driver would name NULL 'NULL' in text, for the whole process.
    representNullAsStringNull: false,
    // Digits beyond 2^53 are only fetched as text here; without this each one is reported by telemetry.
    jsTreatIntegerAsBigInt: true,
    // Attempts are counted here, where they can be ended.
    sfRetryMaxLoginRetries: 0,
    rowMode: "array",
    ...(accessUrl !== undefined && { accessUrl }),
    ...(role !== undefined && { role }),
    ...(warehouse !== undefined && { warehouse }),
    ...(database !== undefined && { database }),
    ...(schema !== undefined && { schema }),
    ...proxyOptions(usedProxy(settings)),
    ...revocationOptions(settings),
    ...credentials.options,
    ...plainHttpOptions(settings),
  };
}

/** The proxy that requests to the account go through: none on the way to this machine itself. */
export function usedProxy({ proxy, accessUrl }: SnowflakeSettings): ProxySettings | undefined {
  return accessUrl !== undefined && (isLoopback(accessUrl) || accessUrl.startsWith("http://")) ? undefined : proxy;
}

function proxyOptions(proxy: ProxySettings | undefined): UntypedOptions {
  if (proxy === undefined) return {};
  const { host, port, protocol, user, password, noProxy } = proxy;
  return {
    proxyHost: host,
    proxyPort: port,
    proxyProtocol: protocol,
    // Who needs a proxy for Snowflake needs it for the servers that know of withdrawn certificates.
    useConnectionConfigProxyForOCSP: true,
    // The driver writes both into a URL as they are, and its agent decodes them from there.
    ...(user !== undefined && { proxyUser: encodeURIComponent(user) }),
    ...(password !== undefined && { proxyPassword: encodeURIComponent(password) }),
    ...(noProxy !== undefined && { noProxy: asDriverList(noProxy) }),
  };
}

function asDriverList(noProxy: string): string {
  return noProxy
    .split(",")
    .map((host) => host.trim())
    .filter((host) => host !== "")
    .join("|");
}

function revocationOptions({ revocationCheck }: SnowflakeSettings): UntypedOptions {
  if (revocationCheck !== "crl" && revocationCheck !== "crl_strict") return {};
  return { certRevocationCheckMode: revocationCheck === "crl" ? "ADVISORY" : "ENABLED", crlOnDiskCache: false };
}

/** A client's secret goes over plain http to this machine only. */
function plainHttpOptions({ credentials, accessUrl }: SnowflakeSettings): UntypedOptions {
  if (credentials.method !== "oauth_client_credentials") return {};
  const { tokenUrl = accessUrl } = credentials;
  return isLoopback(tokenUrl) && tokenUrl?.startsWith("http://") === true ? { oauthHttpAllowed: true } : {};
}
