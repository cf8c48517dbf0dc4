// Signs in over https, to the hosts that the driver writes itself, through a proxy behind which they all are the
// stand-in. A process of its own, because Node reads NODE_EXTRA_CA_CERTS only at start. Reads cases as JSON on stdin,
// writes one outcome a case.
import { stdin, stdout } from "node:process";
import { connectSnowflake } from "../dist/index.js";

const { fetch } = globalThis;

let text = "";
for await (const part of stdin) text += part;
const { simUrl, cases } = JSON.parse(text);

/** The page is asked for without the proxy: its host is known to nobody else. */
async function signInAsPerson(url) {
  const { pathname, search } = new URL(url);
  const page = await (await fetch(new URL(pathname + search, simUrl))).text();
  await fetch(/href="([^"]+)"/.exec(page)[1].replaceAll("&#38;", "&"));
}

const outcomes = [];
for (const settings of cases) {
  try {
    const connection = await connectSnowflake(settings, {
      tag: "dp/0.0.0/test",
      connectTimeoutMs: 15_000,
      openBrowser: (url) => void signInAsPerson(url),
    });
    const { info, signIn } = connection;
    await connection.close();
    outcomes.push({ user: info.user, signIn });
  } catch ({ code, message, hint }) {
    outcomes.push({ code, message, hint });
  }
}
stdout.write(JSON.stringify(outcomes));
