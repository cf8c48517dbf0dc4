import { didYouMean } from "../suggest.ts";
import { InvalidSettingError } from "./errors.ts";
import type { Environment } from "./read.ts";

/** A proxy that https requests go through. */
export interface ProxySettings {
  readonly host: string;
  readonly port: number;
  readonly protocol: "http" | "https";
  readonly user?: string;
  readonly password?: string;
  /** Hosts that are asked directly, separated by commas; `*` stands for anything. */
  readonly noProxy?: string;
}

/** How it is found out whether a certificate was withdrawn; see the table of variables. */
const revocationChecks = ["ocsp", "ocsp_strict", "crl", "crl_strict", "off"] as const;
export type RevocationCheck = (typeof revocationChecks)[number];

/** `accessUrl`, when it is set. @throws InvalidSettingError @internal */
export function accessUrl(environment: Environment): { readonly accessUrl?: string } {
  const name = "SNOWFLAKE_ACCESS_URL";
  const found = environment.value(name);
  if (found === undefined) return {};
  const url = URL.canParse(found.value) ? new URL(found.value) : undefined;
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "") {
    return { accessUrl: found.value };
  }
  throw new InvalidSettingError(`${name} must be an http or https address without user and password`, {
    setting: name,
    where: found.source,
    hint: "For example https://myorg-myaccount.privatelink.snowflakecomputing.com.",
  });
}

/** `proxy`, when one is set. @throws InvalidSettingError @internal */
export function proxy(environment: Environment): { readonly proxy?: ProxySettings } {
  const name = "SNOWFLAKE_PROXY";
  const found = environment.value(name);
  if (found === undefined) return {};
  const address = found.value.includes("://") ? found.value : `http://${found.value}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const wrong = (what: string, hint: string): InvalidSettingError =>
    new InvalidSettingError(what, { setting: name, where: found.source, hint });
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.hostname === "") {
    throw wrong(`${name} must be an http or https address`, "For example http://proxy.example.com:8080.");
  }
  const user = environment.value("SNOWFLAKE_PROXY_USER")?.value ?? decoded(url.username);
  const password = environment.value("SNOWFLAKE_PROXY_PASSWORD")?.value ?? decoded(url.password);
  if ((user === "") !== (password === "")) {
    throw wrong(
      "the proxy has a user or a password, but not both",
      "Set SNOWFLAKE_PROXY_USER and SNOWFLAKE_PROXY_PASSWORD.",
    );
  }
  const noProxy = environment.value("SNOWFLAKE_NO_PROXY")?.value;
  return {
    proxy: {
      host: url.hostname,
      port: url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port),
      protocol: url.protocol === "https:" ? "https" : "http",
      ...(user !== "" && { user, password }),
      ...(noProxy !== undefined && { noProxy }),
    },
  };
}

/** `revocationCheck`, when one is set. @throws InvalidSettingError @internal */
export function revocationCheck(environment: Environment): { readonly revocationCheck?: RevocationCheck } {
  const name = "SNOWFLAKE_REVOCATION_CHECK";
  const found = environment.value(name);
  if (found === undefined) return {};
  const known = revocationChecks.find((candidate) => candidate === found.value.trim().toLowerCase());
  if (known !== undefined) return { revocationCheck: known };
  const hint = didYouMean(found.value, revocationChecks);
  throw new InvalidSettingError(`${name} cannot be "${found.value}"`, { setting: name, where: found.source, hint });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
