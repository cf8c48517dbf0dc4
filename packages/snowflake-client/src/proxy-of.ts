import type { ProxySettings } from "./types.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** A proxy as the environment names it. */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** Variable that names it, as it is written there. */
  readonly from: string;
  /** Whether the proxy itself is spoken to over TLS. */
  readonly secure?: true;
  /** `user:password`, for the proxy alone. A secret. */
  readonly credentials?: string;
}

/** Which proxy the driver goes through: none without a variable, and none for what NO_PROXY names. */
export interface ProxyChoice {
  readonly proxy?: Proxy;
  /** The variable that takes the proxy away, with the entry that fits. */
  readonly bypass?: string;
  /** A variable whose value is no address. */
  readonly broken?: string;
}

function variable(env: Variables, name: string): readonly [name: string, value: string] | undefined {
  for (const spelling of [name.toLowerCase(), name.toUpperCase()]) {
    const value = env[spelling];
    if (value !== undefined && value !== "") return [spelling, value];
  }
  return undefined;
}

/** The driver's own reading of NO_PROXY: whole host names, `*` for anything, a dot in front for a domain. */
function bypasses(entry: string, host: string): boolean {
  const pattern = entry
    .replaceAll(/[\\^$+?()[\]{}|]/g, "\\$&")
    .replace(/^\./, "*.")
    .replaceAll(".", "\\.")
    .replaceAll("*", ".*");
  return new RegExp(`^${pattern.replace(/^\.\*\\\./, ".*")}$`).test(host);
}

/** The proxy for an address, chosen as the driver chooses it. */
export function proxyOf({ protocol, hostname }: URL, env: Variables): ProxyChoice {
  const found = variable(env, protocol === "https:" ? "https_proxy" : "http_proxy");
  if (found === undefined) return {};
  const [from, value] = found;
  const [bypassName, list] = variable(env, "no_proxy") ?? ["no_proxy", ""];
  const entry = list
    .split(",")
    .map((text) => text.trim())
    .find((text) => text !== "" && bypasses(text, hostname));
  if (entry !== undefined) return { bypass: `${bypassName} ${entry}` };
  const address = value.includes("://") ? value : `http://${value}`;
  if (!URL.canParse(address)) return { broken: from };
  const url = new URL(address);
  const secure = url.protocol === "https:";
  const credentials = url.username === "" ? undefined : `${decoded(url.username)}:${decoded(url.password)}`;
  return {
    proxy: {
      host: url.hostname,
      port: url.port === "" ? (secure ? 443 : 80) : Number(url.port),
      from,
      ...(secure && { secure }),
      ...(credentials !== undefined && { credentials }),
    },
  };
}

/** The same where the settings name a proxy, which then comes before the environment's. */
export function proxyFor(url: URL, proxy: ProxySettings | undefined, env: Variables): ProxyChoice {
  const named = proxyOf(url, env);
  if (proxy === undefined || url.protocol !== "https:") return named;
  const { host, port, protocol, user, password = "", noProxy = "" } = proxy;
  const secure = protocol === "https";
  const entry = noProxy
    .split(",")
    .map((text) => text.trim())
    .find((text) => text !== "" && bypasses(text, url.hostname));
  if (entry !== undefined) return { bypass: named.bypass ?? `SNOWFLAKE_NO_PROXY ${entry}` };
  const same = named.proxy?.host === host && named.proxy.port === port;
  const from = same ? named.proxy.from : "SNOWFLAKE_PROXY";
  const credentials = user === undefined ? undefined : `${user}:${password}`;
  return {
    proxy: { host, port, from, ...(secure && { secure }), ...(credentials !== undefined && { credentials }) },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
