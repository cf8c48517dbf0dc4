import { type CommandContext, type CommandResult, exitCodes, type OptionValues, UsageError } from "@dp/cli-kit";
import { relationKindWords } from "@dp/config";

import { counted } from "../counted.ts";
import { type DiscoveredEntry, entriesOf, type ListedEntry } from "../discover/entry.ts";
import { look } from "../discover/look.ts";
import { openIfPresent } from "../discover/open.ts";
import { parsePlace, type Place } from "../discover/place.ts";
import { printTable } from "../discover/print-table.ts";
import { printYaml } from "../discover/print-yaml.ts";
import { tellUnseen } from "../discover/tell-unseen.ts";
import { connect } from "../session.ts";

interface Wanted {
  readonly place: Place;
  readonly like?: string;
  /** All when empty. */
  readonly kinds: ReadonlySet<string>;
  readonly format: string;
}

function wantedOf({ place, like, kind, format }: OptionValues): Wanted {
  const kinds = Array.isArray(kind) ? kind.map((word) => String(word).toLowerCase().replaceAll(/[ _]/g, "-")) : [];
  for (const word of kinds) {
    if ((relationKindWords as readonly string[]).includes(word)) continue;
    throw new UsageError(`--kind ${word} is not known`, `kinds: ${relationKindWords.join(", ")}`);
  }
  return {
    place: typeof place === "string" ? parsePlace(place) : {},
    ...(typeof like === "string" && { like }),
    kinds: new Set(kinds),
    format: String(format),
  };
}

/** Lists what the role sees in Snowflake, by SHOW alone; as a table, JSON, or entries for tables.yaml. */
export async function discover(context: CommandContext, options: OptionValues): Promise<CommandResult> {
  const { place, like, kinds, format } = wantedOf(options);
  const opened = await openIfPresent(context);
  const db = await connect(context, opened, options);
  try {
    context.emit({ type: "step", text: "Listing tables and views" });
    const found = await look(context, db, { ...place, ...(like !== undefined && { like }) });
    const entries = entriesOf(found.relations, opened.config).filter(({ kind }) => kinds.size === 0 || kinds.has(kind));
    const { unseen, leftOut } = found;
    const { role } = db.info;
    tellUnseen(context, found, role);
    // Sizes are of the moment: shown, and in no record.
    const relations = entries.map(withoutSizes);
    if (format === "yaml") context.emit({ type: "output", text: printYaml(entries, opened.config) });
    else if (format === "json") {
      context.emit({
        type: "output",
        text: `${JSON.stringify({ role, relations: entries, unseen, leftOut }, null, 2)}\n`,
      });
    } else {
      const { isTTY, columns } = context.io.stdout;
      context.emit({ type: "output", text: printTable(entries, isTTY ? columns : undefined) });
    }
    return {
      exitCode: exitCodes.done,
      data: { role, relations, unseen, leftOut },
      ...(format === "table" && {
        summary: `${counted(entries.length, "table or view", "tables and views")} in ${counted(schemasOf(entries), "schema")}`,
        ...(entries.length > 0 && {
          next: "extractor-cli discover … --format yaml, and paste into config/tables.yaml",
        }),
      }),
    };
  } finally {
    await db.close();
  }
}

function withoutSizes(entry: ListedEntry): DiscoveredEntry {
  const kept = Object.entries(entry).filter(([key]) => key !== "rows" && key !== "bytes");
  return Object.fromEntries(kept) as unknown as DiscoveredEntry;
}

function schemasOf(entries: readonly { readonly database: string; readonly schema: string }[]): number {
  return new Set(entries.map(({ database, schema }) => JSON.stringify([database, schema]))).size;
}
