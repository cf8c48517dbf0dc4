import { createPrivateKey, generateKeyPairSync } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { serve, type SnowflakeSim } from "../src/sim.ts";
import { connect, destroy } from "./driver.ts";
import { smallEngine } from "./small-engine.ts";

const rsaOptions = {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
} as const;
const keys = generateKeyPairSync("rsa", rsaOptions);
const otherKeys = generateKeyPairSync("rsa", rsaOptions);

let sim: SnowflakeSim;

beforeAll(async () => {
  sim = await serve(smallEngine(), {
    tokenCaching: true,
    users: [
      {
        name: "demo",
        password: "right",
        publicKey: keys.publicKey,
        pat: "pat-1",
        oauthToken: "oauth-1",
        roles: ["analyst", "loader"],
      },
      { name: "careful", password: "pw", mfaPasscode: "123456", roles: ["ANALYST"], defaultRole: "AUDITOR" },
      { name: "OTHER", password: "x", roles: ["SECRET_ROLE"] },
    ],
  });
});

afterAll(() => sim.close());

const connectAndLeave = async (options: Parameters<typeof connect>[1]): Promise<void> => {
  await destroy(await connect(sim, options));
};

describe("each way to sign in lets the right secret in", () => {
  test.each([
    ["password", { password: "right" }],
    ["key pair", { authenticator: "SNOWFLAKE_JWT", privateKey: keys.privateKey }],
    ["access token", { authenticator: "PROGRAMMATIC_ACCESS_TOKEN", token: "pat-1" }],
    ["OAuth token", { authenticator: "OAUTH", token: "oauth-1" }],
    [
      "password and passcode",
      { username: "careful", authenticator: "USERNAME_PASSWORD_MFA", password: "pw", passcode: "123456" },
    ],
    [
      "passcode in password",
      { username: "careful", authenticator: "USERNAME_PASSWORD_MFA", password: "pw123456", passcodeInPassword: true },
    ],
  ])("%s", async (_name, options) => {
    await expect(connectAndLeave(options)).resolves.toBeUndefined();
  });

  test("key pair, the private key encrypted", async () => {
    const privateKey = createPrivateKey(keys.privateKey).export({
      type: "pkcs8",
      format: "pem",
      cipher: "aes-256-cbc",
      passphrase: "secret",
    });
    const options = { authenticator: "SNOWFLAKE_JWT", privateKey: String(privateKey), privateKeyPass: "secret" };
    await expect(connectAndLeave(options)).resolves.toBeUndefined();
  });
});

describe("each way to sign in keeps the wrong secret out, with Snowflake's code", () => {
  test.each([
    ["password", "390100", { password: "wrong" }],
    ["unknown user", "390100", { username: "nobody", password: "right" }],
    ["key pair", "390144", { authenticator: "SNOWFLAKE_JWT", privateKey: otherKeys.privateKey }],
    [
      "key pair of a user without a key",
      "390144",
      { username: "OTHER", authenticator: "SNOWFLAKE_JWT", privateKey: keys.privateKey },
    ],
    ["access token", "394400", { authenticator: "PROGRAMMATIC_ACCESS_TOKEN", token: "pat-2" }],
    [
      "access token of somebody else",
      "394400",
      { username: "OTHER", authenticator: "PROGRAMMATIC_ACCESS_TOKEN", token: "pat-1" },
    ],
    ["OAuth token", "390303", { authenticator: "OAUTH", token: "pat-1" }],
    ["password without the second factor", "394508", { username: "careful", password: "pw" }],
    [
      "wrong passcode",
      "394508",
      { username: "careful", authenticator: "USERNAME_PASSWORD_MFA", password: "pw", passcode: "000000" },
    ],
  ])("%s: %s", async (_name, code, options) => {
    await expect(connectAndLeave(options)).rejects.toMatchObject({ code });
    expect(sim.sessions).toBe(0);
  });
});

