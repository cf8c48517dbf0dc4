import type { CliEvent } from "@dp/cli-kit";
import type { Route } from "@dp/snowflake-client";

type Warning = Extract<CliEvent, { type: "warning" }>;

/** A key pair's token is good for two minutes, and refused when it comes from the future. */
const tooFarMs = 30_000;

/** What a person should know of the way to Snowflake, each with what to do about it. */
export function routeWarnings(route: Route): readonly Warning[] {
  return [...certificateWarnings(route), ...clockWarnings(route.clockAheadMs)];
}

function certificateWarnings({ certificate, address }: Route): readonly Warning[] {
  if (certificate === null || certificate.publicAuthority) return [];
  const { issuer, trusted, problem } = certificate;
  const text =
    `the certificate of ${address} is signed by ${issuer}, which is no public authority as Snowflake's are: something on ` +
    `the way reads the traffic${trusted ? ", and this machine trusts it" : `, and this machine does not trust it (${problem ?? ""})`}`;
  const hint = trusted
    ? "if your company inspects TLS, that is what you see; if signing in hangs, ask for an exception for *.snowflakecomputing.com, whose certificates the driver checks with their authority"
    : "if your company inspects TLS, set NODE_EXTRA_CA_CERTS to its root certificate (PEM), or ask for an exception for *.snowflakecomputing.com; if it does not, do not sign in from here";
  return [{ type: "warning", code: "TLS_INTERCEPTED", text, hint }];
}

/** At most one warning about the clock; `aheadMs` is negative when this machine is behind. */
export function clockWarnings(aheadMs: number | null): readonly Warning[] {
  if (aheadMs === null || Math.abs(aheadMs) < tooFarMs) return [];
  const text = `this machine's clock is ${clockText(aheadMs)} the server's: sign-in by key pair fails from a minute on`;
  const hint = "set the clock (timedatectl set-ntp true), or ask whoever runs this machine";
  return [{ type: "warning", code: "CLOCK_SKEW", text, hint }];
}

/** `3.2 s ahead of`, `0.0 s behind`. */
export function clockText(aheadMs: number): string {
  return `${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs < 0 ? "behind" : "ahead of"}`;
}

/** Proxy and TLS in a word each. */
export function routeFacts(route: Route): readonly (readonly [name: string, value: string])[] {
  const { address, proxy, bypass, certificate, problem } = route;
  const byPass = bypass === undefined ? "none" : `none (${bypass})`;
  const tls = certificate === null ? undefined : `${certificate.issuer}, valid to ${certificate.validTo}`;
  const none = address.startsWith("http://") ? "none: plain http" : (problem ?? "not seen");
  return [
    ["address", address],
    ["proxy", proxy === null ? byPass : `${proxy.address} (${proxy.from})`],
    ["certificate", tls ?? none],
  ];
}
