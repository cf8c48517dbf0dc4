import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { TLSSocket } from "node:tls";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";

const decompress = promisify(gunzip);

/** A request with its whole body. */
export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Scheme, host and port as the client reached us: links in replies start with it. */
  readonly origin: string;
  /** Aborted when the client has gone. */
  readonly gone: AbortSignal;
}

/** A request that makes no sense: HTTP 400. */
export class BadRequest extends Error {}

export async function readRequest(incoming: IncomingMessage, response: ServerResponse): Promise<Request> {
  const gone = new AbortController();
  response.once("close", () => {
    gone.abort();
  });
  const scheme = incoming.socket instanceof TLSSocket ? "https" : "http";
  const origin = `${scheme}://${incoming.headers.host ?? "127.0.0.1"}`;
  const url = new URL(incoming.url ?? "/", "http://localhost");
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    body: await readBody(incoming),
    origin,
    gone: gone.signal,
  };
}

/** Some drivers compress bodies without saying so; the first bytes tell. */
async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  const body = Buffer.concat(parts);
  return body[0] === 0x1f && body[1] === 0x8b ? decompress(body) : body;
}

/** The body as a JSON object. @throws BadRequest */
export function jsonBody(request: Request): Record<string, unknown> {
  if (request.body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(request.body.toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {
    // Falls through to the one message.
  }
  throw new BadRequest("The request's body is not a JSON object.");
}

/** The token of `Authorization: Snowflake Token="…"`. */
export function bearerToken(request: Request): string | null {
  return /^Snowflake Token="([^"]*)"$/.exec(request.headers.authorization ?? "")?.[1] ?? null;
}
