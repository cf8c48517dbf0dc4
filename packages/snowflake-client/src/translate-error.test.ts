import { describe, expect, test } from "@jest/globals";
import { isTransient } from "./classify.ts";
import { translateError } from "./translate-error.ts";

const context = { where: "account X", secrets: ["hunter22"] };

describe("what the driver throws", () => {
  test.each([
    [{ code: "390100", message: "Incorrect" }, "SNOWFLAKE_LOGIN_REFUSED"],
    [{ code: "390144" }, "SNOWFLAKE_JWT_REFUSED"],
    [{ code: "390422" }, "SNOWFLAKE_NETWORK_POLICY"],
    [{ code: "390189" }, "SNOWFLAKE_ROLE_NOT_GRANTED"],
    [{ code: "399999" }, "SNOWFLAKE_LOGIN_REFUSED"],
    [{ code: "000606", sqlState: "57P03" }, "SNOWFLAKE_NO_WAREHOUSE"],
    [{ code: "090073", sqlState: "22000" }, "SNOWFLAKE_WAREHOUSE_UNAVAILABLE"],
    [{ code: "003001", sqlState: "42501" }, "SNOWFLAKE_NO_PRIVILEGE"],
    [{ code: "090030" }, "SNOWFLAKE_TOO_LARGE"],
    [{ code: "001003", sqlState: "42000" }, "SNOWFLAKE_STATEMENT_REFUSED"],
    [{ code: 404007 }, "SNOWFLAKE_SETTINGS_INVALID"],
    [{ code: 407002 }, "SNOWFLAKE_SESSION_GONE"],
    [{ code: 401001, cause: { code: "ENOTFOUND" } }, "SNOWFLAKE_UNREACHABLE"],
    [{ code: 401001, cause: { code: "SELF_SIGNED_CERT_IN_CHAIN" } }, "SNOWFLAKE_TLS"],
    [{ code: 401002, response: { statusCode: 503 } }, "SNOWFLAKE_UNAVAILABLE"],
    [{ code: 401002, response: { statusCode: 403 } }, "SNOWFLAKE_ACCOUNT_UNKNOWN"],
    [{ code: 401002, response: { statusCode: 302 } }, "SNOWFLAKE_UNEXPECTED_ANSWER"],
    [{ code: 402001, response: { statusCode: 403 } }, "SNOWFLAKE_UNAVAILABLE"],
    [{ message: undefined }, "SNOWFLAKE_UNEXPECTED_ANSWER"],
    ["text", "SNOWFLAKE_UNEXPECTED_ANSWER"],
  ])("%j becomes %s", (thrown, code) => {
    expect(translateError(thrown, context).code).toBe(code);
  });

  test("loses its secrets and its object", () => {
    const thrown = Object.assign(new Error("bad hunter22!"), { code: "390100", request: { password: "hunter22" } });
    const error = translateError(thrown, context);
    expect(error.message).toBe("Snowflake refused the user name or the secret (account X): bad ***!");
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("hunter22");
    expect(error.cause).toBeUndefined();
  });

  test("keeps the network's own word where the message lacks it", () => {
    const thrown = { code: 401001, message: "", cause: { code: "ECONNREFUSED" } };
    expect(translateError(thrown, context).message).toContain("ECONNREFUSED");
  });
});

test("only what may pass in moments is tried again", () => {
  expect(isTransient({ code: 401001, cause: { code: "ECONNRESET" } })).toBe(true);
  expect(isTransient({ code: 401002, response: { statusCode: 503 } })).toBe(true);
  expect(isTransient({ code: 401001, cause: { code: "ENOTFOUND" } })).toBe(false);
  expect(isTransient({ code: 401001, cause: { code: "ERR_CANCELED" } })).toBe(false);
  expect(isTransient({ code: "390100" })).toBe(false);
});
