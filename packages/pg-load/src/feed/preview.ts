import type { PgConnection } from "@dp/pg-client";

import { chooseTargets } from "../bundle/targets.ts";
import { type Link } from "../chain/link.ts";
import { nextStep } from "../chain/next-step.ts";
import type { LedgerTable } from "../ledger/bundles.ts";
import type { RecordedDecision } from "../ledger/holds.ts";
import type { LoadOptions } from "../options.ts";
import { surveyFeed, type Trouble } from "./survey.ts";

/** What a load of a feed would begin with. */
export interface FeedPreview {
  readonly feed: string;
  readonly hold?: RecordedDecision;
  /** The bundle that would be loaded first, and how its rows would get in. */
  readonly next?: { readonly link: Link; readonly tables: readonly LedgerTable[] };
  /** Bundles behind it that are here. */
  readonly more: number;
  readonly superseded: readonly Link[];
  readonly missing?: number;
  readonly troubles: readonly Trouble[];
}

/** Looks at a feed as loading does, and says what would be done. Changes nothing. */
export async function previewFeed(db: PgConnection, feed: string, options: LoadOptions): Promise<FeedPreview> {
  const survey = await surveyFeed(db, feed, options);
  const { candidates, troubles, hold } = survey;
  const { step, missing, refused } = nextStep(
    survey.base,
    candidates.map(({ link }) => link),
  );
  const byChain = refused.map(({ link, error }): Trouble => {
    return { where: `${link.feed}/${link.folder}`, seq: link.seq, error, incomplete: false };
  });
  const common = {
    feed,
    troubles: [...troubles, ...byChain],
    superseded: step?.superseded ?? [],
    ...(hold === undefined ? {} : { hold }),
    ...(missing === undefined ? {} : { missing }),
  };
  const candidate = candidates.find(({ link }) => link === step?.link);
  if (candidate === undefined || step === undefined) return { ...common, more: 0 };
  const more = candidates.length - step.superseded.length - 1;
  const { link, opened } = candidate;
  try {
    const targets = await chooseTargets(db, opened.manifest, options);
    const tables = targets.map(({ table, way, reason }): LedgerTable => {
      return { name: table.name, mode: table.mode, rows: table.rows, way, reason };
    });
    return { ...common, more, next: { link, tables } };
  } catch (error) {
    const trouble = { where: `${feed}/${link.folder}`, seq: link.seq, error, incomplete: false };
    return { ...common, more, troubles: [...common.troubles, trouble] };
  }
}
