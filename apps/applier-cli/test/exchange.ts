import { join } from "node:path";

import type { TableMetadata } from "@dp/metadata";

import { FullFeed } from "./bundles.ts";
import type { Stage } from "./stage.ts";

const yaml = `version: 1
delivery:
  folder: exchange
  signers: [config/keys/extractor.signer.json]
  identities: [.dp/keys/applier.identity]
  receipts: receipts
  signing_key: .dp/keys/receipts.signing-key
targets:
  main: { default: true }
`;

/** Keys on both sides, made by the program; the sender's stand in a folder that the project does not know. */
export async function exchangeOn({ project, run }: Stage, table: TableMetadata): Promise<FullFeed> {
  const made = [
    await run("keys", "create"),
    await run("keys", "create", "receipts", "--receipts"),
    await run("keys", "create", "extractor", "--receipts", "--private-folder", "theirs"),
  ];
  const bad = made.find(({ code }) => code !== 0);
  if (bad !== undefined) throw new Error(`keys create: ${bad.stderr}`);
  project.write("config/postgres.yaml", yaml);
  const recipient = project.read("config/keys/applier.recipient").trim();
  return FullFeed.create(join(project.root, "exchange"), table, {
    file: join(project.root, "theirs/extractor.signing-key"),
    recipient,
  });
}

/** Makes the ledger's lines older by so many days. */
export async function ageLedger(client: Stage["client"], days: number): Promise<void> {
  const earlier = (name: string): string => `${name} = ${name} - interval '${String(days)} days'`;
  await client.query(`ALTER TABLE dp_control.bundle DISABLE TRIGGER USER;
    UPDATE dp_control.bundle SET ${earlier("staged_at")}, ${earlier("applied_at")};
    ALTER TABLE dp_control.bundle ENABLE TRIGGER USER`);
}
