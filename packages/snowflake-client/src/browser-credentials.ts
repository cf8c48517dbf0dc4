import { atOrigin, freePort } from "./browser.ts";
import type { DriverCredentials } from "./driver-credentials.ts";
import { SnowflakeError } from "./error.ts";
import type { SnowflakeCredentials, SnowflakeSettings } from "./types.ts";

/** Sends a person to a page; the port is where this machine waits for what comes back. */
export type OpenBrowser = (url: string, port: number) => void;

/** Signing in with the external browser. Where it is sent is compared with the company's own address, when that is known. */
export async function browserCredentials(
  settings: SnowflakeSettings,
  { ssoUrl, browserPort }: Extract<SnowflakeCredentials, { readonly method: "sso" }>,
  { timeoutMs, openBrowser }: { readonly timeoutMs: number; readonly openBrowser: OpenBrowser },
): Promise<DriverCredentials> {
  const { accessUrl } = settings;
  const plainHttp = accessUrl?.startsWith("http://") === true;
  const port = browserPort ?? (await freePort());
  return {
    options: {
      authenticator: "EXTERNALBROWSER",
      // Later than our own deadline, which then ends the driver's wait.
      browserActionTimeout: timeoutMs + 5000,
      browserRedirectPort: port,
      // The request for the SSO address goes to https only; the console's own page needs no such request.
      disableConsoleLogin: !plainHttp,
      clientStoreTemporaryCredential: settings.tokenCacheFolder !== undefined,
      openExternalBrowserCallback: (written: string) => {
        const url = plainHttp ? atOrigin(written, accessUrl) : written;
        if (ssoUrl !== undefined) refuseElsewhere(url, ssoUrl, settings);
        openBrowser(url, port);
      },
    },
    secrets: [],
    hints: {
      SNOWFLAKE_SSO_FAILED:
        "Finish it in the window that opened, as the user of SNOWFLAKE_USER. Is the browser on another machine, forward the " +
        `port first: ssh -L ${String(port)}:localhost:${String(port)} <this machine>. Without a person use key_pair.`,
    },
    browserPort: port,
    repeatable: false,
  };
}

/** Snowflake sends to the company's page or to a page of its own; a third place is nobody's to type a password into. */
function refuseElsewhere(url: string, ssoUrl: string, { account, accessUrl }: SnowflakeSettings): void {
  const host = hostOf(url);
  const own = accessUrl === undefined ? "" : hostOf(accessUrl);
  if (host === hostOf(ssoUrl) || host === own || /\.snowflakecomputing\.(?:com|cn)$/.test(host)) return;
  throw new SnowflakeError("SNOWFLAKE_SSO_ELSEWHERE", {
    where: `account ${account}`,
    detail: `it sends the browser to ${host}, and SNOWFLAKE_SSO_URL is ${hostOf(ssoUrl)}`,
  });
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host.toLowerCase() : address;
}
