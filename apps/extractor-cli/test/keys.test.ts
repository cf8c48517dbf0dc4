import { statSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "@jest/globals";

import { onStage, prodTables } from "./stage.ts";

const nowhere = { url: "http://127.0.0.1:9", account: "DEMO" };

test("a key is made once: private for its owner alone, public to be reviewed, told what to exchange", async () => {
  await onStage(nowhere, prodTables, async ({ run, json, project }) => {
    const made = await run("keys", "create");
    expect(made).toMatchObject({ code: 0, stderr: "" });
    expect(statSync(join(project.root, ".dp/keys/extractor.signing-key")).mode & 0o777).toBe(0o600);
    expect(statSync(join(project.root, ".dp/keys")).mode & 0o777).toBe(0o700);
    const { kid, jwk } = JSON.parse(project.read("config/keys/extractor.signer.json")) as { kid: string; jwk: object };
    expect(Object.keys(jwk)).toEqual(["kty", "crv", "x"]);
    expect(made.stdout).toContain(`By another way, aloud:   ${kid}\n`);
    expect(made.stdout).toContain("signing_key: .dp/keys/extractor.signing-key");
    expect(project.read(".dp/keys/extractor.signing-key")).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    for (const { runId } of project.records()) {
      expect(project.read(`.dp/runs/${runId}.json`)).not.toContain("PRIVATE KEY");
    }

    const before = project.read(".dp/keys/extractor.signing-key");
    expect(await json("keys", "create")).toMatchObject({ exitCode: 73, error: { code: "FILE_EXISTS" } });
    expect(project.read(".dp/keys/extractor.signing-key")).toBe(before);
    expect(await json("keys", "create", "extractor-2028")).toMatchObject({ exitCode: 0 });
  });
});

test("the list says which keys count, which are broken, and that a key others can read is none", async () => {
  const delivery =
    "delivery: { signing_key: .dp/keys/extractor.signing-key, recipients: [config/keys/ops.recipient] }\n";
  await onStage(nowhere, `${prodTables}${delivery}`, async ({ run, json, project }) => {
    await run("keys", "create");
    const recipient = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    project.write("config/keys/ops.recipient", `# ops\n${recipient}\n`);
    const listed = await json("keys", "list");
    expect(listed).toMatchObject({
      exitCode: 0,
      data: {
        keys: [
          { file: "config/keys/extractor.signer.json", kind: "signer", use: "not used here" },
          { file: "config/keys/ops.recipient", kind: "recipient", ids: [recipient], use: "reads bundles" },
        ],
      },
    });
    project.write("config/keys/ops.recipient", `${recipient.replace("kyg", "kyy")}\n`);
    project.write(".dp/keys/extractor.signing-key", project.read(".dp/keys/extractor.signing-key"), 0o644);
    const broken = await run("keys", "list");
    expect(broken.code).toBe(2);
    expect(broken.stdout + broken.stderr).toMatch(/BUNDLE_RECIPIENT_INVALID[^]*KEY_FILE_TOO_OPEN/);
  });
});
