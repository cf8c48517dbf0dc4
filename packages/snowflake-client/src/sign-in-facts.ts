import { usedProxy } from "./driver-options.ts";
import type { TokenCache } from "./token-cache.ts";
import type { SignInFacts, SignInWarning, SnowflakeSettings, TokenCacheState } from "./types.ts";

/** What can be said of a sign-in that worked. */
export function signInFacts(settings: SnowflakeSettings, cache: TokenCache, browser: boolean): SignInFacts {
  const { credentials } = settings;
  const state = cacheState(settings, cache);
  const proxy = usedProxy(settings);
  return {
    method: credentials.method,
    browser,
    ...(state !== undefined && { tokenCache: state }),
    ...(proxy !== undefined && { proxy: `${proxy.protocol}://${proxy.host}:${String(proxy.port)}` }),
    warnings: warningsOf(settings, state),
  };
}

/** A password without a second factor has nothing to be kept. */
function cacheState({ credentials }: SnowflakeSettings, { state }: TokenCache): TokenCacheState | undefined {
  if (credentials.method === "sso") return state;
  const hasFactor = credentials.method === "password" && credentials.passcode !== undefined;
  return hasFactor || state === "used" ? state : undefined;
}

function warningsOf(settings: SnowflakeSettings, state: TokenCacheState | undefined): readonly SignInWarning[] {
  const { credentials, revocationCheck } = settings;
  const warnings: SignInWarning[] = [];
  if (credentials.method === "password" && credentials.passcode === undefined && state !== "used") {
    warnings.push({
      code: "SNOWFLAKE_PASSWORD_ALONE",
      message: "signed in with a password alone, which Snowflake ended in 2026 for people and for services",
      hint: "People: sso, or a passcode beside the password; programs: key_pair, pat or workload_identity (SNOWFLAKE_AUTH_METHOD).",
    });
  }
  if (revocationCheck === "off") {
    warnings.push({
      code: "SNOWFLAKE_REVOCATION_CHECK_OFF",
      message: "certificates are not checked for having been withdrawn",
      hint: "Leave SNOWFLAKE_REVOCATION_CHECK out, or set it to crl where the OCSP servers cannot be reached.",
    });
  }
  if (state === "not-writable") {
    warnings.push({
      code: "SNOWFLAKE_TOKEN_CACHE_NOT_WRITABLE",
      message: `the account gave a token for the next sign-in, and ${settings.tokenCacheFolder ?? "its folder"} cannot be written`,
      hint: "Make the folder writable, or set SNOWFLAKE_TOKEN_CACHE=off.",
    });
  }
  return warnings;
}
