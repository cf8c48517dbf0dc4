import { readFileSync } from "node:fs";
import { join } from "node:path";

import { folderStore } from "@dp/bundle";
import { startObjectStore } from "@dp/object-store";
import { s3Store } from "@dp/transport-s3";
import { expect, test } from "@jest/globals";

import { FullFeed } from "./bundles.ts";
import { column, document } from "./documents.ts";
import { ageLedger } from "./exchange.ts";
import { run } from "./harness.ts";
import { onStage } from "./stage.ts";

const prices = document("prices", {
  columns: [column("id", "bigint", { nullable: false }), column("amount", "integer")],
  primaryKey: { name: "prices_pkey", columns: ["id"] },
});

const yaml = `version: 1
delivery:
  folder: s3://dp-exchange/nightly?endpoint=ENDPOINT
  signers: [config/keys/extractor.signer.json]
  identities: [.dp/keys/applier.identity]
targets:
  main: { default: true }
`;

test("bundles are loaded from an object store, and purged there; without the right to it nothing is", async () => {
  const objects = await startObjectStore("dp-exchange");
  const account = { AWS_ACCESS_KEY_ID: "S3RVER", AWS_SECRET_ACCESS_KEY: "S3RVER" };
  Object.assign(process.env, account);
  try {
    await onStage([prices], async ({ project, client, surroundings, run: runHere }) => {
      await runHere("keys", "create");
      await runHere("keys", "create", "extractor", "--receipts", "--private-folder", "theirs");
      project.write("config/postgres.yaml", yaml.replace("ENDPOINT", objects.endpoint));
      const feed = await FullFeed.create(join(project.root, "outside"), prices, {
        file: join(project.root, "theirs/extractor.signing-key"),
        recipient: project.read("config/keys/applier.recipient").trim(),
      });
      await feed.publish([["1", "10"]]);
      await feed.head();
      const store = s3Store(`s3://dp-exchange/nightly?endpoint=${objects.endpoint}`);
      const local = join(project.root, "outside/prices");
      const deliver = async (): Promise<void> => {
        const bundle = (await folderStore(join(project.root, "outside")).bundles("prices")).at(-1)?.name ?? "";
        await store.publish("prices", bundle, join(local, bundle));
        await store.putHead(
          "prices",
          readFileSync(join(local, "head.json")),
          readFileSync(join(local, "head.jws"), "utf8"),
        );
      };
      await deliver();

      expect(await runHere("apply", "--all", "--yes")).toMatchObject({ code: 0 });
      const stranger = { ...account, AWS_ACCESS_KEY_ID: "NOBODY" };
      const refused = await run(["load"], { ...surroundings, env: { ...surroundings.env, ...stranger } });
      expect(refused).toMatchObject({ code: 77, stderr: expect.stringContaining("S3_ACCESS_DENIED") });
      const loaded = await run(["load"], { ...surroundings, env: { ...surroundings.env, ...account } });
      expect(loaded).toMatchObject({ code: 0, stdout: expect.stringContaining("1 loaded (1 rows)") });
      const { rows } = await client.query("SELECT id, amount FROM sales.prices");
      expect(rows).toEqual([{ id: "1", amount: 10 }]);

      await feed.publish([["2", "20"]]);
      await feed.head();
      await deliver();
      const ours = { ...surroundings, env: { ...surroundings.env, ...account } };
      expect(await run(["load"], ours)).toMatchObject({ code: 0 });
      await ageLedger(client, 31);
      objects.fault = ({ method }) => (method === "DELETE" ? { status: 403, code: "AccessDenied" } : undefined);
      const denied = await run(["load", "--purge"], ours);
      expect(denied).toMatchObject({ code: 77, stderr: expect.stringContaining("s3:DeleteObject") });
      expect((await store.bundles("prices")).map(({ seq }) => seq)).toEqual([1, 2]);
      objects.fault = () => undefined;
      expect(await run(["load", "--purge"], ours)).toMatchObject({
        code: 0,
        stdout: expect.stringContaining("1 old bundle removed"),
      });
      expect((await store.bundles("prices")).map(({ seq }) => seq)).toEqual([2]);
      expect(await run(["status", "-q"], ours)).toMatchObject({ code: 0 });
    });
  } finally {
    await objects.close();
  }
});
