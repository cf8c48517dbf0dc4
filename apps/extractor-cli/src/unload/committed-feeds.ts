import type { OptionValues } from "@dp/cli-kit";
import { matchesPattern, tableOfPattern, type TableConfig } from "@dp/config";
import { readFolder } from "@dp/metadata-folder";

import { schemasShownAs } from "../extract/run.ts";
import type { OpenProject } from "../session.ts";
import { type ChosenFeeds, chooseFeeds } from "./feeds.ts";

/** Names of the feeds that the options choose, by the committed files alone. @throws UsageError */
export async function committedFeeds(opened: OpenProject, options: OptionValues): Promise<readonly string[]> {
  const { feeds } = await chooseCommitted(opened, options, []);
  return feeds.map(({ name }) => name);
}

/** The feeds that the options choose, by the committed files alone. @throws UsageError */
export async function chooseCommitted(
  { project, config }: OpenProject,
  options: OptionValues,
  recipients: readonly string[],
): Promise<ChosenFeeds> {
  const entries = await readFolder({ path: project.schemasDir, shownAs: schemasShownAs });
  const named = new Set(config.tables.map(({ name }) => name));
  const matched = entries.flatMap((entry): readonly TableConfig[] => {
    if (!("metadata" in entry) || named.has(entry.name)) return [];
    const pattern = config.patterns.find((one) => matchesPattern(one, entry.metadata.source));
    return pattern === undefined ? [] : [{ ...tableOfPattern(pattern, entry.metadata.source), name: entry.name }];
  });
  const committed = new Map(entries.map((entry) => [entry.name, entry]));
  return chooseFeeds([...config.tables, ...matched], committed, { options, recipients });
}
