import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import type { Faults } from "../faults.ts";
import { controlPrefix } from "./control-routes.ts";
import { dropped, misbehave } from "./misbehave.ts";
import { failure, type Reply } from "./reply.ts";
import { BadRequest, readRequest, type Request } from "./request.ts";

const compress = promisify(gzip);

/** Replies smaller than this go out as they are. */
const smallReply = 1400;

interface ListenerOptions {
  readonly port: number;
  readonly tls?: { readonly key: string; readonly cert: string };
  readonly faults: Faults;
  readonly answer: (request: Request) => Promise<Reply>;
  readonly statementOf: (request: Request) => string | null;
}

export interface Listener {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 only. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const handle = (incoming: IncomingMessage, response: ServerResponse): void => {
    // A failure here means that the client has gone or the connection broke.
    respond(incoming, response, options).catch(() => {
      response.destroy();
    });
  };
  const server: Server = options.tls === undefined ? createServer(handle) : createTlsServer(options.tls, handle);
  // Longer than clients keep an idle connection, so that they never meet one that is being closed.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", () => {
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  return { port, close: () => closeServer(server) };
}

async function closeServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

async function respond(incoming: IncomingMessage, response: ServerResponse, options: ListenerOptions): Promise<void> {
  const request = await readRequest(incoming, response);
  const carryOut = (): Promise<Reply> => options.answer(request).catch(asReply);
  const reply = request.path.startsWith(controlPrefix)
    ? await carryOut()
    : await misbehave(
        options.faults,
        { target: { path: request.path, statement: statementOf(request, options) }, gone: request.gone },
        carryOut,
      );
  if (reply === dropped) {
    incoming.socket.destroy();
    return;
  }
  await send(response, reply, /\bgzip\b/.test(String(request.headers["accept-encoding"])));
}

function statementOf(request: Request, options: ListenerOptions): string | null {
  try {
    return options.statementOf(request);
  } catch {
    return null;
  }
}

function asReply(error: unknown): Reply {
  if (error instanceof BadRequest) return failure("400", error.message, null, 400);
  return failure("500", error instanceof Error ? (error.stack ?? error.message) : String(error), null, 500);
}

async function send(response: ServerResponse, reply: Reply, mayCompress: boolean): Promise<void> {
  const shrink = mayCompress && reply.body.length > smallReply && reply.headers["content-encoding"] === undefined;
  const body = shrink ? await compress(reply.body, { level: 1 }) : reply.body;
  if (reply.endless === true) {
    response.writeHead(reply.status, { ...reply.headers });
    return sendForEver(response, body);
  }
  response.writeHead(reply.status, {
    ...reply.headers,
    ...(shrink ? { "content-encoding": "gzip" } : {}),
    "content-length": String(body.length),
  });
  if (reply.trickleAfter !== undefined) return trickle(response, body, reply.trickleAfter);
  if (reply.cutAfter === undefined) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, reply.cutAfter), () => {
    response.destroy();
  });
}

async function sendForEver(response: ServerResponse, body: Buffer): Promise<void> {
  const gone = once(response, "close");
  while (!response.destroyed) {
    if (!response.write(body)) await Promise.race([once(response, "drain"), gone]);
  }
}

async function trickle(response: ServerResponse, body: Buffer, from: number): Promise<void> {
  response.write(body.subarray(0, from));
  for (let at = from; at < body.length && !response.destroyed; at += 1) {
    await sleep(1000);
    response.write(body.subarray(at, at + 1));
  }
  response.end();
}
