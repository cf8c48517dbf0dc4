import { chmodSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { all } from "./documents.ts";
import { run, variables } from "./harness.ts";
import { validated } from "./output-document.ts";
import { onStage } from "./stage.ts";

/** Every text in a JSON value; the names of its fields are the program's own. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("ping", () => {
  test("says which of libpq's variables are not honoured, once each", async () => {
    await onStage(all, async ({ surroundings: { cwd, env } }) => {
      const given = { PGREQUIREAUTH: "scram-sha-256", PGHOSTADDR: "127.0.0.1", PGCHANNELBINDING: "require" };
      const { code, stderr } = await run(["ping"], { cwd, env: { ...env, ...given } });
      expect(code).toBe(0);
      for (const name of Object.keys(given))
        expect(stderr.split(`warning ${name} (process) is not honoured`)).toHaveLength(2);
    });
  });

  test("says what the server is, what the role may do, and where each setting came from", async () => {
    await onStage(all, async ({ run: runHere, address }) => {
      const { code, stdout, stderr } = await runHere("ping");
      expect(code).toBe(0);
      expect(stdout).toMatch(/^server +PostgreSQL \d+/m);
      expect(stdout).toMatch(new RegExp(`^database +${address.database}$`, "m"));
      expect(stdout).toMatch(/^may create schemas +yes$/m);
      expect(stdout).toMatch(/^read only +no$/m);
      expect(stdout).toContain(`POSTGRES_PORT = ${String(address.port)}  (process)`);
      expect(stdout).toContain("POSTGRES_PASSWORD = [hidden]  (process)");
      expect(stdout).toContain("Next: applier-cli plan");
      expect(stderr).toContain(`Connecting to PostgreSQL 127.0.0.1:${String(address.port)}/${address.database}`);
    });
  });

  test("--json says the same in one document", async () => {
    await onStage(all, async ({ json, address }) => {
      const { command, exitCode, data } = await json("ping");
      expect([command, exitCode]).toEqual(["ping", 0]);
      expect(data).toMatchObject({
        server: { database: address.database, superuser: true, canCreateSchemas: true, readOnly: false, tls: false },
        settings: expect.arrayContaining([{ name: "POSTGRES_PASSWORD", source: "process", value: "[hidden]" }]),
      });
    });
  });

  test("the password is in nothing that leaves the program, whatever it looks like", async () => {
    await onStage(all, async ({ client, address, project }) => {
      // Also words that stand in what is said anyway.
      for (const password of ["pa\"ss' wörd\\ %&=", "data", address.database]) {
        const user = `role_${String(address.port)}`;
        await client.query(`CREATE ROLE ${user} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
        try {
          const surroundings = { cwd: project.root, env: variables({ ...address, user, password }) };
          const spoken = await run(["ping", "--verbose"], surroundings);
          expect(spoken).toMatchObject({ code: 0, stdout: expect.stringMatching(/^may create schemas +no$/m) });
          const document = await run(["ping", "--json"], surroundings);
          expect(validated(document).data).toHaveProperty("server.user", user);
          const records = project.records().slice(-2);
          const said = [spoken.stdout, spoken.stderr, ...textsIn([validated(document).data, records])];
          expect(said.filter((text) => text.includes(password))).toEqual([]);
        } finally {
          await client.query(`DROP ROLE ${user}`);
        }
      }
    });
  });

  test("takes settings from .env, and says so", async () => {
    await onStage(all, async ({ project, surroundings: { cwd, env } }) => {
      const { POSTGRES_PORT, ...rest } = env;
      project.write(".env", `# the other side\nPOSTGRES_PORT=${String(POSTGRES_PORT)}\n`);
      const { code, stdout } = await run(["ping"], { cwd, env: rest });
      expect([code, stdout]).toEqual([
        0,
        expect.stringContaining(`POSTGRES_PORT = ${String(POSTGRES_PORT)}  (.env line 2)`),
      ]);
    });
  });

  test("takes settings from libpq's files, says which, and names a password file that others may read", async () => {
    await onStage(all, async ({ project, address }) => {
      const { root } = project;
      const { host, port, database, user, password } = address;
      project.write("services", `[here]\nhost=${host}\nport=${String(port)}\ndbname=${database}\n`);
      project.write("passwords", `*:*:${database}:*:${password}\n`);
      const [services, passwords] = [join(root, "services"), join(root, "passwords")];
      const env = { PGSERVICE: "here", PGSERVICEFILE: services, PGPASSFILE: passwords, PGUSER: user };
      chmodSync(passwords, 0o600);
      const { code, stdout } = await run(["ping"], { cwd: root, env });
      expect(code).toBe(0);
      expect(stdout).toContain(`POSTGRES_HOST = ${host}  (${services} [here])`);
      expect(stdout).toContain("POSTGRES_USER = postgres  (fallback PGUSER)");
      expect(stdout).toContain(`POSTGRES_PASSWORD = [hidden]  (${passwords} line 1)`);
      expect(stdout).toMatch(/^pooler +no$/m);
      chmodSync(passwords, 0o644);
      const refused = await run(["ping"], { cwd: root, env });
      expect(refused.code).toBe(77);
      expect(refused.stderr).toContain(`${passwords} is not read`);
      expect(refused.stderr).toContain("[POSTGRES_PASSWORD_MISSING]");
    });
  });
});
