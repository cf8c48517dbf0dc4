import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { serve, type SnowflakeSim } from "../src/sim.ts";
import { connect, destroy } from "./driver.ts";
import { smallEngine } from "./small-engine.ts";

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await serve(smallEngine(), {
    tokenCaching: true,
    users: [
      { name: "DEMO", roles: ["R"] },
      { name: "OTHER", roles: [] },
    ],
  });
});

afterAll(() => sim.close());

/** What a person does: open the page, press "Sign in". Returns where the link leads. */
async function signInAt(url: string): Promise<URL> {
  const page = await (await fetch(url)).text();
  const href = /<a id="sign-in" href="([^"]+)">/.exec(page)?.[1] ?? "";
  return new URL(href.replaceAll(/&#(\d+);/g, (_entity, code: string) => String.fromCharCode(Number(code))));
}

/** The driver opens https:// addresses only; the same page stands on the stand-in's own address. */
function atSim(url: string): string {
  const { pathname, search } = new URL(url);
  return `${sim.url}${pathname}${search}`;
}

async function post(path: string, data: Record<string, unknown>): Promise<Record<string, unknown>> {
  const response = await fetch(`${sim.url}${path}`, {
    method: "POST",
    body: JSON.stringify({
      data: { ACCOUNT_NAME: "SIM", LOGIN_NAME: "DEMO", AUTHENTICATOR: "EXTERNALBROWSER", ...data },
    }),
  });
  return (await response.json()) as Record<string, unknown>;
}

const login = (data: Record<string, unknown>): Promise<Record<string, unknown>> =>
  post("/session/v1/login-request", data);

describe("with the driver's own proof key (console login)", () => {
  const consoleLogin = (openExternalBrowserCallback: (url: string) => void): Parameters<typeof connect>[1] => ({
    authenticator: "EXTERNALBROWSER",
    disableConsoleLogin: false,
    openExternalBrowserCallback,
    browserActionTimeout: 5000,
  });

  test("the driver signs in once the page's link is followed", async () => {
    const connection = await connect(
      sim,
      consoleLogin((url) => {
        void signInAt(atSim(url)).then((target) => fetch(target));
      }),
    );
    expect(connection.isUp()).toBe(true);
    await destroy(connection);
  });

  test("a token that the page did not give is refused", async () => {
    const options = consoleLogin((url) => {
      void signInAt(atSim(url)).then((target) => fetch(`${target.origin}/?token=forged`));
    });
    await expect(connect(sim, options)).rejects.toMatchObject({ code: "390132" });
  });
});

describe("with a proof key of the server (authenticator-request)", () => {
  const begin = async (): Promise<{ ssoUrl: string; proofKey: string }> =>
    (await post("/session/authenticator-request", { BROWSER_MODE_REDIRECT_PORT: "4321" })).data as {
      ssoUrl: string;
      proofKey: string;
    };

  test("the page leads to the client's port, and its token signs in once", async () => {
    const { ssoUrl, proofKey } = await begin();
    const target = await signInAt(ssoUrl);
    expect(target.origin).toBe("http://localhost:4321");
    const proof = { PROOF_KEY: proofKey, TOKEN: target.searchParams.get("token") };
    expect(await login(proof)).toMatchObject({ success: true });
    expect(await login(proof)).toMatchObject({ success: false, code: "390132" });
  });

  test("somebody else's sign-in is refused", async () => {
    const { ssoUrl, proofKey } = await begin();
    const token = (await signInAt(ssoUrl)).searchParams.get("token");
    expect(await login({ PROOF_KEY: proofKey, TOKEN: token, LOGIN_NAME: "OTHER" })).toMatchObject({ code: "390191" });
  });

  test("the id token that a client asked to keep signs in without the browser", async () => {
    const { ssoUrl, proofKey } = await begin();
    const token = (await signInAt(ssoUrl)).searchParams.get("token");
    const keep = { SESSION_PARAMETERS: { CLIENT_STORE_TEMPORARY_CREDENTIAL: true } };
    const { data } = (await login({ PROOF_KEY: proofKey, TOKEN: token, ...keep })) as { data: { idToken: string } };
    expect(await login({ AUTHENTICATOR: "ID_TOKEN", TOKEN: data.idToken })).toMatchObject({ success: true });
    expect(await login({ AUTHENTICATOR: "ID_TOKEN", TOKEN: "forged" })).toMatchObject({ code: "390195" });
  });
});

test("a name with markup in it stays text on the page", async () => {
  const query = new URLSearchParams({ login_name: "<img src=x>", proof_key: "k", browser_mode_redirect_port: "1" });
  const page = await (await fetch(`${sim.url}/console/login?${query.toString()}`)).text();
  expect(page).not.toContain("<IMG");
  expect(page).toContain("&#60;IMG SRC=X&#62;");
});

test.each(["", "proof_key=k", "proof_key=k&browser_mode_redirect_port=70000"])(
  "the page refuses an address that is not complete: %p",
  async (query) => {
    expect((await fetch(`${sim.url}/console/login?${query}`)).status).toBe(400);
  },
);
