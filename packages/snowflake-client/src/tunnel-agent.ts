import { request as httpRequest, type ClientRequestArgs } from "node:http";
import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as tlsConnect, type ConnectionOptions } from "node:tls";
import type { Proxy } from "./proxy-of.ts";

/** The header by which a proxy knows who asks. */
export function proxyAuthorization({ credentials }: Proxy): Record<string, string> {
  if (credentials === undefined) return {};
  return { "Proxy-Authorization": `Basic ${Buffer.from(credentials).toString("base64")}` };
}

/** A connection through a proxy to `host:port`. @throws Error with the proxy's status, or Node's */
export function tunnelTo(authority: string, proxy: Proxy, signal?: AbortSignal): Promise<Socket> {
  const { host, port, secure } = proxy;
  const headers = { Host: authority, ...proxyAuthorization(proxy) };
  const options: ClientRequestArgs = { method: "CONNECT", host, port, path: authority, agent: false, headers };
  const send = secure === true ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const request = send({ ...options, ...(signal !== undefined && { signal }) });
    request.once("error", reject);
    request.once("connect", (response, socket) => {
      if (response.statusCode === 200) resolve(socket);
      else {
        socket.destroy();
        reject(refusal(response.statusCode));
      }
    });
    request.end();
  });
}

/** With the status, so that a proxy that wants a password is told from one that cannot reach the host. */
function refusal(status: number | undefined): Error {
  const error = new Error(`the proxy answers HTTP ${String(status)}`);
  return Object.assign(error, { response: { status } });
}

/** Keeps TLS connections that go through a proxy. */
export class TunnelAgent extends Agent {
  readonly #proxy: Proxy;

  constructor(proxy: Proxy) {
    super({ keepAlive: true });
    this.#proxy = proxy;
  }

  /** Called by Node's agent for a new connection; the socket goes to the callback. */
  override createConnection(
    options: RequestOptions,
    created: (error: Error | null, stream: Duplex) => void = () => undefined,
  ): undefined {
    const host = options.host ?? "";
    tunnelTo(`${host}:${String(options.port ?? 443)}`, this.#proxy).then(
      (socket) => {
        created(
          null,
          tlsConnect({ ...(options as ConnectionOptions), socket, servername: options.servername ?? host }),
        );
      },
      (error: unknown) => {
        // Node's agent takes no stream beside an error; its typings want one.
        created(error as Error, undefined as unknown as Duplex);
      },
    );
    return undefined;
  }
}
