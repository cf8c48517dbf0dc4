import { chmodSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { postgresSettings, readEnvironment, type Environment } from "../src/index.ts";
import { withFolder } from "./project-folder.ts";

type Variables = Readonly<Record<string, string>>;

const SERVER = { PGHOST: "db.example.com", PGPORT: "6543", PGDATABASE: "d", PGUSER: "u" };

const read = (env: Variables): Promise<Environment> => readEnvironment("postgres", { env });

function withPasswords(text: string, use: (file: string) => Promise<void>): Promise<void> {
  return withFolder({ pgpass: text }, async (root) => {
    chmodSync(join(root, "pgpass"), 0o600);
    return use(join(root, "pgpass"));
  });
}

describe("libpq's password file", () => {
  test.each([
    ["a line of its own", "db.example.com:6543:d:u:right", {}, "right"],
    ["anything by *", "*:*:*:*:right", {}, "right"],
    ["the first that fits", "other:*:*:*:wrong\n*:*:*:u:right\n*:*:*:*:wrong", {}, "right"],
    ["no other port", "*:5432:*:*:wrong", {}, undefined],
    ["no other user", "*:*:*:U:wrong", {}, undefined],
    ["no comment", "#*:*:*:*:wrong\n\nnonsense\n*:*:*:*:right", {}, "right"],
    ["colons and backslashes behind a backslash", "*:*:a\\:b\\\\:*:p\\:q\\\\", { PGDATABASE: "a:b\\" }, "p:q\\"],
    ["colons of a password as they are", "*:*:*:*:p:q", {}, "p:q"],
    ["a star that is meant", "*:*:\\*:*:wrong", {}, undefined],
    ["lines that end as on Windows", "*:*:*:*:right\r\n", {}, "right"],
    ["the standard socket as localhost", "localhost:*:*:*:right", { PGHOST: "/var/run/postgresql" }, "right"],
    ["another socket by its folder", "/srv/pg:*:*:*:right", { PGHOST: "/srv/pg" }, "right"],
    ["port 5432 where none is set", "*:5432:*:*:right", { PGPORT: "" }, "right"],
  ] as const)("knows %s", async (_what, text, env, password) => {
    await withPasswords(text, async (file) => {
      const environment = await read({ ...SERVER, ...env, PGPASSFILE: file });
      expect(environment.value("POSTGRES_PASSWORD")?.value).toBe(password);
      expect(environment.secrets()).toEqual(password === undefined ? [] : [password]);
    });
  });

  test("comes after every other password, and says the line", async () => {
    await withPasswords("# mine\n*:*:*:*:swordfish\n", async (file) => {
      const environment = await read({ ...SERVER, PGPASSFILE: file });
      const report = { name: "POSTGRES_PASSWORD", value: "[hidden]", source: `${file} line 2` };
      expect(environment.describe()).toContainEqual(report);
      const other = await read({ ...SERVER, PGPASSFILE: file, PGPASSWORD: "x" });
      expect(other.value("POSTGRES_PASSWORD")).toEqual({ value: "x", source: "fallback PGPASSWORD" });
    });
  });

  test("is not read when others may read it, or when it is a folder, and that is said", async () => {
    await withPasswords("*:*:*:*:swordfish\n", async (file) => {
      chmodSync(file, 0o640);
      const environment = await read({ ...SERVER, PGPASSFILE: file });
      expect(environment.value("POSTGRES_PASSWORD")).toBeUndefined();
      expect(environment.ignoredFiles()).toEqual([
        { file, reason: expect.stringContaining("others"), hint: `chmod 600 ${file}` },
      ]);
      const folder = await read({ ...SERVER, PGPASSFILE: join(file, "..") });
      expect(folder.ignoredFiles()).toEqual([expect.objectContaining({ reason: "it is not a plain file" })]);
      expect((await read({ ...SERVER, PGPASSFILE: "/nowhere" })).ignoredFiles()).toEqual([]);
    });
  });
});

describe("libpq's service file", () => {
  const text = `# servers
[other]
host=wrong
[prod]
host=db.example.com
port=6543
dbname=d
user=u
password=sword=fish
sslmode=verify-ca
sslrootcert=/ca.pem
connect_timeout=1
application_name=nightly
options=-c role=owner
keepalives=1

[prod]
host=wrong
`;

  test("fills what POSTGRES_ does not, comes before PG, and says so", async () => {
    await withFolder({ services: text }, async (root) => {
      const file = join(root, "services");
      const env = { PGSERVICE: "prod", PGSERVICEFILE: file, POSTGRES_DATABASE: "mine", PGUSER: "not-me" };
      const environment = await read(env);
      expect(postgresSettings(environment)).toEqual({
        host: "db.example.com",
        port: 6543,
        database: "mine",
        user: "u",
        password: "sword=fish",
        sslmode: "verify-ca",
        sslrootcert: "/ca.pem",
        connectTimeoutMs: 2000,
        applicationName: "nightly",
        options: "-c role=owner",
      });
      expect(environment.value("POSTGRES_HOST")?.source).toBe(`${file} [prod]`);
      expect(environment.exposedFiles()).toEqual([]);
      expect(environment.secrets()).toEqual(["sword=fish"]);
      chmodSync(file, 0o644);
      expect((await read(env)).exposedFiles()).toEqual([file]);
    });
  });

  test.each([
    ["a name that is not there", "[production]\n", "SETTING_SERVICE_UNKNOWN", "production"],
    ["an empty file", "", "SETTING_SERVICE_UNKNOWN", "no service"],
    [
      "a key that we would have to pass over",
      "[prod]\nrequire_auth=scram-sha-256\n",
      "SETTING_SERVICE_INVALID",
      "sslmode",
    ],
    ["a line that is none", "[prod]\nhost\n", "SETTING_SERVICE_INVALID", "="],
  ])("refuses %s", async (_what, content, code, hint) => {
    await withFolder({ services: content }, async (root) => {
      const file = join(root, "services");
      await expect(read({ PGSERVICE: "prod", PGSERVICEFILE: file })).rejects.toMatchObject({
        code,
        where: expect.stringContaining(file),
        hint: expect.stringContaining(hint),
      });
    });
  });

  test("looks into PGSYSCONFDIR after the own file", async () => {
    await withFolder({ "pg_service.conf": text }, async (root) => {
      const env = { PGSERVICE: "prod", PGSERVICEFILE: "/nowhere", PGSYSCONFDIR: root };
      expect((await read(env)).value("POSTGRES_HOST")?.value).toBe("db.example.com");
      await expect(read({ PGSERVICE: "prod", PGSERVICEFILE: "/nowhere" })).rejects.toThrow("/nowhere");
    });
  });
});

describe("libpq's other words", () => {
  test.each([
    [{ PGTARGETSESSIONATTRS: "standby" }, "POSTGRES_TARGET_SESSION_ATTRS", "primary"],
    [{ PGCONNECT_TIMEOUT: "soon" }, "POSTGRES_CONNECT_TIMEOUT", "whole number"],
    [{ PGSSLROOTCERT: "system", PGSSLMODE: "require" }, "POSTGRES_SSLMODE", "verify-full"],
  ])("%j is refused", async (variables, setting, hint) => {
    const environment = await read({ ...SERVER, ...variables });
    expect(() => postgresSettings(environment)).toThrow(
      expect.objectContaining({ code: "SETTING_INVALID", setting, hint: expect.stringContaining(hint) }),
    );
  });

  test("the system's certificates mean that the name is checked, on this machine too", async () => {
    const environment = await read({ ...SERVER, PGHOST: "localhost", PGSSLROOTCERT: "system" });
    expect(postgresSettings(environment)).toMatchObject({ sslmode: "verify-full", sslrootcert: "system" });
  });
});
