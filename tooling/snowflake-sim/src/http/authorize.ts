import type { Engine } from "../contracts.ts";
import type { Faults } from "../faults.ts";
import type { LiveSession, SessionStore } from "../session-store.ts";
import { failure, type Reply } from "./reply.ts";
import { bearerToken, type Request } from "./request.ts";

export interface SessionContext {
  readonly engine: Engine;
  readonly sessions: SessionStore;
  readonly faults: Faults;
}

type SessionHandler = (request: Request, live: LiveSession, groups: readonly string[]) => Promise<Reply> | Reply;

/** Lets a handler run for a live session only; otherwise Snowflake's code for what is wrong with the token. */
export function withSession(context: SessionContext, statementOf: (request: Request) => string | null) {
  return (handle: SessionHandler) =>
    async (request: Request, groups: readonly string[]): Promise<Reply> => {
      const token = bearerToken(request);
      expireByFault(context, token, { path: request.path, statement: statementOf(request) });
      const found = context.sessions.look(token);
      switch (found.state) {
        case "live":
          return handle(request, found.live, groups);
        case "expired":
          return failure("390112", "Your session has expired. Please login again.");
        case "gone":
          return failure("390111", "Session no longer exists.  New login required to access the service.");
        case "unknown":
          return failure("390104", "Session token is invalid; the user must login again.", null, 401);
      }
    };
}

function expireByFault(
  { sessions, faults }: SessionContext,
  token: string | null,
  target: { path: string; statement: string | null },
): void {
  const found = sessions.look(token);
  if (found.state !== "live") return;
  if (faults.take("expire-session", target) !== undefined) found.live.tokenExpires = 0;
  if (faults.take("expire-master", target) !== undefined) {
    found.live.tokenExpires = 0;
    found.live.masterExpires = 0;
  }
}
