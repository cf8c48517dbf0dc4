import { openOutbox, ownSigner, verifyBundle, type BundleRef } from "@dp/bundle";

import { UnloadError } from "../error.ts";
import type { Delivery } from "./delivery.ts";

/** What became of a bundle that was to be sent again. */
export interface ResentBundle {
  readonly feed: string;
  readonly bundle: string;
  /** `present`: it is in the exchange, whole; the transport has to bring it again. */
  readonly status: "published" | "present";
}

/** Puts a bundle back into the exchange, byte for byte. @throws UnloadError UNLOAD_BUNDLE_NOT_KEPT, BundleError, FileError */
export async function resendBundle(delivery: Delivery, feed: string, seq: number): Promise<ResentBundle> {
  const outbox = await openOutbox(delivery.outbox, feed);
  try {
    const kept = newest(await outbox.kept(), seq);
    if (kept !== undefined) {
      return { feed, bundle: kept.name, status: await outbox.resend(delivery.store, kept.name) };
    }
    const present = newest(await delivery.store.bundles(feed), seq);
    if (present !== undefined) {
      const trust = { signers: [ownSigner(delivery.key)] };
      const { problems } = await verifyBundle(delivery.store, present, { trust, level: "full" });
      if (problems.length === 0) return { feed, bundle: present.name, status: "present" };
    }
    throw notKept(feed, seq);
  } finally {
    await outbox.close();
  }
}

/** Of a number that several epochs have, the last one's: run ids begin with the time. */
function newest(refs: readonly BundleRef[], seq: number): BundleRef | undefined {
  return refs.filter((ref) => ref.seq === seq).toSorted((a, b) => (a.name < b.name ? 1 : -1))[0];
}

function notKept(where: string, seq: number): UnloadError {
  return new UnloadError("UNLOAD_BUNDLE_NOT_KEPT", `bundle ${String(seq)} of ${where} is nowhere whole on this side`, {
    where,
    hint: `Send the tables in full, which may follow a gap: extractor-cli unload --table ${where} --full. With delivery.keep_days in tables.yaml sent bundles are kept.`,
  });
}
