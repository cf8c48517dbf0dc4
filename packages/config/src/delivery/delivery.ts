import { absolutePath } from "../environment/layers.ts";
import type { Environment } from "../environment/read.ts";
import type { Project } from "../project/find.ts";
import type { DeliveryConfig } from "../tables/types.ts";
import type { ReceiverConfig } from "../targets/types.ts";

/** Something that bundles need was said nowhere. */
export class DeliveryMissingError extends Error {
  readonly code = "CONFIG_DELIVERY_MISSING";
  readonly retryable = false;
  readonly hint: string;
  readonly where: string;

  constructor(what: string, { where, hint }: { where: string; hint: string }) {
    super(`${where} does not say ${what}`);
    this.name = "DeliveryMissingError";
    this.where = where;
    this.hint = hint;
  }
}

/** Where bundles are written, for whom, under which key. All paths are absolute. */
export interface SenderDelivery {
  readonly folder: string;
  /** Files with public keys; empty only where no table is encrypted. */
  readonly recipientFiles: readonly string[];
  readonly signingKeyFile: string;
  readonly receipts?: { readonly folder: string; readonly signerFiles: readonly string[] };
  /** Days for which sent bundles are kept on this side. */
  readonly keepDays?: number;
}

/** Where bundles are read, whose count, and what opens them. All paths are absolute. */
export interface ReceiverDelivery {
  readonly folder: string;
  readonly signerFiles: readonly string[];
  /** Empty only where no part is encrypted. */
  readonly identityFiles: readonly string[];
  readonly receipts?: { readonly folder: string; readonly signingKeyFile: string };
  /** Days for which bundles stay after they were applied. */
  readonly keepDays: number;
}

/** `delivery` of tables.yaml under the environment. @throws DeliveryMissingError */
export function senderDelivery(
  project: Project,
  written: DeliveryConfig = {},
  environment?: Environment,
): SenderDelivery {
  const paths = pathsOf(project, "config/tables.yaml");
  const { receipts, receiptSigners = [], keepDays } = written;
  return {
    ...(keepDays === undefined ? {} : { keepDays }),
    folder: paths.one("DELIVERY_FOLDER", written.folder, "delivery.folder", environment),
    recipientFiles: (written.recipients ?? []).map(paths.absolute),
    signingKeyFile: paths.one("DELIVERY_SIGNING_KEY_PATH", written.signingKey, "delivery.signing_key", environment),
    ...(receipts === undefined
      ? {}
      : { receipts: { folder: paths.absolute(receipts), signerFiles: receiptSigners.map(paths.absolute) } }),
  };
}

/** Long enough for whoever looks once a month. */
const defaultKeepDays = 30;

/** `delivery` of postgres.yaml under the environment. @throws DeliveryMissingError */
export function receiverDelivery(
  project: Project,
  written: ReceiverConfig = {},
  environment?: Environment,
): ReceiverDelivery {
  const paths = pathsOf(project, "config/postgres.yaml");
  const { signers = [], identities = [], receipts, keepDays = defaultKeepDays } = written;
  if (signers.length === 0) {
    const hint = "list the .signer.json files that the sender gave you under delivery.signers";
    throw new DeliveryMissingError("whose signatures count (delivery.signers)", { where: paths.file, hint });
  }
  const identity = environment?.value("DELIVERY_IDENTITY_PATH")?.value;
  return {
    folder: paths.one("DELIVERY_FOLDER", written.folder, "delivery.folder", environment),
    signerFiles: signers.map(paths.absolute),
    keepDays,
    identityFiles: [...new Set([...(identity === undefined ? [] : [identity]), ...identities.map(paths.absolute)])],
    ...(receipts === undefined
      ? {}
      : {
          receipts: {
            folder: paths.absolute(receipts),
            signingKeyFile: paths.one(
              "DELIVERY_SIGNING_KEY_PATH",
              written.signingKey,
              "delivery.signing_key",
              environment,
            ),
          },
        }),
  };
}

interface Paths {
  readonly file: string;
  readonly absolute: (written: string) => string;
  readonly one: (variable: string, written: string | undefined, name: string, environment?: Environment) => string;
}

function pathsOf(project: Project, file: string): Paths {
  const absolute = (written: string): string => absolutePath(written, { folder: project.root });
  return {
    file,
    absolute,
    one: (variable, written, name, environment) => {
      // The environment's value is absolute already, from the folder it was written in.
      const found = environment?.value(variable)?.value ?? (written === undefined ? undefined : absolute(written));
      if (found !== undefined) return found;
      throw new DeliveryMissingError(name, { where: file, hint: `write ${name}, or set ${variable}` });
    },
  };
}
