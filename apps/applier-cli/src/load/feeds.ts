import type { BundleStore } from "@dp/bundle";
import { type CommandContext, describeError, type OptionValues } from "@dp/cli-kit";
import type { Project } from "@dp/config";
import type { PgConnection } from "@dp/pg-client";
import { feedStatuses, type FeedStatus } from "@dp/pg-load";

import { openDelivery, readDelivery } from "./delivery.ts";
import { count, divergedText, errorOf } from "./tell.ts";

/** Where nobody said where bundles come from, only the ledger is asked. */
const noStore: BundleStore = {
  place: "",
  local: true,
  feeds: () => Promise.resolve([]),
  bundles: () => Promise.resolve([]),
  rowHashes: () => Promise.resolve([]),
  sizes: () => Promise.resolve(new Map()),
  read: () => Promise.reject(new Error("there is no exchange")),
  // eslint-disable-next-line require-yield, @typescript-eslint/require-await
  open: async function* () {
    throw new Error("there is no exchange");
  },
  publish: () => Promise.reject(new Error("there is no exchange")),
  putHead: () => Promise.reject(new Error("there is no exchange")),
  remove: () => Promise.reject(new Error("there is no exchange")),
  sweep: () => Promise.resolve(),
};

function lag(seconds: number): string {
  if (seconds < 120) return `${String(seconds)} s`;
  if (seconds < 7200) return `${String(Math.round(seconds / 60))} min`;
  return seconds < 172_800 ? `${String(Math.round(seconds / 3600))} h` : `${String(Math.round(seconds / 86_400))} days`;
}

/** `8 present, 9 to 11 delayed`. */
function aheadText({ ahead }: FeedStatus): readonly string[] {
  const runs: { standing: string; first: number; last: number }[] = [];
  for (const { seq, standing } of ahead) {
    const last = runs.at(-1);
    if (last?.standing === standing && last.last === seq - 1) last.last = seq;
    else runs.push({ standing, first: seq, last: seq });
  }
  return runs.map(({ standing, first, last }) => {
    return `${first === last ? String(first) : `${String(first)} to ${String(last)}`} ${standing}`;
  });
}

function notes(status: FeedStatus): readonly string[] {
  const { state, hold, staged, stale, asOf, lagSeconds } = status;
  if (state === undefined) return ["nothing loaded yet", ...aheadText(status)];
  const place = `bundle ${count(state.seq)}${state.epoch === 1 ? "" : ` of epoch ${count(state.epoch)}`}`;
  const age = asOf === undefined ? "" : ` as of ${asOf}`;
  const old = lagSeconds === undefined ? "" : ` (${lag(lagSeconds)} ago)`;
  return [
    `${place}${age}${old}`,
    ...(stale ? ["stale: a newer one was due"] : []),
    ...(hold === undefined ? [] : [`held by ${hold.role}: ${hold.reason}`]),
    ...(staged === undefined ? [] : [`bundle ${count(staged.seq)} is begun and not finished`]),
    ...aheadText(status),
    ...(Object.keys(state.diverged).length === 0 ? [] : [`differs from Snowflake in ${divergedText(state.diverged)}`]),
  ];
}

function tell(context: CommandContext, status: FeedStatus): void {
  const error = errorOf({ error: undefined, troubles: status.troubles });
  context.emit({
    type: "item",
    name: status.feed,
    status: error !== undefined ? "failed" : status.well ? "ok" : "different",
    detail: notes(status).join("; "),
    ...(error === undefined ? {} : { error }),
  });
}

/** How each feed stands, one line each. */
export async function tellFeeds(
  context: CommandContext,
  db: PgConnection,
  { project, options }: { readonly project: Project; readonly options: OptionValues },
): Promise<readonly FeedStatus[]> {
  const configured = (await readDelivery(project)) !== undefined;
  const { store, trust } = configured
    ? await openDelivery(context, project)
    : { store: noStore, trust: { signers: [] } };
  const connect = (): Promise<PgConnection> => Promise.reject(new Error("status opens no session"));
  const graceSeconds = Math.max(0, Number(options.grace ?? 3600) || 0);
  const statuses = await feedStatuses(db, {
    store,
    trust,
    identities: [],
    connect,
    runId: context.runId,
    graceSeconds,
  });
  for (const status of statuses) tell(context, status);
  return statuses;
}

/** The same for JSON. */
export function feedData(status: FeedStatus): object {
  const { troubles, state, hold, staged, asOf, lagSeconds, ...rest } = status;
  return {
    ...rest,
    ...(state === undefined ? {} : { state }),
    ...(hold === undefined ? {} : { hold }),
    ...(staged === undefined ? {} : { staged: { epoch: staged.epoch, seq: staged.seq } }),
    ...(asOf === undefined ? {} : { asOf }),
    ...(lagSeconds === undefined ? {} : { lagSeconds }),
    troubles: troubles.map(({ where, incomplete, error }) => ({ where, incomplete, error: describeError(error) })),
  };
}
