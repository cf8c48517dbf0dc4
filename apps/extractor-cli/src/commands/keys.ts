import { relative, resolve } from "node:path";

import { createSigningKey, ownSigner, readPublicKeys, readSigningKey, type PublicKey } from "@dp/bundle";
import { type CommandContext, type CommandResult, describeError, exitCodes, type OptionValues } from "@dp/cli-kit";
import { findProject, type Project, readEnvironment, senderDelivery, type SenderDelivery } from "@dp/config";

import { openProject } from "../session.ts";

const publicFolder = "config/keys";

/** Makes the key that signs bundles, or lists the keys of the project. */
export function keys(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  return options.action === "create" ? create(context, options) : list(context);
}

async function create(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const project = await findProject(context.io.cwd, context.project);
  await context.recordIn(project.runsDir);
  const key = await createSigningKey({
    name: String(options.name),
    privateFolder: resolve(project.root, String(options.privateFolder)),
    publicFolder: resolve(project.root, publicFolder),
  });
  const privateFile = relative(project.root, key.privateFile);
  const publicFile = relative(project.root, key.publicFile);
  context.emit({ type: "item", name: privateFile, status: "new", detail: "private: stays on this machine" });
  context.emit({ type: "item", name: publicFile, status: "new", detail: `key id ${key.id}` });
  context.emit({
    type: "output",
    text: [
      `In config/tables.yaml:   delivery: { signing_key: ${privateFile} }`,
      `To the other side:       ${publicFile}, for delivery.signers in its config/postgres.yaml`,
      `By another way, aloud:   ${key.id}`,
      "",
    ].join("\n"),
  });
  return { exitCode: exitCodes.done, data: { privateFile, publicFile, id: key.id }, summary: "1 key made" };
}

async function list(context: CommandContext): Promise<CommandResult> {
  const { project, config } = await openProject(context, { readOnly: true });
  const environment = await readEnvironment("snowflake", { env: context.io.env, project });
  const delivery = config.delivery ?? {};
  const used = new Map([
    ...(delivery.recipients ?? []).map((file) => [resolve(project.root, file), "reads bundles"] as const),
    ...(delivery.receiptSigners ?? []).map((file) => [resolve(project.root, file), "signs receipts"] as const),
  ]);
  const found = await readPublicKeys(resolve(project.root, publicFolder));
  const listed = found.map((key) => describe(context, project, { key, use: used.get(key.file) ?? "not used here" }));
  const own = await ownKey(context, () => senderDelivery(project, { folder: ".", ...delivery }, environment));
  const broken = found.some((key) => key.error !== undefined) || own === undefined;
  return {
    exitCode: broken ? exitCodes.different : exitCodes.done,
    data: { keys: listed, ...(own === undefined ? {} : { signsWith: own }) },
    summary: `${String(found.length)} public keys`,
  };
}

function describe(context: CommandContext, project: Project, { key, use }: { key: PublicKey; use: string }): object {
  const file = relative(project.root, key.file);
  const error = key.error === undefined ? undefined : describeError(key.error);
  const until = key.signer?.validUntil === undefined ? "" : `, until ${key.signer.validUntil.toISOString()}`;
  const detail = `${use}: ${key.ids.join(", ")}${until}`;
  context.emit({
    type: "item",
    name: file,
    status: error === undefined ? "ok" : "failed",
    ...(error === undefined ? { detail } : { error }),
  });
  return { file, kind: key.kind, ids: key.ids, use, ...(error === undefined ? {} : { error }) };
}

/** Key id of the key that signs; told as failed when it cannot be used. */
async function ownKey(context: CommandContext, delivery: () => SenderDelivery): Promise<string | undefined> {
  try {
    const { kid } = ownSigner(await readSigningKey(delivery().signingKeyFile));
    context.emit({ type: "item", name: "delivery.signing_key", status: "ok", detail: `signs with ${kid}` });
    return kid;
  } catch (error) {
    context.emit({ type: "item", name: "delivery.signing_key", status: "failed", error: describeError(error) });
    return undefined;
  }
}
