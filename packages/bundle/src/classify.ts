import type { Head } from "./generated/head.ts";
import type { BundleProblem, BundleReport } from "./verify.ts";

/**
 * Where a number of the sequence stands. applied: in the ledger; present: whole, waiting; uploading: some of its files
 * are here; delayed: not here, and not for long; lost: not here, or not whole, for longer than the grace; superseded: not
 * applied and not needed, because a later bundle begins anew; refused: here, and not what was signed.
 */
export type BundleStanding = "applied" | "present" | "uploading" | "delayed" | "lost" | "superseded" | "refused";

/** One number of the sequence. */
export interface ClassifiedBundle {
  readonly seq: number;
  readonly standing: BundleStanding;
  /** Folders that carry this number; two whole ones are a fork. */
  readonly names: readonly string[];
  /** What is wrong, for uploading, lost and refused. */
  readonly problems: readonly BundleProblem[];
}

/** What is known of a feed on the receiving side. */
export interface FeedSighting {
  readonly epoch: number;
  /** Last applied sequence of the epoch; 0 for none. */
  readonly applied: number;
  /** Of every folder of the feed that is above `applied`, and of any others. */
  readonly reports: readonly BundleReport[];
  readonly head?: Head;
  readonly now: Date;
  /** How long a bundle may be on its way, counted from when a later sign of it was written. */
  readonly graceSeconds: number;
}

/**
 * Gap report: one entry for each number above the last applied one, up to the highest that the head or a folder speaks
 * of; numbers below that are still there as folders come first, as applied. At most `cap` missing numbers in a row are
 * listed one by one, so that a jump of the sequence costs nothing.
 */
export function classifyBundles(sighting: FeedSighting, cap = 10_000): readonly ClassifiedBundle[] {
  const bySeq = new Map<number, BundleReport[]>();
  for (const report of sighting.reports) {
    if (ofOtherEpoch(report, sighting.epoch)) continue;
    bySeq.set(report.ref.seq, [...(bySeq.get(report.ref.seq) ?? []), report]);
  }
  return numbersOf(sighting, bySeq, cap).map((seq) => {
    const reports = bySeq.get(seq) ?? [];
    const standing = standingOf(seq, reports, sighting);
    const named = standing === "uploading" || standing === "lost" || standing === "refused";
    return {
      seq,
      standing,
      names: reports.map((report) => report.ref.name),
      problems: named ? reports.flatMap((report) => report.problems) : [],
    };
  });
}

function ofOtherEpoch({ bundle }: BundleReport, epoch: number): boolean {
  return bundle !== undefined && bundle.manifest.epoch !== epoch;
}

function numbersOf(
  { applied, head, epoch }: FeedSighting,
  bySeq: ReadonlyMap<number, readonly BundleReport[]>,
  cap: number,
): readonly number[] {
  const seen = [...bySeq.keys()];
  const highest = Math.max(applied, ...seen, head?.epoch === epoch ? head.seq : 0);
  const numbers = new Set(seen);
  for (let seq = applied + 1; seq <= Math.min(highest, applied + cap); seq += 1) numbers.add(seq);
  return [...numbers].toSorted((a, b) => a - b);
}

function standingOf(seq: number, reports: readonly BundleReport[], sighting: FeedSighting): BundleStanding {
  if (seq <= sighting.applied) return "applied";
  if (isSuperseded(seq, sighting)) return "superseded";
  if (reports.some(isWhole)) return "present";
  const problems = reports.flatMap((report) => report.problems);
  if (problems.some((problem) => problem.code !== "BUNDLE_INCOMPLETE")) return "refused";
  if (isOverdue(seq, sighting)) return "lost";
  return reports.length > 0 ? "uploading" : "delayed";
}

function isWhole(report: BundleReport): boolean {
  return report.bundle !== undefined && report.problems.length === 0;
}

/** A later bundle that brings every table in full needs none of those before it. */
function isSuperseded(seq: number, { reports, epoch }: FeedSighting): boolean {
  return reports.some(({ ref, bundle, problems }) => {
    if (bundle === undefined || problems.length > 0) return false;
    const { manifest } = bundle;
    const later = manifest.epoch > epoch || (manifest.epoch === epoch && ref.seq > seq);
    return later && manifest.tables.every((table) => table.mode === "full");
  });
}

/** The oldest sign that a bundle was sent: its own manifest, a later one, or the head. */
function isOverdue(seq: number, { reports, head, epoch, now, graceSeconds }: FeedSighting): boolean {
  const signs = reports.flatMap(({ ref, bundle }) =>
    bundle?.manifest.epoch === epoch && ref.seq >= seq ? [bundle.manifest.createdAt] : [],
  );
  if (head?.epoch === epoch && head.seq >= seq) signs.push(head.createdAt);
  return signs.some((sign) => now.getTime() - new Date(sign).getTime() > graceSeconds * 1000);
}
