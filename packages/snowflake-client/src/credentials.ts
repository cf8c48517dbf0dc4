import { browserCredentials, type OpenBrowser } from "./browser-credentials.ts";
import type { DriverOptions } from "./driver.ts";
import type { DriverCredentials } from "./driver-credentials.ts";
import { readPrivateKey } from "./private-key.ts";
import type { ClientCredentials, SnowflakeCredentials, SnowflakeSettings, WorkloadIdentity } from "./types.ts";

/** Everything but credentials that shapes them. */
export interface CredentialsContext {
  readonly timeoutMs: number;
  readonly openBrowser: OpenBrowser;
}

type Of<M extends SnowflakeCredentials["method"]> = Extract<SnowflakeCredentials, { readonly method: M }>;

/** @throws SnowflakeError SNOWFLAKE_KEY_… */
export async function driverCredentials(
  settings: SnowflakeSettings,
  context: CredentialsContext,
): Promise<DriverCredentials> {
  const { credentials } = settings;
  switch (credentials.method) {
    case "password":
      return passwordCredentials(credentials, settings.tokenCacheFolder !== undefined);
    case "okta":
      return oktaCredentials(credentials);
    case "key_pair":
      return keyCredentials(settings, credentials);
    case "pat":
      return patCredentials(settings, credentials.token);
    case "oauth":
      return oauthCredentials(credentials.token);
    case "oauth_client_credentials":
      return clientCredentials(credentials);
    case "workload_identity":
      return workloadCredentials(credentials);
    case "sso":
      return browserCredentials(settings, credentials, context);
  }
}

function passwordCredentials({ password, passcode }: Of<"password">, mayKeep: boolean): DriverCredentials {
  // Also without a passcode: a token that an earlier run was given stands in for it.
  const keeping = mayKeep ? { clientRequestMFAToken: true } : {};
  if (passcode === undefined) return { options: { password, ...keeping }, secrets: [password], repeatable: true };
  const options = { authenticator: "USERNAME_PASSWORD_MFA", password, passcode, ...keeping };
  const hints = {
    SNOWFLAKE_SECOND_FACTOR_NEEDED:
      "SNOWFLAKE_PASSCODE was not accepted: a code is good once and for 30 seconds. Programs use key_pair or pat.",
  };
  return { options, secrets: [password, passcode], hints, repeatable: false };
}

function oktaCredentials({ ssoUrl, password }: Of<"okta">): DriverCredentials {
  return { options: { authenticator: ssoUrl, password }, secrets: [password], repeatable: true };
}

function patCredentials(settings: SnowflakeSettings, token: string): DriverCredentials {
  const user = settings.user ?? "…";
  const hints = {
    SNOWFLAKE_TOKEN_REFUSED:
      `It has expired, was revoked, or is of another user than ${user}: SHOW USER PROGRAMMATIC ACCESS TOKENS FOR USER ${user}. ` +
      `A new one: ALTER USER ${user} ADD PROGRAMMATIC ACCESS TOKEN …`,
    SNOWFLAKE_NETWORK_POLICY_NEEDED: `ALTER USER ${user} SET NETWORK_POLICY = …, or let an authentication policy waive it.`,
  };
  return { options: { authenticator: "PROGRAMMATIC_ACCESS_TOKEN", token }, secrets: [token], hints, repeatable: true };
}

function oauthCredentials(token: string): DriverCredentials {
  return { options: { authenticator: "OAUTH", token }, secrets: [token], repeatable: true };
}

function clientCredentials(given: ClientCredentials): DriverCredentials {
  const { clientId, clientSecret, tokenUrl, scope } = given;
  const options = {
    authenticator: "OAUTH_CLIENT_CREDENTIALS",
    oauthClientId: clientId,
    oauthClientSecret: clientSecret,
    ...(tokenUrl !== undefined && { oauthTokenRequestUrl: tokenUrl }),
    ...(scope !== undefined && { oauthScope: scope }),
  };
  return { options, secrets: [clientSecret], repeatable: true };
}

function workloadCredentials(given: WorkloadIdentity): DriverCredentials {
  const { provider, token, entraResource, impersonationPath } = given;
  const options: DriverOptions = {
    authenticator: "WORKLOAD_IDENTITY",
    workloadIdentityProvider: provider,
    ...(token !== undefined && { token }),
    ...(entraResource !== undefined && { workloadIdentityAzureEntraIdResource: entraResource }),
    ...(impersonationPath !== undefined && { workloadIdentityImpersonationPath: [...impersonationPath] }),
  };
  const hints = {
    SNOWFLAKE_LOGIN_REFUSED:
      `The user must name this identity: ALTER USER … SET WORKLOAD_IDENTITY = (TYPE = ${provider} …), and be of TYPE = SERVICE; ` +
      "DESC USER … shows what it names.",
  };
  return { options, secrets: token === undefined ? [] : [token], hints, repeatable: true };
}

async function keyCredentials(settings: SnowflakeSettings, given: Of<"key_pair">): Promise<DriverCredentials> {
  const { privateKeyPath, privateKeyPassphrase } = given;
  const key = await readPrivateKey(privateKeyPath, privateKeyPassphrase);
  const refused =
    `DESC USER ${settings.user ?? "…"} must show ${key.fingerprint} as RSA_PUBLIC_KEY_FP (or _2_FP); if it does, SNOWFLAKE_ACCOUNT ` +
    `(${settings.account}) or SNOWFLAKE_USER is of another account, or this machine's clock is off by more than a minute.`;
  return {
    options: { authenticator: "SNOWFLAKE_JWT", privateKey: key.pem },
    secrets: [key.pem, ...(privateKeyPassphrase === undefined ? [] : [privateKeyPassphrase])],
    hints: { SNOWFLAKE_JWT_REFUSED: refused },
    repeatable: true,
  };
}
