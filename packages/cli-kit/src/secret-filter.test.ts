import { inspect } from "node:util";

import { describe, expect, test } from "@jest/globals";

import { dropSecrets, environmentSecrets } from "./secret-environment.ts";
import { SecretFilter } from "./secret-filter.ts";
import { visible } from "./visible.ts";

function filterOf(...secrets: readonly string[]): SecretFilter {
  const filter = new SecretFilter();
  filter.add(secrets);
  return filter;
}

test("an everyday word as a secret leaves a JSON document its names, codes and numbers", () => {
  const text = filterOf("data", "5432", 'pa"ss').json({
    data: { port: 5432, code: "NO_data", said: 'the data of pa"ss at 5432' },
    list: ["data"],
  });
  expect(JSON.parse(text)).toEqual({
    data: { port: 5432, code: "NO_data", said: "the [hidden] of [hidden] at [hidden]" },
    list: ["[hidden]"],
  });
});

describe("a secret is found in every form that a text may give it", () => {
  const secret = `Hunter'2 "quoted" \\ & <é> /%+`;
  const basic = (before: string): string => Buffer.from(`${before}${secret}-and-more`).toString("base64");
  const forms: Readonly<Record<string, string>> = {
    plain: secret,
    url: encodeURIComponent(secret),
    "url in small letters": encodeURIComponent(secret).replace(/%../g, (text) => text.toLowerCase()),
    form: new URLSearchParams({ a: secret }).toString().slice(2),
    "password of an address": Object.assign(new URL("http://proxy"), { password: secret }).password,
    JSON: JSON.stringify(secret).slice(1, -1),
    "JSON in JSON": JSON.stringify(JSON.stringify(secret)).slice(3, -3),
    inspected: inspect(secret).slice(1, -1),
    base64: Buffer.from(secret).toString("base64"),
    hex: Buffer.from(secret).toString("hex"),
    markup: secret
      .replace("&", "&amp;")
      .replace("<", "&lt;")
      .replace(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replace("'", "&#39;"),
    "several lines on one": visible("line one of a key\nline two of a key"),
    "one of several lines": "line two of a key",
  };

  test.each(Object.entries(forms))("%s", (_name, form) => {
    const filter = filterOf(secret, "line one of a key\nline two of a key");
    expect(filter.apply(`before ${form} after`)).toBe("before [hidden] after");
  });

  test.each(["", "u", "us", "user:"])("base64 of a longer text, behind %j", (before) => {
    for (const encoding of [basic(before), Buffer.from(basic(before), "base64").toString("base64url")]) {
      const kept = filterOf(secret).apply(encoding);
      const bytes = Buffer.from(kept.replace(/\[hidden\].*/, ""), "base64").toString();
      expect(kept).toContain("[hidden]");
      expect(bytes.replace(before, "").length).toBeLessThan(3);
    }
  });
});

test.each([
  ["-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- x", "[hidden] x"],
  ["-----BEGIN PRIVATE KEY-----\\nMIIE cut", "[hidden]"],
  ["token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJBIn0.c2lnbmF0dXJl,", "token [hidden],"],
  ['Authorization: Snowflake Token="st-1"', 'Authorization: Snowflake Token="[hidden]"'],
  ["ver:3-hint:1234-ETMsDgAAAXI=", "[hidden]"],
  ["write <Buffer 70 61 73 73 ... 35 more bytes> and <Buffer 70>", "write <Buffer [hidden]> and <Buffer [hidden]>"],
  ["Proxy-Authorization: Basic dXNlcjpwYXNz", "Proxy-Authorization: Basic [hidden]"],
  ["http://me:pw@proxy:3128/ is asked", "http://me:[hidden]@proxy:3128/ is asked"],
  [
    "https://app.snowflakecomputing.com/a@b and a Basic view",
    "https://app.snowflakecomputing.com/a@b and a Basic view",
  ],
])("what has the shape of a secret is hidden though nobody told it: %s", (text, wanted) => {
  expect(new SecretFilter().apply(text)).toBe(wanted);
});

test("secrets of the environment are known by their names, and taken from what is inherited", () => {
  const env: Record<string, string> = {
    SNOWFLAKE_PASSWORD: "one",
    SNOWFLAKE_CONNECTIONS_DEV_TOKEN: "two",
    SNOWFLAKE_PRIVATE_KEY_PATH: "/key",
    POSTGRES_PASSWORD_FILE: "/file",
    PGPASSWORD: "three",
    https_proxy: "http://me:fo%20ur@proxy:3128",
    GITHUB_TOKEN: "theirs",
  };
  expect(environmentSecrets(env)).toEqual(["one", "two", "three", "fo%20ur", "fo ur", "me:fo ur"]);
  dropSecrets(env);
  expect(Object.keys(env)).toEqual([
    "SNOWFLAKE_PRIVATE_KEY_PATH",
    "POSTGRES_PASSWORD_FILE",
    "https_proxy",
    "GITHUB_TOKEN",
  ]);
});
