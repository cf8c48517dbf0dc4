import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect as tlsConnect, type PeerCertificate, rootCertificates, type TLSSocket } from "node:tls";
import { isLoopback } from "./loopback.ts";
import { proxyFor, type Proxy, type ProxyChoice } from "./proxy-of.ts";
import { proxyAuthorization, tunnelTo } from "./tunnel-agent.ts";
import type { SnowflakeSettings } from "./types.ts";

/** The certificate that the far end shows. */
export interface RouteCertificate {
  /** Who signed it: organization, or common name. */
  readonly issuer: string;
  readonly subject: string;
  /** Whether it leads to an authority of the public list that this Node carries. Snowflake's own always do. */
  readonly publicAuthority: boolean;
  /** Whether this process trusts it, with NODE_EXTRA_CA_CERTS and the like. */
  readonly trusted: boolean;
  /** OpenSSL's word for why it is not trusted. */
  readonly problem?: string;
  readonly validTo: string;
}

/** What lies between this machine and Snowflake, seen without signing in. */
export interface Route {
  /** Origin of the account's address. */
  readonly address: string;
  /** `host:port` and the variable that names it; null without a proxy. */
  readonly proxy: { readonly address: string; readonly from: string } | null;
  /** Entry of NO_PROXY that takes a proxy away. */
  readonly bypass?: string;
  /** Null when the address is plain http, and when nothing answered. */
  readonly certificate: RouteCertificate | null;
  /** Milliseconds by which this machine's clock is ahead of the server's, to a second; null without a Date header. */
  readonly clockAheadMs: number | null;
  /** Why no answer came. */
  readonly problem?: string;
}

/** What bounds an examination. */
export interface RouteOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
}

/**
 * Looks at the way to Snowflake with one request that carries no secret: which proxy, whose certificate, what time it
 * is there. Never throws: what fails is part of the answer.
 */
export async function examineRoute(
  { account, accessUrl, proxy: chosen }: Pick<SnowflakeSettings, "account" | "accessUrl" | "proxy">,
  { env, timeoutMs }: RouteOptions,
): Promise<Route> {
  const url = new URL(accessUrl ?? `https://${account}.snowflakecomputing.com`);
  const choice: ProxyChoice = isLoopback(accessUrl) ? {} : proxyFor(url, chosen, env);
  const { proxy, bypass, broken } = choice;
  const base = {
    address: url.origin,
    proxy: proxy === undefined ? null : { address: `${proxy.host}:${String(proxy.port)}`, from: proxy.from },
    ...(bypass !== undefined && { bypass }),
  };
  const nothing = { ...base, certificate: null, clockAheadMs: null };
  if (broken !== undefined) return { ...nothing, problem: `${broken} is no address` };
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    if (url.protocol === "http:") return { ...nothing, ...(await askPlainly(url, proxy, signal)) };
    return { ...nothing, ...(await askOverTls(url, proxy, signal)) };
  } catch (error) {
    return { ...nothing, problem: signal.aborted ? "no answer in time" : reason(error) };
  }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}

type Seen = Pick<Route, "certificate" | "clockAheadMs">;

async function askPlainly(url: URL, proxy: Proxy | undefined, signal: AbortSignal): Promise<Partial<Seen>> {
  const headers = proxy === undefined ? {} : proxyAuthorization(proxy);
  const target =
    proxy === undefined
      ? { host: url.hostname, port: url.port }
      : { host: proxy.host, port: proxy.port, path: url.href };
  const answer = await answered(httpRequest({ method: "HEAD", agent: false, ...target, headers, signal }));
  return { clockAheadMs: clockAhead(answer) };
}

async function askOverTls(url: URL, proxy: Proxy | undefined, signal: AbortSignal): Promise<Seen> {
  const seen = await handshake(url, { proxy, signal, ca: [...rootCertificates] });
  const certificate = seen.getPeerCertificate();
  const publicAuthority = seen.authorized;
  const createConnection = (): TLSSocket => seen;
  const answer = await answered(
    httpsRequest({ method: "HEAD", host: url.hostname, agent: false, createConnection, signal }),
  ).catch(() => undefined);
  seen.destroy();
  let problem: string | undefined;
  if (!publicAuthority) {
    const again = await handshake(url, { proxy, signal });
    if (!again.authorized)
      problem = String((again.authorizationError as unknown as { code?: string }).code ?? again.authorizationError);
    again.destroy();
  }
  return {
    certificate: {
      issuer: nameOf(certificate.issuer),
      subject: nameOf(certificate.subject),
      publicAuthority,
      trusted: problem === undefined,
      ...(problem !== undefined && { problem }),
      validTo: certificate.valid_to,
    },
    clockAheadMs: answer === undefined ? null : clockAhead(answer),
  };
}

/** A certificate's names may be given several times, or not at all. */
function nameOf(name: Partial<PeerCertificate["issuer"]> | undefined): string {
  const found: unknown = name?.O ?? name?.CN;
  return Array.isArray(found) ? found.join(", ") : typeof found === "string" ? found : "nobody that is named";
}

interface Handshake {
  readonly proxy: Proxy | undefined;
  readonly signal: AbortSignal;
  /** Authorities to trust; those of the process when absent. */
  readonly ca?: string[];
}

/** Nothing secret is sent on it, so that a certificate which is not trusted may be looked at. */
async function handshake(url: URL, { proxy, signal, ca }: Handshake): Promise<TLSSocket> {
  const port = url.port === "" ? 443 : Number(url.port);
  const tunnel = proxy === undefined ? undefined : await tunnelTo(`${url.hostname}:${String(port)}`, proxy, signal);
  const target = tunnel === undefined ? { host: url.hostname, port } : { socket: tunnel };
  return new Promise((resolve, reject) => {
    const socket = tlsConnect({
      ...target,
      servername: url.hostname,
      rejectUnauthorized: false,
      ...(ca !== undefined && { ca }),
    });
    signal.addEventListener("abort", () => socket.destroy(new Error("no answer in time")), { once: true });
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      resolve(socket);
    });
  });
}

function answered(request: ReturnType<typeof httpRequest>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request.once("error", reject);
    request.once("response", (response) => {
      response.resume();
      resolve(response);
    });
    request.end();
  });
}

function clockAhead({ headers }: IncomingMessage): number | null {
  const there = Date.parse(headers.date ?? "");
  // The header is cut to a second: the middle of that second is the best guess.
  return Number.isNaN(there) ? null : Date.now() - (there + 500);
}
