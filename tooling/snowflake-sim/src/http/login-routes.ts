import { login, type LoginContext } from "../auth/login.ts";
import { readLoginData } from "../auth/login-data.ts";
import { LoginError } from "../auth/login-error.ts";
import { failure, json, page, success, type Reply } from "./reply.ts";
import { jsonBody, type Request } from "./request.ts";
import type { Route } from "./route.ts";

/** Signing in, the browser's part included. */
export function loginRoutes(account: string, context: LoginContext): Route[] {
  return [
    {
      method: "POST",
      path: /^\/session\/v1\/login-request$/,
      handle: (request) => handleLogin(request, account, context),
    },
    {
      method: "POST",
      path: /^\/session\/authenticator-request$/,
      handle: (request) => beginBrowserSignIn(request, account, context),
    },
    { method: "POST", path: /^\/api\/v1\/authn$/, handle: (request) => signInAtOkta(request, context) },
    {
      method: "GET",
      path: /^\/app\/snowflake\/exk1\/sso\/saml$/,
      handle: ({ query }) => page(200, context.okta.page(query.get("onetimetoken"))),
    },
    { method: "POST", path: /^\/oauth\/token-request$/, handle: (request) => grantToken(request, context) },
    {
      method: "GET",
      path: /^\/console\/login$/,
      handle: ({ query }) => {
        const html = context.browser.page(query);
        return html === undefined ? page(400, "<!doctype html><p>This address is not complete.</p>") : page(200, html);
      },
    },
  ];
}

async function handleLogin(request: Request, account: string, context: LoginContext): Promise<Reply> {
  const data = readLoginData(jsonBody(request).data);
  if (data.account !== account) return unknownAccount(data.account);
  const start = {
    role: request.query.get("roleName"),
    warehouse: request.query.get("warehouse"),
    database: request.query.get("databaseName"),
    schema: request.query.get("schemaName"),
  };
  try {
    return success(await login(data, start, context));
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    return failure(error.code, error.message, { authnMethod: data.authenticator, loginName: data.user });
  }
}

function beginBrowserSignIn(request: Request, account: string, context: LoginContext): Reply {
  const written = jsonBody(request).data;
  const data = readLoginData(written);
  if (data.account !== account) return unknownAccount(data.account);
  if (/^https:\/\//i.test(data.authenticator)) return beginOkta(data.authenticator, context);
  const port = (written as Record<string, unknown>).BROWSER_MODE_REDIRECT_PORT;
  if (typeof port !== "string" && typeof port !== "number") {
    return failure("390400", "BROWSER_MODE_REDIRECT_PORT is missing.", null, 400);
  }
  return success(context.browser.begin(request.origin, data.user, String(port)));
}

function beginOkta(authenticator: string, { okta }: LoginContext): Reply {
  try {
    return success(okta.begin(authenticator));
  } catch (error) {
    if (!(error instanceof LoginError)) throw error;
    return failure(error.code, error.message);
  }
}

function signInAtOkta(request: Request, { okta }: LoginContext): Reply {
  const { username, password } = jsonBody(request);
  const answer = okta.signIn(String(username), String(password));
  if (answer !== undefined) return json(200, answer);
  return json(401, { errorCode: "E0000004", errorSummary: "Authentication failed" });
}

function grantToken(request: Request, { oauth }: LoginContext): Reply {
  const answer = oauth.grant(new URLSearchParams(request.body.toString("utf8")));
  if (!("error" in answer)) return json(200, answer);
  return json(answer.error === "invalid_client" ? 401 : 400, answer);
}

/** A wrong account name is a wrong host name on Snowflake: nothing there answers a sign-in. */
function unknownAccount(account: string): Reply {
  return failure("404", `There is no account ${account} here.`, null, 404);
}
