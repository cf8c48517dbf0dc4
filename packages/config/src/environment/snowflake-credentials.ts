import type { AuthMethod } from "./auth-method.ts";
import { InvalidSettingError } from "./errors.ts";
import { optional, present } from "./missing.ts";
import type { Environment } from "./read.ts";

/** Whose word a workload's identity is. */
const workloadProviders = ["AWS", "AZURE", "GCP", "OIDC"] as const;
type WorkloadProvider = (typeof workloadProviders)[number];

/** How to sign in; one shape a method. `ssoUrl` is where the browser is expected to be sent, or where Okta is. */
export type SnowflakeCredentials =
  | { readonly method: "sso"; readonly ssoUrl?: string; readonly browserPort?: number }
  | { readonly method: "okta"; readonly ssoUrl: string; readonly password: string }
  | { readonly method: "password"; readonly password: string; readonly passcode?: string }
  | { readonly method: "key_pair"; readonly privateKeyPath: string; readonly privateKeyPassphrase?: string }
  | { readonly method: "pat" | "oauth"; readonly token: string }
  | {
      readonly method: "oauth_client_credentials";
      readonly clientId: string;
      readonly clientSecret: string;
      readonly tokenUrl?: string;
      readonly scope?: string;
    }
  | {
      readonly method: "workload_identity";
      readonly provider: WorkloadProvider;
      readonly token?: string;
      readonly entraResource?: string;
      readonly impersonationPath?: readonly string[];
    };

/** Variables without which a method cannot work. SNOWFLAKE_USER is named by the methods that prove no user by themselves. */
export const neededBy: Readonly<Record<AuthMethod, readonly string[]>> = {
  sso: ["SNOWFLAKE_USER"],
  okta: ["SNOWFLAKE_USER", "SNOWFLAKE_SSO_URL", "SNOWFLAKE_PASSWORD"],
  password: ["SNOWFLAKE_USER", "SNOWFLAKE_PASSWORD"],
  key_pair: ["SNOWFLAKE_USER", "SNOWFLAKE_PRIVATE_KEY_PATH"],
  oauth: ["SNOWFLAKE_USER", "SNOWFLAKE_TOKEN"],
  pat: ["SNOWFLAKE_USER", "SNOWFLAKE_TOKEN"],
  oauth_client_credentials: ["SNOWFLAKE_OAUTH_CLIENT_ID", "SNOWFLAKE_OAUTH_CLIENT_SECRET"],
  workload_identity: ["SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER"],
};

/** One function a method. */
const readers: Readonly<Record<AuthMethod, (environment: Environment) => SnowflakeCredentials>> = {
  sso: (environment) => ({
    method: "sso",
    ...optional(environment, "ssoUrl", "SNOWFLAKE_SSO_URL"),
    ...browserPort(environment),
  }),
  okta: (environment) => ({
    method: "okta",
    ssoUrl: oktaAddress(environment),
    password: present(environment, "SNOWFLAKE_PASSWORD"),
  }),
  password: (environment) => ({
    method: "password",
    password: present(environment, "SNOWFLAKE_PASSWORD"),
    ...optional(environment, "passcode", "SNOWFLAKE_PASSCODE"),
  }),
  key_pair: (environment) => ({
    method: "key_pair",
    privateKeyPath: present(environment, "SNOWFLAKE_PRIVATE_KEY_PATH"),
    ...optional(environment, "privateKeyPassphrase", "SNOWFLAKE_PRIVATE_KEY_PASSPHRASE"),
  }),
  oauth: (environment) => ({ method: "oauth", token: token(environment) }),
  pat: (environment) => ({ method: "pat", token: token(environment) }),
  oauth_client_credentials: (environment) => ({
    method: "oauth_client_credentials",
    clientId: present(environment, "SNOWFLAKE_OAUTH_CLIENT_ID"),
    clientSecret: present(environment, "SNOWFLAKE_OAUTH_CLIENT_SECRET"),
    ...optional(environment, "tokenUrl", "SNOWFLAKE_OAUTH_TOKEN_REQUEST_URL"),
    ...optional(environment, "scope", "SNOWFLAKE_OAUTH_SCOPE"),
  }),
  workload_identity: (environment) => ({
    method: "workload_identity",
    provider: provider(environment),
    ...optional(environment, "token", "SNOWFLAKE_TOKEN"),
    ...optional(environment, "entraResource", "SNOWFLAKE_WORKLOAD_IDENTITY_ENTRA_RESOURCE"),
    ...impersonationPath(environment),
  }),
};

/** Credentials of a method whose variables are there. @throws InvalidSettingError @internal */
export function readCredentials(environment: Environment, method: AuthMethod): SnowflakeCredentials {
  return readers[method](environment);
}

/** A token of a file often ends with a blank or a line end. */
function token(environment: Environment): string {
  return present(environment, "SNOWFLAKE_TOKEN").trim();
}

function oktaAddress(environment: Environment): string {
  const name = "SNOWFLAKE_SSO_URL";
  const value = present(environment, name).trim();
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol === "https:" && url.username === "") return value.replace(/\/+$/, "");
  throw new InvalidSettingError(`${name} must be Okta's https address`, {
    setting: name,
    where: environment.value(name)?.source ?? name,
    hint: "For example https://mycompany.okta.com.",
  });
}

function browserPort(environment: Environment): { readonly browserPort?: number } {
  const name = "SNOWFLAKE_BROWSER_PORT";
  const found = environment.value(name);
  if (found === undefined) return {};
  const port = Number(found.value);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return { browserPort: port };
  throw new InvalidSettingError(`${name} must be a number from 1 to 65535`, {
    setting: name,
    where: found.source,
    hint: "Leave it out to take any free port.",
  });
}

function provider(environment: Environment): WorkloadProvider {
  const name = "SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER";
  const written = present(environment, name).trim().toUpperCase();
  const known = workloadProviders.find((candidate) => candidate === written);
  const where = environment.value(name)?.source ?? name;
  if (known === undefined) {
    const hint = `Possible: ${workloadProviders.join(", ")}.`;
    throw new InvalidSettingError(`${name} cannot be "${written}"`, { setting: name, where, hint });
  }
  if (known === "OIDC" && environment.value("SNOWFLAKE_TOKEN") === undefined) {
    throw new InvalidSettingError("The provider OIDC needs a token", {
      setting: "SNOWFLAKE_TOKEN",
      where,
      hint: "Name the file that the platform keeps fresh: SNOWFLAKE_TOKEN_FILE=/var/run/secrets/…/token",
    });
  }
  return known;
}

function impersonationPath(environment: Environment): { readonly impersonationPath?: readonly string[] } {
  const found = environment.value("SNOWFLAKE_WORKLOAD_IDENTITY_IMPERSONATION_PATH");
  if (found === undefined) return {};
  return { impersonationPath: found.value.split(",").map((step) => step.trim()) };
}
