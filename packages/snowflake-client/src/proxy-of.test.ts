import { describe, expect, test } from "@jest/globals";

import { proxyOf } from "./proxy-of.ts";

const url = new URL("https://org-acc.snowflakecomputing.com");

describe("the proxy is the one that the driver takes", () => {
  test.each<[string, Record<string, string>, object]>([
    ["none is set", { HTTP_PROXY: "http://other:1" }, {}],
    [
      "small letters first",
      { https_proxy: "http://a:1", HTTPS_PROXY: "http://b:2" },
      { proxy: { host: "a", port: 1, from: "https_proxy" } },
    ],
    [
      "without a scheme",
      { HTTPS_PROXY: "p.corp:3128" },
      { proxy: { host: "p.corp", port: 3128, from: "HTTPS_PROXY" } },
    ],
    ["without a port", { HTTPS_PROXY: "http://p" }, { proxy: { host: "p", port: 80, from: "HTTPS_PROXY" } }],
    [
      "with a password",
      { HTTPS_PROXY: "http://me:p%40w@p:1" },
      { proxy: { host: "p", port: 1, from: "HTTPS_PROXY", credentials: "me:p@w" } },
    ],
    ["an address that is none", { HTTPS_PROXY: "http://[" }, { broken: "HTTPS_PROXY" }],
    [
      "a domain in NO_PROXY",
      { HTTPS_PROXY: "p:1", NO_PROXY: "localhost, .snowflakecomputing.com" },
      { bypass: "NO_PROXY .snowflakecomputing.com" },
    ],
    [
      "a pattern in NO_PROXY",
      { HTTPS_PROXY: "p:1", no_proxy: "*.snowflakecomputing.com" },
      { bypass: "no_proxy *.snowflakecomputing.com" },
    ],
    [
      "another host in NO_PROXY",
      { HTTPS_PROXY: "p:1", NO_PROXY: "snowflakecomputing.com" },
      { proxy: { host: "p", port: 1, from: "HTTPS_PROXY" } },
    ],
  ])("%s", (_name, env, wanted) => {
    expect(proxyOf(url, env)).toEqual(wanted);
  });
});
