import { homedir } from "node:os";

import { expect, test } from "@jest/globals";

import { projectAt, readEnvironment, readPostgresConfig, receiverDelivery, senderDelivery } from "../src/index.ts";

const project = projectAt("/p");

test("paths of the files begin at the project, those of the environment where they are written", async () => {
  const written = { folder: "../exchange", recipients: ["config/keys/ops.recipient"], signingKey: "~/k/x.signing-key" };
  expect(senderDelivery(project, written)).toEqual({
    folder: "/exchange",
    recipientFiles: ["/p/config/keys/ops.recipient"],
    signingKeyFile: `${homedir()}/k/x.signing-key`,
  });
  const environment = await readEnvironment("snowflake", { env: { DELIVERY_FOLDER: "/mnt/a" } });
  expect(senderDelivery(project, written, environment).folder).toBe("/mnt/a");
});

test("what nobody says is refused by name, with the variable that could say it", () => {
  expect(() => senderDelivery(project, {})).toThrow("config/tables.yaml does not say delivery.folder");
  expect(() => senderDelivery(project, { folder: "x" })).toThrow(
    expect.objectContaining({
      code: "CONFIG_DELIVERY_MISSING",
      hint: expect.stringContaining("DELIVERY_SIGNING_KEY_PATH") as unknown,
    }),
  );
  expect(() => receiverDelivery(project, { folder: "x" })).toThrow("does not say whose signatures count");
});

test("postgres.yaml says where bundles come from, whose count and what opens them", async () => {
  const text = `targets: { main: {} }
delivery:
  folder: exchange
  signers: [config/keys/extractor.signer.json]
  identities: [~/.dp/a.identity, ~/.dp/b.identity]
  receipts: ../receipts
  signing_key: /keys/applier.signing-key
`;
  const { delivery } = await readPostgresConfig(text, "config/postgres.yaml");
  const environment = await readEnvironment("postgres", { env: { DELIVERY_IDENTITY_PATH: "/run/id" } });
  expect(receiverDelivery(project, delivery, environment)).toEqual({
    folder: "/p/exchange",
    signerFiles: ["/p/config/keys/extractor.signer.json"],
    identityFiles: ["/run/id", `${homedir()}/.dp/a.identity`, `${homedir()}/.dp/b.identity`],
    keepDays: 30,
    receipts: { folder: "/receipts", signingKeyFile: "/keys/applier.signing-key" },
  });
});
