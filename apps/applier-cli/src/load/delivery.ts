import { type BundleStore, folderStore, type Identity, readIdentities, readSigners, type Trust } from "@dp/bundle";
import type { CommandContext } from "@dp/cli-kit";
import {
  type Project,
  readEnvironment,
  readPostgresConfig,
  receiverDelivery,
  type ReceiverConfig,
  type ReceiverDelivery,
} from "@dp/config";
import { readTextFileIfPresent } from "@dp/files";

const postgresYaml = "config/postgres.yaml";

/** Where bundles come from, whose count, and what opens them. */
export interface OpenDelivery {
  readonly store: BundleStore;
  readonly trust: Trust;
  readonly identities: readonly Identity[];
  readonly receipts: ReceiverDelivery["receipts"];
  /** Days for which bundles stay after they were applied. */
  readonly keepDays: number;
}

/** `delivery` of config/postgres.yaml; undefined when nobody wrote one. */
export async function readDelivery(project: Project): Promise<ReceiverConfig | undefined> {
  const text = await readTextFileIfPresent(project.postgresFile, { maxBytes: 1024 * 1024 });
  return text === undefined ? undefined : (await readPostgresConfig(text, postgresYaml)).delivery;
}

/** The exchange, for who looks and opens no part. @throws DeliveryMissingError, BundleError, FileError */
export async function openExchange(
  context: CommandContext,
  project: Project,
): Promise<Pick<OpenDelivery, "store" | "trust">> {
  const environment = await readEnvironment("postgres", { env: context.io.env, project });
  const { folder, signerFiles } = receiverDelivery(project, await readDelivery(project), environment);
  return { store: await openStore(folder), trust: { signers: await readSigners(signerFiles) } };
}

/** Opens the exchange with the keys of the project. @throws DeliveryMissingError, BundleError, FileError */
export async function openDelivery(context: CommandContext, project: Project): Promise<OpenDelivery> {
  const environment = await readEnvironment("postgres", { env: context.io.env, project });
  const delivery = receiverDelivery(project, await readDelivery(project), environment);
  const identities = await readIdentities(delivery.identityFiles);
  context.addSecrets(identities.map(({ secret }) => secret));
  return {
    store: await openStore(delivery.folder),
    trust: { signers: await readSigners(delivery.signerFiles) },
    identities,
    receipts: delivery.receipts,
    keepDays: delivery.keepDays,
  };
}

async function openStore(place: string): Promise<BundleStore> {
  return place.startsWith("s3://") ? (await import("@dp/transport-s3")).s3Store(place) : folderStore(place);
}
