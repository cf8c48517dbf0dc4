import { promisify } from "node:util";
import { gunzip } from "node:zlib";

import type { Faults } from "../faults.ts";
import type { QueryRegistry } from "../queries/query-registry.ts";
import { storeError, type Reply } from "./reply.ts";
import type { Request } from "./request.ts";
import type { Route } from "./route.ts";

const inflate = promisify(gunzip);

interface ChunkContext {
  readonly queries: QueryRegistry;
  readonly faults: Faults;
}

/** The object store's side: no session, only a signed URL and the customer key. */
export function chunkRoutes(context: ChunkContext): Route[] {
  return [
    {
      method: "GET",
      path: /^\/results\/([^/]+)\/(\d+)$/,
      handle: (request, [id, index]) => sendChunk(request, { id: id ?? "", index: Number(index) }, context),
    },
  ];
}

async function sendChunk(
  request: Request,
  chunk: { readonly id: string; readonly index: number },
  { queries, faults }: ChunkContext,
): Promise<Reply> {
  const query = queries.find(chunk.id);
  const chunks = query?.outcome?.ok === true ? query.outcome.result.chunks : null;
  if (query === undefined || chunks === null) return storeError(404, "NoSuchKey");
  const target = { path: request.path, statement: query.text };
  if (faults.take("expire-chunk-url", target) !== undefined) chunks.expireUrls();
  const customerKey = request.headers["x-amz-server-side-encryption-customer-key"];
  const body = await chunks.open(chunk.index, request.query, typeof customerKey === "string" ? customerKey : undefined);
  if (body === undefined) return storeError(403, "AccessDenied");
  // Any JSON type would make the driver parse a body that has no outer brackets.
  const headers = { "content-type": "binary/octet-stream", "content-encoding": "gzip" };
  if (faults.take("endless-chunk", target) !== undefined) {
    // Without the gzip around it, so that it can go on.
    const rows = Buffer.concat([await inflate(body), Buffer.from(",")]);
    return { status: 200, headers: { "content-type": "binary/octet-stream" }, body: rows, endless: true };
  }
  const half = Math.floor(body.length / 2);
  if (faults.take("trickle-chunk", target) !== undefined) return { status: 200, headers, body, trickleAfter: half };
  const cut = faults.take("truncate-chunk", target) !== undefined;
  return { status: 200, headers, body, ...(cut ? { cutAfter: half } : {}) };
}
