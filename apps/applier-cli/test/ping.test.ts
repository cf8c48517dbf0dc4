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
});