describe("where a session starts", () => {
  test("role, warehouse, database and schema of the connection are taken, folded unless quoted", async () => {
    const data = await loginData("roleName=analyst&warehouse=wh&databaseName=%22Mixed+Case%22&schemaName=s1");
    expect(data.sessionInfo).toEqual({
      databaseName: "Mixed Case",
      schemaName: "S1",
      warehouseName: "WH",
      roleName: "ANALYST",
    });
  });

  test("the default role is the user's own, or the first granted one", async () => {
    expect((await loginData("")).sessionInfo).toMatchObject({ roleName: "ANALYST" });
    expect(
      (await loginData("", { LOGIN_NAME: "careful", PASSWORD: "pw", PASSCODE: "123456" })).sessionInfo,
    ).toMatchObject({
      roleName: "AUDITOR",
    });
  });

  test("a role granted by SQL is granted", async () => {
    expect((await loginData("roleName=GRANTED_IN_SQL")).sessionInfo).toMatchObject({ roleName: "GRANTED_IN_SQL" });
  });

  test("a role of others is refused by name as not granted, one that nobody has as not there", async () => {
    await expect(connectAndLeave({ password: "right", role: "secret_role" })).rejects.toMatchObject({
      code: "390186",
      message: expect.stringContaining(
        "Role 'SECRET_ROLE' specified in the connect string is not granted to this user.",
      ),
    });
    await expect(connectAndLeave({ password: "right", role: "NO_SUCH" })).rejects.toMatchObject({
      code: "390189",
      message: expect.stringContaining("'NO_SUCH' specified in the connect string does not exist or not authorized."),
    });
  });

  test("a database that is not there leaves the session without one, unless the client asked for a check", async () => {
    expect((await loginData("databaseName=missing")).sessionInfo).toMatchObject({ databaseName: null });
    const strict = { SESSION_PARAMETERS: { CLIENT_VALIDATE_DEFAULT_PARAMETERS: true } };
    expect(await loginReply("databaseName=missing", strict)).toMatchObject({
      success: false,
      code: "390201",
      message: "The requested database does not exist or not authorized.",
    });
  });

  test("session parameters of the sign-in come back", async () => {
    const data = await loginData("", { SESSION_PARAMETERS: { timezone: "UTC" } });
    expect(data.parameters).toContainEqual({ name: "TIMEZONE", value: "UTC" });
    expect(data.parameters).toContainEqual({ name: "DATE_OUTPUT_FORMAT", value: "YYYY-MM-DD" });
  });

  test("another account gets 404", async () => {
    await expect(connectAndLeave({ account: "elsewhere", password: "right" })).rejects.toMatchObject({
      response: { statusCode: 404 },
    });
  });

  test("a native Okta sign-in is refused as not configured", async () => {
    expect(await loginReply("", { AUTHENTICATOR: "https://x.okta.com" })).toMatchObject({ code: "390139" });
  });

  test("a cached MFA token takes the place of the passcode", async () => {
    const user = { LOGIN_NAME: "careful", PASSWORD: "pw" };
    const first = await loginData("", {
      ...user,
      PASSCODE: "123456",
      SESSION_PARAMETERS: { CLIENT_REQUEST_MFA_TOKEN: true },
    });
    expect(first.mfaToken).toEqual(expect.any(String));
    const again = { ...user, AUTHENTICATOR: "USERNAME_PASSWORD_MFA", TOKEN: first.mfaToken };
    expect(await loginReply("", again)).toMatchObject({ success: true });
    expect(await loginReply("", { ...again, TOKEN: "forged" })).toMatchObject({ code: "394508" });
  });
});

interface LoginReply {
  success: boolean;
  data: Record<string, unknown>;
}

async function loginReply(query: string, data: Record<string, unknown> = {}): Promise<LoginReply> {
  const body = { data: { ACCOUNT_NAME: "sim", LOGIN_NAME: "demo", PASSWORD: "right", ...data } };
  const response = await fetch(`${sim.url}/session/v1/login-request?${query}`, {
    method: "POST",
    body: JSON.stringify(body),
  });
  return (await response.json()) as LoginReply;
}

async function loginData(query: string, data: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  return (await loginReply(query, data)).data;
}
