import { masterSeconds, sessionSeconds } from "../session-store.ts";
import { withSession, type SessionContext } from "./authorize.ts";
import { failure, success, type Reply } from "./reply.ts";
import { bearerToken, type Request } from "./request.ts";
import type { Route } from "./route.ts";

/** Keeping a session, renewing it, ending it. */
export function sessionRoutes(context: SessionContext): Route[] {
  const authorized = withSession(context, () => null);
  return [
    { method: "POST", path: /^\/session\/token-request$/, handle: (request) => renew(request, context) },
    { method: "POST", path: /^\/session\/heartbeat$/, handle: authorized(() => success(null)) },
    {
      method: "POST",
      path: /^\/session$/,
      handle: authorized(async (request, live) => {
        if (request.query.get("delete") === "true") {
          context.sessions.close(live);
          await context.engine.endSession(live.session);
        }
        return success(null);
      }),
    },
    { method: "POST", path: /^\/telemetry\/send$/, handle: () => success("Log Received") },
  ];
}

/** The master token stands where the session token stands otherwise. */
function renew(request: Request, { sessions }: SessionContext): Reply {
  const live = sessions.renew(bearerToken(request));
  if (live === undefined) {
    return failure("390114", "Authentication token has expired.  The user must authenticate again.");
  }
  return success({
    sessionToken: live.token,
    validityInSecondsST: sessionSeconds,
    masterToken: live.masterToken,
    validityInSecondsMT: masterSeconds,
    sessionId: Number(live.session.id),
  });
}
