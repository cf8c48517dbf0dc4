import { randomUUID } from "node:crypto";

import type { SimUser } from "../options.ts";
import type { BrowserSignIns } from "./browser.ts";
import type { CachedTokens } from "./cached-tokens.ts";
import { keyPairFault } from "./key-pair.ts";
import type { LoginData } from "./login-data.ts";
import { LoginError } from "./login-error.ts";
import type { OauthClients } from "./oauth-clients.ts";
import type { OktaSignIns } from "./okta.ts";
import { sameSecret, type Users } from "./users.ts";
import { workloadUser } from "./workload.ts";

export interface Authenticators {
  readonly users: Users;
  readonly browser: BrowserSignIns;
  readonly cached: CachedTokens;
  readonly okta: OktaSignIns;
  readonly oauth: OauthClients;
}

type Method = (data: LoginData, from: Authenticators) => SimUser;

/** One function a value of AUTHENTICATOR, as the drivers write it. */
const methods: Readonly<Record<string, Method>> = {
  SNOWFLAKE: byPassword,
  USERNAME_PASSWORD_MFA: byPassword,
  SNOWFLAKE_JWT: byKeyPair,
  EXTERNALBROWSER: byBrowser,
  ID_TOKEN: byIdToken,
  PROGRAMMATIC_ACCESS_TOKEN: byAccessToken,
  OAUTH: byOauthToken,
  WORKLOAD_IDENTITY: byWorkload,
};

/** The user whose proof of identity holds. @throws LoginError */
export function authenticate(data: LoginData, from: Authenticators): SimUser {
  // Okta's proof comes without an authenticator's name.
  if (data.saml !== null) return from.okta.redeem(data.saml);
  const method = methods[data.authenticator];
  if (method === undefined) {
    throw new LoginError(
      "390139",
      "The specified authenticator is not accepted by your Snowflake account configuration.  Please contact your local system administrator to get the correct URL to use.",
    );
  }
  return method(data, from);
}

function byPassword(data: LoginData, { users, cached }: Authenticators): SimUser {
  const user = users.find(data.user);
  if (user === undefined || data.password === null) throw badPassword();
  const { password, passcode } = splitPasscode(data, user);
  if (!sameSecret(user.password, password)) throw badPassword();
  if (user.mfaPasscode === undefined || cached.belongs("mfa", data.token, data.user)) return user;
  if (!sameSecret(user.mfaPasscode, passcode)) {
    throw new LoginError(
      "394508",
      "Failed to authenticate: MFA with TOTP is required. To authenticate, provide both your password and a current TOTP passcode.",
    );
  }
  return user;
}

function splitPasscode(data: LoginData, user: SimUser): { password: string | null; passcode: string | null } {
  if (!data.passcodeInPassword || data.password === null) return { password: data.password, passcode: data.passcode };
  const end = data.password.length - (user.mfaPasscode?.length ?? 0);
  return { password: data.password.slice(0, end), passcode: data.password.slice(end) };
}

function byKeyPair(data: LoginData, { users }: Authenticators): SimUser {
  const user = users.find(data.user);
  const subject = { account: data.account, user: data.user, publicKey: user?.publicKey };
  if (user === undefined || data.token === null || keyPairFault(data.token, subject, Date.now()) !== undefined) {
    throw new LoginError("390144", `JWT token is invalid. [${randomUUID()}]`);
  }
  return user;
}

function byBrowser(data: LoginData, { users, browser }: Authenticators): SimUser {
  const user = users.find(browser.redeem(data.proofKey, data.token, data.user));
  if (user === undefined) {
    throw new LoginError(
      "390132",
      "SAML response is invalid or matching user is not found. Contact your local system administrator.",
    );
  }
  return user;
}

function byIdToken(data: LoginData, { users, cached }: Authenticators): SimUser {
  const user = users.find(data.user);
  if (user === undefined || !cached.belongs("id", data.token, data.user)) {
    throw new LoginError("390195", "ID Token is invalid.");
  }
  return user;
}

function byAccessToken(data: LoginData, { users }: Authenticators): SimUser {
  const user = users.byToken("pat", data.token, data.user);
  if (user === undefined) throw new LoginError("394400", "Programmatic access token is invalid.");
  return user;
}

function byOauthToken(data: LoginData, { users, oauth }: Authenticators): SimUser {
  const user = oauth.owner(data.token) ?? users.byToken("oauthToken", data.token, data.user);
  if (user === undefined) throw new LoginError("390303", `Invalid OAuth access token. [${randomUUID()}]`);
  return user;
}

/** Which code Snowflake has for this is not written anywhere; clients read the sentence. */
function byWorkload(data: LoginData, { users }: Authenticators): SimUser {
  const user = workloadUser(data, users.all);
  if (user === undefined) throw new LoginError("390100", "The workload identity is not that of any user.");
  return user;
}

function badPassword(): LoginError {
  return new LoginError("390100", "Incorrect username or password was specified.");
}
