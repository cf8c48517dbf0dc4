import { relative, resolve } from "node:path";

import {
  createIdentity,
  createSigningKey,
  readIdentities,
  readPublicKeys,
  type KeyPlace,
  type PublicKey,
} from "@dp/bundle";
import { type CommandContext, type CommandResult, describeError, exitCodes, type OptionValues } from "@dp/cli-kit";
import { findProject, readEnvironment, readPostgresConfig, type ReceiverConfig, type Project } from "@dp/config";
import { readTextFileIfPresent } from "@dp/files";

const publicFolder = "config/keys";
const postgresYaml = "config/postgres.yaml";

/** Makes the key that opens bundles (or signs receipts), or lists the keys of the project. */
export async function keys(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const project = await findProject(context.io.cwd, context.project);
  const creates = options.action === "create";
  await context.recordIn(project.runsDir, { readOnly: !creates });
  return creates ? create(context, project, options) : list(context, project);
}

async function create(context: CommandContext, project: Project, options: OptionValues): Promise<CommandResult> {
  const place: KeyPlace = {
    name: String(options.name),
    privateFolder: resolve(project.root, String(options.privateFolder)),
    publicFolder: resolve(project.root, publicFolder),
  };
  const signs = options.receipts === true;
  const key = await (signs
    ? createSigningKey(place)
    : createIdentity(place, { postQuantum: options.postQuantum === true }));
  const privateFile = relative(project.root, key.privateFile);
  const publicFile = relative(project.root, key.publicFile);
  context.emit({ type: "item", name: privateFile, status: "new", detail: "private: stays on this machine" });
  context.emit({ type: "item", name: publicFile, status: "new", detail: signs ? `key id ${key.id}` : "recipient" });
  const [ours, theirs] = signs
    ? [`signing_key: ${privateFile}`, "delivery.receipt_signers"]
    : [`identities: [${privateFile}]`, "delivery.recipients"];
  context.emit({
    type: "output",
    text: [
      `In config/postgres.yaml: delivery: { ${ours} }`,
      `To the other side:       ${publicFile}, for ${theirs} in its config/tables.yaml`,
      `By another way, aloud:   ${key.id.slice(0, 62)}${key.id.length > 62 ? "…" : ""}`,
      "",
    ].join("\n"),
  });
  return { exitCode: exitCodes.done, data: { privateFile, publicFile, id: key.id }, summary: "1 key made" };
}

async function list(context: CommandContext, project: Project): Promise<CommandResult> {
  const delivery = await deliveryOf(project);
  const signers = new Set((delivery.signers ?? []).map((file) => resolve(project.root, file)));
  const found = await readPublicKeys(resolve(project.root, publicFolder));
  const listed = found.map((key) => {
    const use = signers.has(key.file) ? "signs bundles" : "not used here";
    return describe(context, relative(project.root, key.file), { key, use });
  });
  const environment = await readEnvironment("postgres", { env: context.io.env, project });
  const fromEnvironment = environment.value("DELIVERY_IDENTITY_PATH")?.value;
  const files = [fromEnvironment ?? [], (delivery.identities ?? []).map((file) => resolve(project.root, file))].flat();
  const opened: string[] = [];
  for (const file of files) opened.push(...(await identityIn(context, file)));
  const broken = found.some((key) => key.error !== undefined) || opened.length < files.length;
  return {
    exitCode: broken ? exitCodes.different : exitCodes.done,
    data: { keys: listed, opensAs: opened },
    summary: `${String(found.length)} public keys, ${String(opened.length)} to open with`,
  };
}

async function deliveryOf(project: Project): Promise<ReceiverConfig> {
  const text = await readTextFileIfPresent(project.postgresFile, { maxBytes: 1024 * 1024 });
  return text === undefined ? {} : ((await readPostgresConfig(text, postgresYaml)).delivery ?? {});
}

function describe(context: CommandContext, file: string, { key, use }: { key: PublicKey; use: string }): object {
  const error = key.error === undefined ? undefined : describeError(key.error);
  const until = key.signer?.validUntil === undefined ? "" : `, until ${key.signer.validUntil.toISOString()}`;
  const revoked = key.signer?.revoked === undefined ? "" : ", revoked";
  const detail = `${use}: ${key.ids.join(", ")}${until}${revoked}`;
  context.emit({
    type: "item",
    name: file,
    status: error === undefined ? "ok" : "failed",
    ...(error === undefined ? { detail } : { error }),
  });
  return { file, kind: key.kind, ids: key.ids, use, ...(error === undefined ? {} : { error }) };
}

/** Recipients that a file's identities open; told as failed when it cannot be used. */
async function identityIn(context: CommandContext, file: string): Promise<readonly string[]> {
  try {
    const identities = (await readIdentities([file])).map(({ recipient }) => recipient);
    context.emit({ type: "item", name: file, status: "ok", detail: `opens bundles for ${identities.join(", ")}` });
    return identities;
  } catch (error) {
    context.emit({ type: "item", name: file, status: "failed", error: describeError(error) });
    return [];
  }
}
