import type { Engine } from "../contracts.ts";
import { storeError, type Reply } from "./reply.ts";
import type { Request } from "./request.ts";
import type { Route } from "./route.ts";

/** The object store behind stages: files by path, for who has the token. */
export function stageRoutes({ engine }: { readonly engine: Engine }): Route[] {
  const handle = (request: Request, [bucket = "", path = ""]: readonly string[]): Reply => {
    const body = engine.readStage(bucket, decodeURIComponent(path), request.headers.authorization);
    if (body === undefined) return storeError(404, "NoSuchKey");
    // Whatever the client says it takes: the file itself is compressed.
    return { status: 200, headers: { "content-type": "binary/octet-stream", "content-encoding": "identity" }, body };
  };
  return (["HEAD", "GET"] as const).map((method) => ({ method, path: /^\/stage\/([^/]+)\/(.*)$/, handle }));
}
