import { authMethodOf, checkedAuthMethod } from "./auth-method.ts";
import { InvalidSettingError } from "./errors.ts";
import { optional, present, requireSettings } from "./missing.ts";
import type { Environment } from "./read.ts";
import { neededBy, readCredentials, type SnowflakeCredentials } from "./snowflake-credentials.ts";
import { accessUrl, proxy, revocationCheck, type ProxySettings, type RevocationCheck } from "./snowflake-network.ts";
import { tokenCache } from "./token-cache.ts";

/** Where and as whom to connect to Snowflake; the shape that `@dp/snowflake-client` takes. */
export interface SnowflakeSettings {
  readonly account: string;
  /** Absent only where the method proves by itself who it is. */
  readonly user?: string;
  readonly credentials: SnowflakeCredentials;
  readonly accessUrl?: string;
  readonly role?: string;
  readonly warehouse?: string;
  readonly database?: string;
  readonly schema?: string;
  readonly proxy?: ProxySettings;
  readonly revocationCheck?: RevocationCheck;
  /** Where tokens are kept that spare the next run a sign-in; nowhere when absent. */
  readonly tokenCacheFolder?: string;
}

/**
 * Settings of a Snowflake connection.
 *
 * @throws MissingSettingError naming everything that is missing
 * @throws InvalidSettingError
 */
export function snowflakeSettings(environment: Environment): SnowflakeSettings {
  const method = checkedAuthMethod(authMethodOf((name) => environment.value(name)));
  const needed = neededBy[method];
  const own = needed.some((name) => name !== "SNOWFLAKE_USER");
  const first = needed.includes("SNOWFLAKE_USER") ? ["SNOWFLAKE_USER", "SNOWFLAKE_ACCOUNT"] : ["SNOWFLAKE_ACCOUNT"];
  requireSettings(environment, [...new Set([...first, ...needed])], own ? ` (the method is ${method})` : "");
  return {
    account: account(environment),
    ...optional(environment, "user", "SNOWFLAKE_USER"),
    credentials: readCredentials(environment, method),
    ...accessUrl(environment),
    ...optional(environment, "role", "SNOWFLAKE_ROLE"),
    ...optional(environment, "warehouse", "SNOWFLAKE_WAREHOUSE"),
    ...optional(environment, "database", "SNOWFLAKE_DATABASE"),
    ...optional(environment, "schema", "SNOWFLAKE_SCHEMA"),
    ...proxy(environment),
    ...revocationCheck(environment),
    ...(method === "sso" || method === "password" ? tokenCache(environment) : {}),
  };
}

/** An account identifier; people often paste the address they see in the browser. */
function account(environment: Environment): string {
  const name = "SNOWFLAKE_ACCOUNT";
  const value = present(environment, name).trim();
  const inAddress = /^(?:https?:\/\/)?([^/]+?)\.snowflakecomputing\.(?:com|cn)\/?.*$/i.exec(value)?.[1];
  if (inAddress === undefined && /^[A-Za-z0-9_.-]+$/.test(value)) return value;
  throw new InvalidSettingError(`${name} must be an account identifier, not an address`, {
    setting: name,
    where: environment.value(name)?.source ?? name,
    hint: `For example ${inAddress ?? "MYORG-MYACCOUNT"}.`,
  });
}
