import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startConnectProxy, type ConnectProxy, type SnowflakeSim } from "@dp/snowflake-sim";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  connectSnowflake,
  SnowflakeError,
  type ConnectOptions,
  type SnowflakeCredentials,
  type SnowflakeSettings,
} from "../src/index.ts";
import { awsKeyId, clientId, keyPair, secrets, settingsFor, signInAsPerson, startSim } from "./sim.ts";

let sim: SnowflakeSim;
let proxy: ConnectProxy;
let platform: Server;
let platformPort = 0;
let folder: string;

/** Hosts that sockets were opened to. */
const contacted = new Set<string>();
const watch = (message: unknown): void => {
  const { socket } = message as { socket: Socket };
  socket.on("connectionAttempt", (address: string) => contacted.add(address));
  socket.on("lookup", (_error: unknown, _address: unknown, _family: unknown, host: string) => contacted.add(host));
};

/** Answers as the metadata servers of Google's and Azure's machines do. */
function startPlatform(): Server {
  return createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    response.setHeader("metadata-flavor", "Google");
    if (pathname === "/azure") {
      response.setHeader("content-type", "application/json");
      const expires = String(Math.floor(Date.now() / 1000) + 3600);
      response.end(JSON.stringify({ access_token: secrets.azure, expires_on: expires, token_type: "Bearer" }));
    } else response.end(pathname.endsWith("/identity") ? secrets.gcp : "");
  });
}

beforeAll(async () => {
  subscribe("net.client.socket", watch);
  sim = await startSim();
  proxy = await startConnectProxy({
    target: Number(new URL(sim.tlsUrl ?? "").port),
    credentials: `vera:${secrets.proxyPassword}`,
  });
  platform = startPlatform();
  await new Promise<void>((resolve) => platform.listen(0, "127.0.0.1", resolve));
  platformPort = (platform.address() as AddressInfo).port;
  folder = await mkdtemp(join(tmpdir(), "dp-sign-in-"));
});

afterAll(async () => {
  unsubscribe("net.client.socket", watch);
  await proxy.close();
  platform.close();
  await sim.close();
  await rm(folder, { recursive: true });
});

/** Runs with variables of the process set, as the clouds' libraries read them. */
async function withVariables<T>(variables: Readonly<Record<string, string>>, use: () => Promise<T>): Promise<T> {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    return await use();
  } finally {
    for (const name of Object.keys(variables)) {
      if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
      else process.env[name] = before[name];
    }
  }
}

const anyHost = { SNOWFLAKE_WIF_ALLOWED_HOST_SUFFIXES: "127.0.0.1" };
const aws = {
  ...anyHost,
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: awsKeyId,
  AWS_SECRET_ACCESS_KEY: secrets.awsSecret,
};
const pem = (key: KeyObject, type: "pkcs1" | "pkcs8" = "pkcs8", cipher: object = {}): string =>
  key.export({ format: "pem", type, ...cipher } as { format: "pem"; type: "pkcs8" }).toString();
const locked = { cipher: "aes-256-cbc", passphrase: secrets.passphrase };

/** Credentials with a key in a file of its own. */
async function keyFile(content: string | Buffer, more: object = {}, mode = 0o600): Promise<SnowflakeCredentials> {
  const privateKeyPath = join(folder, `key-${String(Math.random()).slice(2)}`);
  await writeFile(privateKeyPath, content);
  await chmod(privateKeyPath, mode);
  return { method: "key_pair", privateKeyPath, ...more };
}

interface Case {
  readonly credentials: SnowflakeCredentials | (() => Promise<SnowflakeCredentials>);
  /** In place of the settings for the stand-in. */
  readonly over?: Partial<SnowflakeSettings> | (() => Partial<SnowflakeSettings>);
  readonly options?: Partial<ConnectOptions>;
  readonly variables?: Readonly<Record<string, string>> | (() => Readonly<Record<string, string>>);
}

/** A wrong one: our code, the cause in the message, the next step in the hint. */
interface WrongCase extends Case {
  readonly code: string;
  readonly cause: RegExp;
  readonly next: RegExp;
}

const given = <T>(value: T | (() => T)): T => (typeof value === "function" ? (value as () => T)() : value);

async function connect(one: Case): ReturnType<typeof connectSnowflake> {
  const credentials = typeof one.credentials === "function" ? await one.credentials() : one.credentials;
  const settings = { ...settingsFor(sim, credentials), ...given(one.over ?? {}) };
  return withVariables(given(one.variables ?? {}), () =>
    connectSnowflake(settings, { tag: "dp/0.0.0/test", connectTimeoutMs: 15_000, ...one.options }),
  );
}

