import { didYouMean } from "../suggest.ts";
import { InvalidSettingError } from "./errors.ts";

type Lookup = (name: string) => { readonly value: string; readonly source: string } | undefined;

/** How to sign in to Snowflake. */
const authMethods = ["sso", "password", "key_pair", "oauth", "pat", "okta"] as const;
export type AuthMethod = (typeof authMethods)[number];

const chosenBy: readonly (readonly [variable: string, method: AuthMethod])[] = [
  ["SNOWFLAKE_PRIVATE_KEY_PATH", "key_pair"],
  ["SNOWFLAKE_TOKEN", "pat"],
  ["SNOWFLAKE_PASSWORD", "password"],
];

/** Names of the same methods in Snowflake's own drivers. */
const driverNames: Readonly<Record<string, AuthMethod>> = {
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
  const same = Object.hasOwn(driverNames, method) ? driverNames[method] : undefined;
  throw new InvalidSettingError(`SNOWFLAKE_AUTH_METHOD cannot be "${value}"`, {
    setting: "SNOWFLAKE_AUTH_METHOD",
    where: source,
    hint: same === undefined ? didYouMean(value, authMethods) : `Here it is called "${same}".`,
  });
}
