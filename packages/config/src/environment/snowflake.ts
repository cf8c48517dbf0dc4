import { authMethodOf, checkedAuthMethod, type AuthMethod } from "./auth-method.ts";
import { InvalidSettingError } from "./errors.ts";
import { optional, present, requireSettings } from "./missing.ts";
import type { Environment } from "./read.ts";

/** How to sign in; one shape a method. `ssoUrl` is where the browser is expected to be sent. */
export type SnowflakeCredentials =
  | { readonly method: "sso"; readonly ssoUrl?: string }
  | { readonly method: "password"; readonly password: string; readonly passcode?: string }
  | { readonly method: "key_pair"; readonly privateKeyPath: string; readonly privateKeyPassphrase?: string }
  | { readonly method: "pat" | "oauth"; readonly token: string };

/** Where and as whom to connect to Snowflake; the shape that `@dp/snowflake-client` takes. */
export interface SnowflakeSettings {
  readonly account: string;
  readonly user: string;
  readonly credentials: SnowflakeCredentials;
  readonly accessUrl?: string;
  readonly role?: string;
  readonly warehouse?: string;
  readonly database?: string;
  readonly schema?: string;
}

const needs: Readonly<Record<AuthMethod, readonly string[]>> = {
  sso: [],
  password: ["SNOWFLAKE_PASSWORD"],
  key_pair: ["SNOWFLAKE_PRIVATE_KEY_PATH"],
  oauth: ["SNOWFLAKE_TOKEN"],
  pat: ["SNOWFLAKE_TOKEN"],
  okta: [],
};

/**
 * Settings of a Snowflake connection.
 *
 * @throws MissingSettingError naming everything that is missing
 * @throws InvalidSettingError
 */
export function snowflakeSettings(environment: Environment): SnowflakeSettings {
  const written = authMethodOf((name) => environment.value(name));
  const method = checkedAuthMethod(written);
  const why = needs[method].length === 0 ? "" : ` (the method is ${method})`;
  requireSettings(environment, ["SNOWFLAKE_USER", "SNOWFLAKE_ACCOUNT", ...needs[method]], why);
  if (method === "okta") {
    throw new InvalidSettingError("SNOWFLAKE_AUTH_METHOD okta is not supported yet", {
      setting: "SNOWFLAKE_AUTH_METHOD",
      where: written.source,
      hint: "Use sso: it opens the browser, which can go to Okta.",
    });
  }
  return {
    account: account(environment),
    user: present(environment, "SNOWFLAKE_USER"),
    credentials: credentials(environment, method),
    ...accessUrl(environment),
    ...optional(environment, "role", "SNOWFLAKE_ROLE"),
    ...optional(environment, "warehouse", "SNOWFLAKE_WAREHOUSE"),
    ...optional(environment, "database", "SNOWFLAKE_DATABASE"),
    ...optional(environment, "schema", "SNOWFLAKE_SCHEMA"),
  };
}

function credentials(environment: Environment, method: Exclude<AuthMethod, "okta">): SnowflakeCredentials {
  switch (method) {
    case "sso":
      return { method, ...optional(environment, "ssoUrl", "SNOWFLAKE_SSO_URL") };
    case "password":
      return {
        method,
        password: present(environment, "SNOWFLAKE_PASSWORD"),
        ...optional(environment, "passcode", "SNOWFLAKE_PASSCODE"),
      };
    case "key_pair":
      return {
        method,
        privateKeyPath: present(environment, "SNOWFLAKE_PRIVATE_KEY_PATH"),
        ...optional(environment, "privateKeyPassphrase", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"),
      };
    case "oauth":
    case "pat":
      return { method, token: present(environment, "SNOWFLAKE_TOKEN") };
  }
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

function accessUrl(environment: Environment): { readonly accessUrl?: string } {
  const name = "SNOWFLAKE_ACCESS_URL";
  const found = environment.value(name);
  if (found === undefined) return {};
  const url = URL.canParse(found.value) ? new URL(found.value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") {
    return { accessUrl: found.value };
  }
  throw new InvalidSettingError(`${name} must be an http or https address without user and password`, {
    setting: name,
    where: found.source,
    hint: "For example https://myorg-myaccount.privatelink.snowflakecomputing.com.",
  });
}