const password = (text: string = secrets.password, passcode?: string): SnowflakeCredentials => ({
  method: "password",
  password: text,
  ...(passcode !== undefined && { passcode }),
});
const client = (more: object = {}): SnowflakeCredentials => ({
  method: "oauth_client_credentials",
  clientId,
  clientSecret: secrets.clientSecret,
  ...more,
});
const workload = (provider: "AWS" | "AZURE" | "GCP" | "OIDC", token?: string): SnowflakeCredentials => ({
  method: "workload_identity",
  provider,
  ...(token !== undefined && { token }),
});
const sso: SnowflakeCredentials = { method: "sso" };
const nobody = { user: undefined } as unknown as Partial<SnowflakeSettings>;
const asPerson = { openBrowser: (url: string) => void signInAsPerson(url) };

const right: readonly (readonly [what: string, expected: string, one: Case])[] = [
  ["a password", "EXTRACTOR", { credentials: password() }],
  [
    "a password and a passcode",
    "CAREFUL",
    { credentials: password(undefined, secrets.passcode), over: { user: "careful" } },
  ],
  ["a key in PKCS#8", "EXTRACTOR", { credentials: () => keyFile(pem(keyPair.privateKey)) }],
  ["a key in PKCS#1", "EXTRACTOR", { credentials: () => keyFile(pem(keyPair.privateKey, "pkcs1")) }],
  [
    "an encrypted key in PKCS#8",
    "EXTRACTOR",
    {
      credentials: () =>
        keyFile(pem(keyPair.privateKey, "pkcs8", locked), { privateKeyPassphrase: secrets.passphrase }),
    },
  ],
  [
    "an encrypted key in PKCS#1",
    "EXTRACTOR",
    {
      credentials: () =>
        keyFile(pem(keyPair.privateKey, "pkcs1", locked), { privateKeyPassphrase: secrets.passphrase }),
    },
  ],
  ["a programmatic access token", "EXTRACTOR", { credentials: { method: "pat", token: secrets.pat } }],
  ["an OAuth token", "EXTRACTOR", { credentials: { method: "oauth", token: secrets.oauth } }],
  ["an OAuth client of Snowflake's own server", "EXTRACTOR", { credentials: client(), over: nobody }],
  [
    "an OAuth client of another server, with a scope",
    "EXTRACTOR",
    {
      credentials: async () => {
        const tokenUrl = `${sim.url}/oauth/token-request`;
        return Promise.resolve(client({ tokenUrl, scope: "session:role:DP_METADATA" }));
      },
    },
  ],
  ["the browser", "EXTRACTOR", { credentials: sso, options: asPerson }],
  [
    "the browser, the company's address known",
    "EXTRACTOR",
    { credentials: { method: "sso", ssoUrl: "https://sso.example.com" }, options: asPerson },
  ],
  [
    "a workload's OIDC token",
    "WORKER_OIDC",
    { credentials: workload("OIDC", secrets.oidc), over: nobody, variables: anyHost },
  ],
  ["a workload on AWS", "WORKER_AWS", { credentials: workload("AWS"), over: nobody, variables: aws }],
  [
    "a workload on Google Cloud",
    "WORKER_GCP",
    {
      credentials: workload("GCP"),
      over: nobody,
      variables: () => ({ ...anyHost, GCE_METADATA_HOST: `127.0.0.1:${String(platformPort)}` }),
    },
  ],
  [
    "a workload on Azure",
    "WORKER_AZURE",
    {
      credentials: workload("AZURE"),
      over: nobody,
      variables: () => ({
        ...anyHost,
        IDENTITY_ENDPOINT: `http://127.0.0.1:${String(platformPort)}/azure`,
        IDENTITY_HEADER: "header",
      }),
    },
  ],
];

const throughProxy = (password: string, port = proxy.port): Partial<SnowflakeSettings> => ({
  accessUrl: "https://sim.snowflakecomputing.com",
  proxy: { host: "127.0.0.1", port, protocol: "http", user: "vera", password },
});
const otherKey = (): string => pem(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);

