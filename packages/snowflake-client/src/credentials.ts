import { atOrigin, freePort, openSystemBrowser } from "./browser.ts";
import type { DriverOptions } from "./driver.ts";
import { readPrivateKey } from "./private-key.ts";
import type { SnowflakeSettings } from "./types.ts";

/** Credentials as the driver takes them, and what an error may and may not say about them. */
export interface DriverCredentials {
  readonly options: DriverOptions;
  /** Texts that no message may hold. */
  readonly secrets: readonly string[];
  readonly keyHint?: string;
  /** Port on which the driver waits for the browser. */
  readonly browserPort?: number;
  /** Whether a sign-in may be sent again: not when it would open a second window or spend a one-time code. */
  readonly repeatable: boolean;
}

/** Everything but credentials that shapes them. */
export interface CredentialsContext {
  readonly timeoutMs: number;
  readonly openBrowser?: (url: string) => void;
}

/** @throws SnowflakeError SNOWFLAKE_KEY_… */
export async function driverCredentials(
  settings: SnowflakeSettings,
  context: CredentialsContext,
): Promise<DriverCredentials> {
  const { credentials } = settings;
  switch (credentials.method) {
    case "password":
      return passwordCredentials(credentials);
    case "key_pair":
      return keyCredentials(settings, credentials);
    case "pat":
      return tokenCredentials("PROGRAMMATIC_ACCESS_TOKEN", credentials.token);
    case "oauth":
      return tokenCredentials("OAUTH", credentials.token);
    case "sso":
      return browserCredentials(settings, context);
  }
}

function passwordCredentials(given: { readonly password: string; readonly passcode?: string }): DriverCredentials {
  const { password, passcode } = given;
  if (passcode === undefined) return { options: { password }, secrets: [password], repeatable: true };
  const options = { authenticator: "USERNAME_PASSWORD_MFA", password, passcode };
  return { options, secrets: [password, passcode], repeatable: false };
}

function tokenCredentials(authenticator: string, token: string): DriverCredentials {
  return { options: { authenticator, token }, secrets: [token], repeatable: true };
}

async function keyCredentials(
  settings: SnowflakeSettings,
  given: { readonly privateKeyPath: string; readonly privateKeyPassphrase?: string },
): Promise<DriverCredentials> {
  const { privateKeyPath, privateKeyPassphrase } = given;
  const key = await readPrivateKey(privateKeyPath, privateKeyPassphrase);
  return {
    options: { authenticator: "SNOWFLAKE_JWT", privateKey: key.pem },
    secrets: [key.pem, ...(privateKeyPassphrase === undefined ? [] : [privateKeyPassphrase])],
    keyHint:
      `DESC USER ${settings.user} must show ${key.fingerprint} as RSA_PUBLIC_KEY_FP (or _2_FP); if it does, SNOWFLAKE_ACCOUNT ` +
      `(${settings.account}) or SNOWFLAKE_USER is of another account, or this machine's clock is off by more than a minute.`,
    repeatable: true,
  };
}

async function browserCredentials(
  settings: SnowflakeSettings,
  context: CredentialsContext,
): Promise<DriverCredentials> {
  const { accessUrl } = settings;
  const open = context.openBrowser ?? openSystemBrowser;
  const plainHttp = accessUrl?.startsWith("http://") === true;
  const port = await freePort();
  return {
    options: {
      authenticator: "EXTERNALBROWSER",
      // Later than our own deadline, which then ends the driver's wait.
      browserActionTimeout: context.timeoutMs + 5000,
      browserRedirectPort: port,
      // The request for the SSO address goes to https only; the console's own page needs no such request.
      disableConsoleLogin: !plainHttp,
      openExternalBrowserCallback: (url: string) => {
        open(plainHttp ? atOrigin(url, accessUrl) : url);
      },
    },
    secrets: [],
    browserPort: port,
    repeatable: false,
  };
}
