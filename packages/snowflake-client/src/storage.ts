import { Agent as HttpAgent, request as httpRequest, type ClientRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isLoopback } from "./loopback.ts";
import { proxyFor, type Proxy } from "./proxy-of.ts";
import { proxyAuthorization, TunnelAgent } from "./tunnel-agent.ts";
import type { StorageRoute } from "./types.ts";

export type { StorageRoute } from "./types.ts";

/** What a request for an object needs. */
export interface StorageRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Objects by signed addresses, over connections that are kept. */
export interface Storage {
  /** The answer when its head has come; the caller reads its body or destroys it. @throws Error of Node's, with a `code` */
  open(url: string, request: StorageRequest): Promise<IncomingMessage>;
  close(): void;
}

/**
 * Signed addresses, asked as the driver would ask them: through the same proxy, trusting what the process trusts
 * (NODE_EXTRA_CA_CERTS). Sends no token of Snowflake's. Loads no driver, so that threads start quickly.
 */
export function openStorage(route: StorageRoute = {}, env: NodeJS.ProcessEnv = process.env): Storage {
  const plain = new HttpAgent({ keepAlive: true });
  const agents = new Map<string, HttpsAgent>();
  const agentFor = (proxy: Proxy | undefined): HttpsAgent => {
    const key = proxy === undefined ? "" : `${proxy.host}:${String(proxy.port)}`;
    const agent =
      agents.get(key) ?? (proxy === undefined ? new HttpsAgent({ keepAlive: true }) : new TunnelAgent(proxy));
    agents.set(key, agent);
    return agent;
  };
  return {
    open: (address, { headers, signal }) => {
      const url = new URL(address);
      const { proxy } = isLoopback(address) ? {} : proxyFor(url, route.proxy, env);
      const options = { headers, ...(signal !== undefined && { signal }) };
      if (url.protocol === "https:") return answered(httpsRequest(url, { ...options, agent: agentFor(proxy) }));
      if (proxy === undefined) return answered(httpRequest(url, { ...options, agent: plain }));
      const { host, port } = proxy;
      const all = { ...headers, host: url.host, ...proxyAuthorization(proxy) };
      return answered(httpRequest({ ...options, host, port, path: url.href, agent: plain, headers: all }));
    },
    close: () => {
      plain.destroy();
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

function answered(request: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("error", reject);
    request.once("response", resolve);
    request.end();
  });
}