const wrong: readonly (readonly [what: string, one: WrongCase])[] = [
  [
    "a wrong password",
    {
      credentials: password("another-one-of-the-test"),
      code: "SNOWFLAKE_LOGIN_REFUSED",
      cause: /Incorrect username or password/,
      next: /Check SNOWFLAKE_USER and the password/,
    },
  ],
  [
    "an unknown user",
    {
      credentials: password(),
      over: { user: "nobody" },
      code: "SNOWFLAKE_LOGIN_REFUSED",
      cause: /Incorrect username or password/,
      next: /Check SNOWFLAKE_USER/,
    },
  ],
  [
    "a user who is locked",
    {
      credentials: password(),
      over: { user: "locked" },
      code: "SNOWFLAKE_USER_LOCKED",
      cause: /temporarily locked/,
      next: /Wait 15 minutes|MINS_TO_UNLOCK/,
    },
  ],
  [
    "an address that the network policy keeps out",
    {
      credentials: password(),
      over: { user: "outside" },
      code: "SNOWFLAKE_NETWORK_POLICY",
      cause: /198\.51\.100\.7 is not allowed/,
      next: /through the VPN/,
    },
  ],
  [
    "a method that the authentication policy forbids",
    {
      credentials: password(),
      over: { user: "policed" },
      code: "SNOWFLAKE_METHOD_REFUSED",
      cause: /authentication policy/,
      next: /another SNOWFLAKE_AUTH_METHOD/,
    },
  ],
  [
    "no second factor where one is demanded",
    {
      credentials: password(),
      over: { user: "careful" },
      code: "SNOWFLAKE_SECOND_FACTOR_NEEDED",
      cause: /MFA with TOTP is required/,
      next: /key_pair, sso or pat, or give the one-time code in SNOWFLAKE_PASSCODE/,
    },
  ],
  [
    "a passcode of yesterday",
    {
      credentials: password(undefined, "111111"),
      over: { user: "careful" },
      code: "SNOWFLAKE_SECOND_FACTOR_NEEDED",
      cause: /MFA/,
      next: /a code is good once/,
    },
  ],
  [
    "a role that is not granted",
    {
      credentials: password(),
      over: { role: "OTHER" },
      code: "SNOWFLAKE_ROLE_NOT_GRANTED",
      cause: /'OTHER'/,
      next: /SNOWFLAKE_ROLE.*GRANT ROLE/,
    },
  ],
  [
    "an account that is not there",
    {
      credentials: password(),
      over: { account: "elsewhere" },
      code: "SNOWFLAKE_ACCOUNT_UNKNOWN",
      cause: /HTTP 404|404/,
      next: /CURRENT_ORGANIZATION_NAME/,
    },
  ],
  [
    "an account with a blank in it",
    {
      credentials: password(),
      over: { account: "my account" },
      code: "SNOWFLAKE_SETTINGS_INVALID",
      cause: /account/i,
      next: /Check SNOWFLAKE_ACCOUNT/,
    },
  ],
  [
    "a key file that is not there",
    {
      credentials: { method: "key_pair", privateKeyPath: "/nowhere/rsa_key.p8" },
      code: "SNOWFLAKE_KEY_NOT_FOUND",
      cause: /\/nowhere\/rsa_key\.p8.*no such file/,
      next: /SNOWFLAKE_PRIVATE_KEY_PATH/,
    },
  ],
  [
    "a key file that others may read",
    {
      credentials: () => keyFile(pem(keyPair.privateKey), {}, 0o644),
      code: "SNOWFLAKE_KEY_EXPOSED",
      cause: /its mode is 0644/,
      next: /chmod 600 .*key-/,
    },
  ],
  [
    "an encrypted key without its passphrase",
    {
      credentials: () => keyFile(pem(keyPair.privateKey, "pkcs8", locked)),
      code: "SNOWFLAKE_KEY_PASSPHRASE_MISSING",
      cause: /no passphrase was given/,
      next: /SNOWFLAKE_PRIVATE_KEY_PASSPHRASE/,
    },
  ],
  [
    "an encrypted key with another passphrase",
    {
      credentials: () => keyFile(pem(keyPair.privateKey, "pkcs8", locked), { privateKeyPassphrase: "another" }),
      code: "SNOWFLAKE_KEY_PASSPHRASE_WRONG",
      cause: /does not open/,
      next: /quote a value that holds #/,
    },
  ],
  [
    "the public half of a key",
    {
      credentials: () => keyFile(keyPair.publicKey.export({ format: "pem", type: "spki" })),
      code: "SNOWFLAKE_KEY_INVALID",
      cause: /it holds PUBLIC KEY/,
      next: /names the private one/,
    },
  ],
  [
    "a key of OpenSSH",
    {
      credentials: () => keyFile("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"),
      code: "SNOWFLAKE_KEY_INVALID",
      cause: /it holds OPENSSH PRIVATE KEY/,
      next: /ssh-keygen -p -m PKCS8/,
    },
  ],
  [
    "a key in DER form",
    {
      credentials: () => keyFile(keyPair.privateKey.export({ format: "der", type: "pkcs8" })),
      code: "SNOWFLAKE_KEY_INVALID",
      cause: /DER form/,
      next: /openssl pkey -inform DER -in .*key-/,
    },
  ],
  [
    "an elliptic key",
    {
      credentials: () => keyFile(pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)),
      code: "SNOWFLAKE_KEY_INVALID",
      cause: /it is an EC key/,
      next: /openssl genrsa 2048/,
    },
  ],
  [
    "a key of 1024 bits",
    {
      credentials: () => keyFile(pem(generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey)),
      code: "SNOWFLAKE_KEY_INVALID",
      cause: /1024 bits/,
      next: /at least 2048 bits/,
    },
  ],
  [
    "a key that is not registered",
    {
      credentials: () => keyFile(otherKey()),
      code: "SNOWFLAKE_JWT_REFUSED",
      cause: /JWT token is invalid/,
      next: /DESC USER extractor must show SHA256:.*clock is off/,
    },
  ],
  [
    "a programmatic access token that was revoked",
    {
      credentials: { method: "pat", token: "revoked-token-of-the-test" },
      code: "SNOWFLAKE_TOKEN_REFUSED",
      cause: /Programmatic access token is invalid/,
      next: /ALTER USER extractor ADD PROGRAMMATIC ACCESS TOKEN/,
    },
  ],
  [
    "a programmatic access token of another user",
    {
      credentials: { method: "pat", token: secrets.pat },
      over: { user: "careful" },
      code: "SNOWFLAKE_TOKEN_REFUSED",
      cause: /invalid/,
      next: /another user than careful/,
    },
  ],
  [
    "a programmatic access token without a network policy",
    {
      credentials: { method: "pat", token: `${secrets.pat}-UNRULED` },
      over: { user: "unruled" },
      code: "SNOWFLAKE_NETWORK_POLICY_NEEDED",
      cause: /Network policy is required/,
      next: /ALTER USER unruled SET NETWORK_POLICY/,
    },
  ],
  [
    "an OAuth token of nobody",
    {
      credentials: { method: "oauth", token: "foreign-token-of-the-test" },
      code: "SNOWFLAKE_TOKEN_REFUSED",
      cause: /Invalid OAuth access token/,
      next: /make a new one/,
    },
  ],
  [
    "an OAuth token that has expired",
    {
      credentials: { method: "oauth", token: `${secrets.oauth}-STALE` },
      over: { user: "stale" },
      code: "SNOWFLAKE_TOKEN_EXPIRED",
      cause: /expired/,
      next: /SNOWFLAKE_TOKEN_FILE/,
    },
  ],
  [
    "an OAuth client with another secret",
    {
      credentials: client({ clientSecret: "another-secret-of-the-test" }),
      code: "SNOWFLAKE_OAUTH_CLIENT_REFUSED",
      cause: /invalid_client/,
      next: /SNOWFLAKE_OAUTH_CLIENT_SECRET/,
    },
  ],
  [
    "an OAuth client that may not have the scope",
    {
      credentials: client({ scope: "session:role:OTHER" }),
      code: "SNOWFLAKE_OAUTH_CLIENT_REFUSED",
      cause: /invalid_scope/,
      next: /SNOWFLAKE_OAUTH_SCOPE/,
    },
  ],
  [
    "an OAuth server that is not there",
    {
      credentials: client({ tokenUrl: "http://127.0.0.1:9/token" }),
      code: "SNOWFLAKE_UNREACHABLE",
      cause: /ECONNREFUSED/,
      next: /VPN/,
    },
  ],
  [
    "a workload that no user names",
    {
      credentials: workload("OIDC", "foreign-workload-of-the-test"),
      over: nobody,
      variables: anyHost,
      code: "SNOWFLAKE_LOGIN_REFUSED",
      cause: /workload identity/,
      next: /SET WORKLOAD_IDENTITY = \(TYPE = OIDC/,
    },
  ],
  [
    "a workload's token for a host that is not Snowflake's",
    {
      credentials: workload("OIDC", secrets.oidc),
      over: nobody,
      code: "SNOWFLAKE_SETTINGS_INVALID",
      cause: /recognized Snowflake host/,
      next: /Check SNOWFLAKE_ACCOUNT/,
    },
  ],
  [
    "a workload on AWS where AWS gives no identity",
    {
      credentials: workload("AWS"),
      over: nobody,
      variables: { ...anyHost, AWS_REGION: "eu-central-1", AWS_EC2_METADATA_DISABLED: "true", HOME: "/nowhere" },
      code: "SNOWFLAKE_WORKLOAD_IDENTITY_MISSING",
      cause: /credentials/,
      next: /SNOWFLAKE_WORKLOAD_IDENTITY_PROVIDER/,
    },
  ],
  [
    "a workload on Google Cloud where there is none",
    {
      credentials: workload("GCP"),
      over: nobody,
      variables: { ...anyHost, METADATA_SERVER_DETECTION: "none", HOME: "/nowhere" },
      code: "SNOWFLAKE_WORKLOAD_IDENTITY_MISSING",
      cause: /credentials/,
      next: /another SNOWFLAKE_AUTH_METHOD/,
    },
  ],
  [
    "a browser that brings a token of its own",
    {
      credentials: sso,
      options: { openBrowser: (_url, port) => void fetch(`http://localhost:${String(port)}/?token=forged`) },
      code: "SNOWFLAKE_SSO_FAILED",
      cause: /SAML response is invalid/,
      next: /as the user of SNOWFLAKE_USER/,
    },
  ],
  [
    "a browser in which another person is signed in",
    {
      credentials: sso,
      options: { openBrowser: (url) => void signInAsPerson(url.replace("extractor", "careful")) },
      code: "SNOWFLAKE_SSO_FAILED",
      cause: /differs from the user currently logged in/,
      next: /as the user of SNOWFLAKE_USER/,
    },
  ],
  [
    "a browser in which nobody signs in",
    {
      credentials: sso,
      options: { openBrowser: () => undefined, connectTimeoutMs: 300 },
      code: "SNOWFLAKE_SSO_FAILED",
      cause: /more than 0\.3 s/,
      next: /ssh -L \d+:localhost:\d+/,
    },
  ],
  [
    "a browser's port that is taken",
    {
      credentials: () => Promise.resolve({ method: "sso", browserPort: sim.port }),
      code: "SNOWFLAKE_SSO_FAILED",
      cause: /EADDRINUSE/,
      next: /window that opened/,
    },
  ],
  [
    "a host that refuses",
    {
      credentials: password(),
      over: { accessUrl: "http://127.0.0.1:9" },
      code: "SNOWFLAKE_UNREACHABLE",
      cause: /127\.0\.0\.1:9.*ECONNREFUSED/,
      next: /the VPN, and HTTPS_PROXY/,
    },
  ],
  [
    "a host whose certificate nobody vouches for",
    {
      credentials: password(),
      over: () => ({ accessUrl: sim.tlsUrl ?? "", revocationCheck: "off" }),
      code: "SNOWFLAKE_TLS",
      cause: /DEPTH_ZERO_SELF_SIGNED_CERT|self-signed/,
      next: /NODE_EXTRA_CA_CERTS/,
    },
  ],
  [
    "a proxy that wants another password",
    {
      credentials: password(),
      over: () => throughProxy("another-proxy-password"),
      code: "SNOWFLAKE_PROXY_REFUSED",
      cause: /407/,
      next: /SNOWFLAKE_PROXY_PASSWORD/,
    },
  ],
  [
    "a proxy that is not there",
    {
      credentials: password(),
      over: () => throughProxy(secrets.proxyPassword, 9),
      code: "SNOWFLAKE_PROXY_UNREACHABLE",
      cause: /ECONNREFUSED/,
      next: /SNOWFLAKE_PROXY or HTTPS_PROXY/,
    },
  ],
];

