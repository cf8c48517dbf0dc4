import { chmodSync, existsSync, statSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@jest/globals";

import { customers } from "./documents.ts";
import { run, type Ran } from "./harness.ts";
import { withProject } from "./project.ts";

test("keys are made once, listed with what they are for, and refused when others can read them", async () => {
  await withProject([customers], async (project) => {
    const { root } = project;
    const here = (...args: readonly string[]): Promise<Ran> => run(args, { cwd: root, env: {} });
    const made = await here("keys", "create");
    expect(made).toMatchObject({ code: 0, stderr: "" });
    const identity = join(root, ".dp/keys/applier.identity");
    expect(statSync(identity).mode & 0o777).toBe(0o600);
    const recipient = project.read("config/keys/applier.recipient").trim();
    expect(made.stdout).toContain(`By another way, aloud:   ${recipient}\n`);
    expect(made.stdout).not.toContain("AGE-SECRET-KEY");
    expect(project.read(".dp/keys/applier.identity")).toContain(`# public key: ${recipient}\nAGE-SECRET-KEY-1`);
    expect(await here("keys", "create")).toMatchObject({ code: 73 });

    expect(await here("keys", "create", "pq", "--post-quantum")).toMatchObject({ code: 0 });
    expect(project.read("config/keys/pq.recipient")).toMatch(/^age1pq1.{1952}\n$/);
    expect(await here("keys", "create", "receipts", "--receipts")).toMatchObject({ code: 0 });
    expect(existsSync(join(root, ".dp/keys/receipts.signing-key"))).toBe(true);

    project.write(
      "config/postgres.yaml",
      "targets: { main: {} }\ndelivery: { identities: [.dp/keys/applier.identity] }\n",
    );
    const listed = JSON.parse((await here("keys", "list", "--json")).stdout) as { data: { opensAs: string[] } };
    expect(listed.data.opensAs).toEqual([recipient]);
    chmodSync(identity, 0o640);
    const open = await here("keys", "list");
    expect([open.code, open.stdout + open.stderr]).toEqual([2, expect.stringContaining("KEY_FILE_TOO_OPEN")]);
  });
});
