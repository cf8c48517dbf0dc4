import { constants } from "node:fs";
import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";

import { type BundleStore, checkRecipients, folderStore, readRecipients, readSigningKey } from "@dp/bundle";
import type { CommandContext, OptionValues } from "@dp/cli-kit";
import { readEnvironment, senderDelivery, type SenderDelivery } from "@dp/config";
import { toFileError } from "@dp/files";
import type { Delivery } from "@dp/snowflake-unload";

import { type OpenProject, settingSources } from "../session.ts";
import { refuseGitExchange } from "./refuse-git.ts";

/** Where bundles go, under whose key, and for whom. */
export interface OpenDelivery extends Delivery {
  readonly recipients: readonly string[];
  readonly settings: SenderDelivery;
}

/** Opens keys and exchange before Snowflake is asked for anything. @throws DeliveryMissingError, BundleError, FileError */
export async function openDelivery(
  context: CommandContext,
  { project, config }: OpenProject,
  options: OptionValues,
): Promise<OpenDelivery> {
  const environment = await readEnvironment("snowflake", settingSources(context, project, options));
  const settings = senderDelivery(project, config.delivery, environment);
  const store = await openStore(settings.folder, options.dryRun !== true);
  const key = await readSigningKey(settings.signingKeyFile);
  const recipients = settings.recipientFiles.length === 0 ? [] : await readRecipients(settings.recipientFiles);
  const tables = [...config.tables, ...config.patterns.map((pattern) => pattern.settings)];
  if (tables.some(({ encryption }) => encryption)) await checkRecipients(recipients);
  return {
    store,
    outbox: join(project.root, ".dp", "outbox"),
    keep: settings.keepDays !== undefined,
    key,
    recipients,
    settings,
  };
}

/** A folder that cannot be written to is found out now, not after the rows have been read. @throws FileError, S3TransportError */
async function openStore(place: string, write: boolean): Promise<BundleStore> {
  if (place.startsWith("s3://")) return (await import("@dp/transport-s3")).s3Store(place);
  await refuseGitExchange(place);
  if (write) await makeWritable(place);
  return folderStore(place);
}

async function makeWritable(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  } catch (error) {
    throw toFileError(error, folder, "write");
  }
}

/** Who will be able to read, and who signs: what a person would want to have seen before rows leave. */
export function tellDelivery({ emit }: CommandContext, { store, key, recipients }: OpenDelivery): void {
  emit({ type: "step", text: `Bundles go to ${store.place}, signed by ${key.kid}` });
  for (const recipient of recipients) emit({ type: "step", text: `Readable by ${recipient}` });
}