describe("signs in with", () => {
  test.each(right)("%s, as %s", async (_what, expected, one) => {
    const connection = await connect(one);
    await connection.close();
    expect([connection.info.user, connection.info.role, sim.sessions]).toEqual([expected, "DP_METADATA", 0]);
  });
});

describe("is refused with code, cause and next step:", () => {
  test.each(wrong)("%s", async (_what, one) => {
    const error: unknown = await connect(one).then(
      (connection) => connection.close(),
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(SnowflakeError);
    const { code, message, hint } = error as SnowflakeError;
    expect([code, message, hint]).toEqual([
      one.code,
      expect.stringMatching(one.cause),
      expect.stringMatching(one.next),
    ]);
    const said = JSON.stringify(error, Object.getOwnPropertyNames(error));
    for (const secret of [...Object.values(secrets), "of-the-test", "another-proxy-password"]) {
      expect(said).not.toContain(secret);
    }
  });
});

test("nobody but the stand-in, the proxy and the chosen platform was contacted, and no log was written", () => {
  const others = [...contacted].filter((host) => !/^(?:127\.0\.0\.1|::1|localhost)$/.test(host));
  expect(others).toEqual([]);
  expect(contacted.size).toBeGreaterThan(0);
  expect(existsSync("snowflake.log")).toBe(false);
});
