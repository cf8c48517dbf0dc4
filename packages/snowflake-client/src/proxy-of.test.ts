import { describe, expect, test } from "@jest/globals";

import { proxyFor, proxyOf } from "./proxy-of.ts";

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

describe("the proxy of the settings", () => {
  const proxy = { host: "p.corp", port: 3128, protocol: "http" } as const;

  test("comes before the environment's, and says so", () => {
    expect(proxyFor(url, proxy, { HTTPS_PROXY: "q:1" })).toEqual({
      proxy: { host: "p.corp", port: 3128, from: "SNOWFLAKE_PROXY" },
    });
    expect(proxyFor(url, { ...proxy, user: "me", password: "p@w" }, { https_proxy: "p.corp:3128" })).toEqual({
      proxy: { host: "p.corp", port: 3128, from: "https_proxy", credentials: "me:p@w" },
    });
  });

  test("is taken away by its own list, and the environment's is used where there is none", () => {
    expect(proxyFor(url, { ...proxy, noProxy: "a, *.snowflakecomputing.com" }, {})).toEqual({
      bypass: "SNOWFLAKE_NO_PROXY *.snowflakecomputing.com",
    });
    expect(proxyFor(url, undefined, { HTTPS_PROXY: "q:1" })).toMatchObject({ proxy: { host: "q" } });
  });
});
