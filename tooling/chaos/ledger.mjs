/** What has been run so far, and the page that shows it. Counts of another commit are never added to. */

const heading = `# Long random runs

Written by \`pnpm chaos\`, which runs the random tests of the packages many more times than \`npm test\` does. Every row
names the commit and the first seed; a batch of a campaign has the seed after that of the batch before.
`;

/** The entry to go on from: that of this commit, or an empty one. */
export function entryFor(ledger, campaign, commit) {
  const known = ledger[campaign.name];
  return known?.commit === commit ? known : { commit, batches: 0, cases: 0, counts: {} };
}

export function addBatch(entry, cases, counts) {
  const sums = { ...entry.counts };
  for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count;
  return { ...entry, batches: entry.batches + 1, cases: entry.cases + cases, counts: sums };
}

export function printPage(ledger, campaigns) {
  const rows = campaigns.flatMap((campaign) => {
    const entry = ledger[campaign.name];
    if (entry === undefined) return [];
    const counts = Object.entries(entry.counts).map(([name, count]) => `${name} ${String(count)}`);
    const cells = [campaign.title, entry.cases, campaign.cases, counts.join(", "), campaign.seed, entry.commit];
    return [`| ${cells.map(String).join(" | ")} |`];
  });
  const head = ["| what | cases | wanted | seen | first seed | commit |", "| --- | --- | --- | --- | --- | --- |"];
  return `${[heading, ...head, ...rows].join("\n")}\n`;
}
