import { didYouMean } from "../suggest.ts";
import { InvalidSettingError } from "./errors.ts";

type Lookup = (name: string) => { readonly value: string; readonly source: string } | undefined;

/** How to sign in to Snowflake. */
const authMethods = [
  "sso",
  "password",
  "key_pair",
  "oauth",
  "oauth_client_credentials",
  "pat",
  "workload_identity",
  "okta",
] as const;
export type AuthMethod = (typeof authMethods)[number];

const chosenBy: readonly (readonly [variable: string, method: AuthMethod])[] = [
  ["SNOWFLAKE_PRIVATE_KEY_PATH", "key_pair"],
  ["SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER", "workload_identity"],
  ["SNOWFLAKE_OAUTH_CLIENT_ID", "oauth_client_credentials"],
  ["SNOWFLAKE_TOKEN", "pat"],
  ["SNOWFLAKE_PASSWORD", "password"],
];

/** Names of the same methods in Snowflake's own drivers. @internal */
export const driverNames: Readonly<Record<string, AuthMethod>> = {
  externalbrowser: "sso",
  snowflake: "password",
  username_password_mfa: "password",
  snowflake_jwt: "key_pair",
  jwt: "key_pair",
  programmatic_access_token: "pat",
};

/** The method that is set, or the one that follows from what is set. @internal */
export function authMethodOf(get: Lookup): { readonly value: string; readonly source: string } {
  const set = get("SNOWFLAKE_AUTH_METHOD");
  if (set !== undefined) return set;
  const found = chosenBy.find(([variable]) => get(variable) !== undefined);
  if (found === undefined) return { value: "sso", source: "default" };
  return { value: found[1], source: `default, because ${found[0]} is set` };
}

/** @internal */
export function checkedAuthMethod({ value, source }: { readonly value: string; readonly source: string }): AuthMethod {
  const method = value.trim().toLowerCase().replaceAll("-", "_");
  const known = authMethods.find((candidate) => candidate === method);
  if (known !== undefined) return known;
  throw new InvalidSettingError(`SNOWFLAKE_AUTH_METHOD cannot be "${value}"`, {
    setting: "SNOWFLAKE_AUTH_METHOD",
    where: source,
    hint: hintFor(method, value),
  });
}

function hintFor(method: string, value: string): string {
  if (Object.hasOwn(driverNames, method)) return `Here it is called "${driverNames[method] ?? ""}".`;
  // The browser's other way, with a client registered for it, has no place here: sso needs no client.
  if (method === "oauth_authorization_code") return "Use sso, which opens the browser as well.";
  if (method.startsWith("https://")) return "Use okta, with this address in SNOWFLAKE_SSO_URL.";
  return didYouMean(value, authMethods);
}
