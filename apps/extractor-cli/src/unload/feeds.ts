import { selectNames, type OptionValues } from "@dp/cli-kit";
import type { Schedule, TableConfig } from "@dp/config";
import type { TableMetadata } from "@dp/metadata";
import type { FolderEntry } from "@dp/metadata-folder";
import { type FeedForm, feedsOf, type FeedOrder, type TableOrder } from "@dp/snowflake-unload";

/** A table of tables.yaml without a metadata file: nothing of it was reviewed, so nothing of it leaves. */
export class NotExtractedError extends Error {
  readonly code = "METADATA_MISSING";
  readonly hint = "Run extractor-cli extract, have the files reviewed and committed, then unload.";
  readonly retryable = false;
  readonly where: string;

  constructor(name: string) {
    super(`${name} has no committed metadata: nothing says what may leave`);
    this.name = "NotExtractedError";
    this.where = name;
  }
}

const hour = 3_600_000;

/** From one run to the next at the latest; a cron line is read by whoever starts the runs. */
const dueAfter: Readonly<Partial<Record<Schedule["kind"], number>>> = {
  hourly: hour,
  daily: 24 * hour,
  weekly: 7 * 24 * hour,
  monthly: 31 * 24 * hour,
};

/** What the options choose, cut into feeds. */
export interface ChosenFeeds {
  readonly feeds: readonly FeedOrder[];
  /** Tables that are tied to chosen ones by foreign keys and travel with them. */
  readonly alongside: readonly string[];
  /** Chosen tables that were never extracted. */
  readonly missing: readonly string[];
}

/** Which feeds are to be unloaded, and in what form. @throws UsageError; the error of a metadata file that cannot be read */
export function chooseFeeds(
  tables: readonly TableConfig[],
  committed: ReadonlyMap<string, FolderEntry>,
  { options, recipients }: { readonly options: OptionValues; readonly recipients: readonly string[] },
): ChosenFeeds {
  const chosen = new Set(
    selectNames(
      tables.map(({ name }) => name),
      options,
      "refuse",
    ),
  );
  const configured = new Map(tables.map((table) => [table.name, table]));
  const reviewed = tables.flatMap((table): readonly TableMetadata[] => {
    const entry = committed.get(table.name);
    // Who is tied to whom is known only when all files can be read.
    if (entry !== undefined && "error" in entry) throw entry.error;
    return entry === undefined ? [] : [entry.metadata];
  });
  const wanted = feedsOf(reviewed).filter((feed) => feed.tables.some(({ name }) => chosen.has(name)));
  const travelling = wanted.flatMap((feed) => feed.tables.map(({ name }) => name));
  return {
    feeds: wanted.map((feed) => {
      const configs = feed.tables.flatMap(({ name }) => configured.get(name) ?? []);
      const due = dueMs(configs);
      const orders = feed.tables.flatMap((metadata) => orderOf(metadata, configured.get(metadata.name)));
      const form = formOf(configs, recipients);
      return { name: feed.name, tables: orders, form, ...(due !== undefined && { dueMs: due }) };
    }),
    alongside: travelling.filter((name) => !chosen.has(name)),
    missing: [...chosen].filter((name) => !travelling.includes(name)),
  };
}

function orderOf(metadata: TableMetadata, table: TableConfig | undefined): readonly TableOrder[] {
  if (table === undefined) return [];
  const { syncMode: mode, incremental, verify } = table;
  return [{ metadata, mode, verify, ...(incremental !== undefined && { incremental }) }];
}

function dueMs(tables: readonly TableConfig[]): number | undefined {
  const all = tables.flatMap(({ schedule }) => dueAfter[schedule.kind] ?? []);
  return all.length === 0 ? undefined : Math.min(...all);
}

/** Tables of one feed travel in one form: what one of them wants encrypted, all of them have. */
function formOf(tables: readonly TableConfig[], recipients: readonly string[]): FeedForm {
  const compression = tables.some((table) => table.compression) ? "gzip" : "none";
  if (tables.some(({ encryption }) => encryption)) return { compression, recipients };
  const reasons = new Set(tables.flatMap(({ encryptionReason }) => encryptionReason ?? []));
  return { compression, unencryptedReason: [...reasons].join("; ") };
}
