import { type DatabaseAddress, withDatabase } from "@dp/embedded-postgres";
import { connectPostgres } from "@dp/pg-client";

import { type FeedResult, load, type LoadEvent, type LoadOptions } from "../src/index.ts";
import { Sender } from "./sender.ts";

/** A database, a sender, and what the applier does between them. */
export interface Stage {
  readonly sender: Sender;
  readonly address: DatabaseAddress;
  readonly client: Parameters<Parameters<typeof withDatabase>[0]>[0];
  readonly events: LoadEvent[];
  /** Runs SQL as the owner of the database. */
  readonly sql: <R extends object>(text: string, values?: readonly unknown[]) => Promise<R[]>;
  readonly options: (rest?: Partial<LoadOptions>) => LoadOptions;
  /** Loads every feed of the exchange. */
  readonly load: (rest?: Partial<LoadOptions>) => Promise<readonly FeedResult[]>;
  /** Loads the only feed. */
  readonly one: (rest?: Partial<LoadOptions>) => Promise<FeedResult>;
}

let runs = 0;

/** Everything a test of loading needs; gone afterwards. */
export async function withStage<T>(setUp: string, use: (stage: Stage) => Promise<T>): Promise<T> {
  const sender = await Sender.create();
  try {
    return await withDatabase(async (client, address) => {
      await client.query(setUp);
      const events: LoadEvent[] = [];
      const options = (rest: Partial<LoadOptions> = {}): LoadOptions => ({
        store: sender.store,
        trust: { signers: sender.signers },
        identities: sender.identities,
        connect: () => connectPostgres({ ...address, sslmode: "disable" }, { applicationName: "dp/test" }),
        runId: `load-${String(++runs)}`,
        waitMs: 5_000,
        pauseMs: 20,
        onEvent: (event) => void events.push(event),
        ...rest,
      });
      const all = async (rest: Partial<LoadOptions> = {}): Promise<readonly FeedResult[]> => {
        return load(await sender.store.feeds(), options(rest));
      };
      return use({
        sender,
        address,
        client,
        events,
        sql: async <R extends object>(text: string, values: readonly unknown[] = []) =>
          (await client.query<R>(text, [...values])).rows,
        options,
        load: all,
        one: async (rest) => {
          const [result] = await all(rest);
          if (result === undefined) throw new Error("there is no feed");
          if (result.error !== undefined) throw result.error as Error;
          return result;
        },
      });
    });
  } finally {
    await sender.remove();
  }
}

/** The codes of what a feed met. */
export function codes({ troubles }: FeedResult): readonly string[] {
  return troubles.map(({ error }) => (error as { code: string }).code);
}
