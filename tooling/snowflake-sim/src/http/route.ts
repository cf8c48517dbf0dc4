import { failure, type Reply } from "./reply.ts";
import type { Request } from "./request.ts";

/** One address of the protocol; `groups` are what its pattern captured. */
export interface Route {
  readonly method: "GET" | "HEAD" | "POST" | "DELETE";
  readonly path: RegExp;
  readonly handle: (request: Request, groups: readonly string[]) => Promise<Reply> | Reply;
}

/** Finds the route and lets it answer. */
export async function answer(routes: readonly Route[], request: Request): Promise<Reply> {
  for (const route of routes) {
    const match = route.method === request.method ? route.path.exec(request.path) : null;
    if (match !== null) return route.handle(request, match.slice(1));
  }
  return failure("404", `There is no ${request.method} ${request.path} here.`, null, 404);
}
