import { type CommandContext, type OptionValues, UsageError } from "@dp/cli-kit";
import type { LoadOptions } from "@dp/pg-load";
import { effectiveTarget } from "@dp/pg-ddl";
import type { PgConnection } from "@dp/pg-client";

import type { Reviewed } from "../session.ts";
import type { OpenDelivery } from "./delivery.ts";
import { tellLoad } from "./tell.ts";

const allowed = ["BLOCKS_READERS", "DELETES_DATA"] as const;

/** The hazards of `--allow`, as `load` knows them. @throws UsageError */
function hazards(options: OptionValues): ReadonlySet<string> {
  const said = Array.isArray(options.allow) ? options.allow.map(String) : [];
  const names = said.flatMap((text) => text.split(",")).map((text) => text.trim().toUpperCase());
  const odd = names.find((name) => !allowed.some((one) => one === name));
  if (odd === undefined) return new Set(names);
  throw new UsageError(`--allow ${odd} is nothing that load can be allowed`, `say one of ${allowed.join(", ")}`);
}

function whole(value: unknown, name: string, least: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least) return number;
  throw new UsageError(`--${name} ${String(value)} is no such number`, `say a whole number from ${String(least)} on`);
}

/** What a command that loads, or looks at what could be loaded, works with. */
export function loadOptions(
  context: CommandContext,
  options: OptionValues,
  given: {
    readonly reviewed: Pick<Reviewed, "all" | "target">;
    readonly delivery: OpenDelivery;
    readonly connect: () => Promise<PgConnection>;
  },
): LoadOptions {
  const { reviewed, delivery, connect } = given;
  const allow = hazards(options);
  return {
    store: delivery.store,
    trust: delivery.trust,
    identities: delivery.identities,
    connect,
    connections: whole(options.connections ?? 2, "connections", 1),
    runId: context.runId,
    waitMs: Math.max(0, Number(options.wait ?? 30) || 0) * 1000,
    targetOf: (metadata) => {
      const { schema, table: name } = effectiveTarget(metadata, reviewed.target);
      return { schema, name };
    },
    committed: new Map(reviewed.all.map((metadata) => [metadata.name, metadata])),
    allowTruncate: allow.has("BLOCKS_READERS"),
    allowLoss: allow.has("DELETES_DATA"),
    inPlace: options.inPlace === true,
    keepPrevious: options.keepPrevious === true,
    acceptDrift: options.acceptDrift === true,
    showValues: options.showValues === true,
    onEvent: tellLoad(context),
  };
}
