// Signs in through the browser with the driver's own settings: the SSO address is asked for over https. A process of
// its own, because Node reads NODE_EXTRA_CA_CERTS only at start.
import { env, stdout } from "node:process";

const { fetch } = globalThis;

const { default: snowflake } = await import("snowflake-sdk");
snowflake.configure({ logLevel: "OFF", additionalLogToConsole: false, disableOCSPChecks: true, useEnvProxy: false });

const connection = snowflake.createConnection({
  accessUrl: env.SIM_URL,
  host: new URL(env.SIM_TLS_URL).host,
  account: "sim",
  username: "demo",
  authenticator: "EXTERNALBROWSER",
  openExternalBrowserCallback: (url) => void signIn(url),
  browserActionTimeout: 10_000,
});

connection.connectAsync((error) => {
  stdout.write(error ? `refused: ${error.message}` : `connected: ${connection.isUp()}`);
  if (!error) connection.destroy(() => undefined);
});

async function signIn(url) {
  stdout.write(`${new URL(url).protocol}\n`);
  const page = await (await fetch(url)).text();
  await fetch(/href="([^"]+)"/.exec(page)[1].replaceAll("&#38;", "&"));
}
