/**
 * Runs the random tests at full size, batch by batch: `node chaos.mjs [campaign …]`. What has passed is kept in
 * `docs/measurements/chaos.json` after each batch, so that a run that was cut goes on where it stopped, as long as
 * the commit is the same. The first batch that fails ends the run and names its seed.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { addBatch, entryFor, printPage } from "./ledger.mjs";

const root = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(root, "docs/measurements");
const ledgerFile = join(folder, "chaos.json");
const campaigns = JSON.parse(readFileSync(new URL("campaigns.json", import.meta.url), "utf8")).map((campaign) => ({
  seed: 1_000,
  ...campaign,
}));

function committed() {
  const git = (...args) => execFileSync("git", args, { cwd: root, encoding: "utf8" }).trim();
  const changed = git("status", "--porcelain", "--", ".", ":!docs/measurements");
  if (changed !== "") throw new Error(`commit first, so that the figures have a commit:\n${changed}`);
  return git("rev-list", "-1", "--abbrev-commit", "HEAD", "--", ".", ":!docs/measurements");
}

/** One batch as its own process; what the test told, or undefined when it failed. */
function runBatch(campaign, cases, seed) {
  const scratch = mkdtempSync(join(tmpdir(), "chaos-"));
  try {
    const report = join(scratch, "report.json");
    const order = JSON.stringify({ name: campaign.name, cases, seed, report });
    const nodeOptions = "--experimental-vm-modules --disable-warning=ExperimentalWarning";
    const { status } = spawnSync("npx", ["jest", "-i", "--testTimeout", "3000000", campaign.test], {
      cwd: join(root, campaign.package),
      env: { ...process.env, NODE_OPTIONS: nodeOptions, DP_CHAOS: order },
      stdio: ["ignore", "inherit", "inherit"],
    });
    return status === 0 && existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : undefined;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

const names = process.argv.slice(2);
const unknown = names.filter((name) => !campaigns.some((campaign) => campaign.name === name));
if (unknown.length > 0) throw new Error(`no campaign is called ${unknown.join(", ")}`);
const chosen = campaigns.filter(({ name }) => names.length === 0 || names.includes(name));
const commit = committed();
const ledger = existsSync(ledgerFile) ? JSON.parse(readFileSync(ledgerFile, "utf8")) : {};

for (const campaign of chosen) {
  let entry = entryFor(ledger, campaign, commit);
  while (entry.cases < campaign.cases) {
    const cases = Math.min(campaign.batch, campaign.cases - entry.cases);
    const seed = campaign.seed + entry.batches;
    const counts = runBatch(campaign, cases, seed);
    if (counts === undefined) {
      throw new Error(`${campaign.name} failed with seed ${String(seed)}, ${String(cases)} cases`);
    }
    entry = addBatch(entry, cases, counts);
    ledger[campaign.name] = entry;
    mkdirSync(folder, { recursive: true });
    writeFileSync(ledgerFile, `${JSON.stringify(ledger, null, 2)}\n`);
    writeFileSync(join(folder, "chaos.md"), printPage(ledger, campaigns));
    console.error(`${campaign.name}: ${String(entry.cases)} of ${String(campaign.cases)}`);
  }
}
