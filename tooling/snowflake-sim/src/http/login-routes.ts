import { login, type LoginContext } from "../auth/login.ts";
import { readLoginData } from "../auth/login-data.ts";
import { LoginError } from "../auth/login-error.ts";
import { failure, page, success, type Reply } from "./reply.ts";
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
  const port = (written as Record<string, unknown>).BROWSER_MODE_REDIRECT_PORT;
  if (typeof port !== "string" && typeof port !== "number") {
    return failure("390400", "BROWSER_MODE_REDIRECT_PORT is missing.", null, 400);
  }
  return success(context.browser.begin(request.origin, data.user, String(port)));
}

/** A wrong account name is a wrong host name on Snowflake: nothing there answers a sign-in. */
function unknownAccount(account: string): Reply {
  return failure("404", `There is no account ${account} here.`, null, 404);
}
