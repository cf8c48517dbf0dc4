import { exitCodes, UsageError, visible } from "@dp/cli-kit";
import type { TablesConfig } from "@dp/config";
import {
  conformance,
  probe,
  type ProbeOutcome,
  type ProbeStatus,
  type SnowflakeConnection,
} from "@dp/snowflake-client";

/** What the comparison of an account with our assumptions came to. */
export interface ProbeReport {
  readonly exitCode: number;
  /** For a person: what differs, and what could not be looked at. */
  readonly text: string;
  readonly counts: Readonly<Record<ProbeStatus, number>>;
  /** All but what holds. */
  readonly outcomes: readonly ProbeOutcome[];
}

/** Compares what the product counts on with what the account answers; statements are about the first configured table. */
export async function probeAccount(db: SnowflakeConnection, { tables }: TablesConfig): Promise<ProbeReport> {
  const [first] = tables;
  if (first === undefined) {
    throw new UsageError(
      "no table of tables.yaml is there to ask about",
      "name one that the role sees, or widen a pattern",
    );
  }
  return reportProbe(await probe(db, conformance, first.snowflake));
}

/** Puts outcomes into words. A difference in what nobody was sure of is told, and is no reason to stop. */
export function reportProbe(outcomes: readonly ProbeOutcome[]): ProbeReport {
  const of = (status: ProbeStatus): readonly ProbeOutcome[] => outcomes.filter((outcome) => outcome.status === status);
  const counts = { holds: of("holds").length, differs: of("differs").length, skipped: of("skipped").length };
  const head = `Probe: ${String(counts.holds)} hold, ${String(counts.differs)} differ, ${String(counts.skipped)} not looked at`;
  const lines = [head, ...of("differs").flatMap(differenceLines), ...of("skipped").map(skippedLine)];
  const serious = of("differs").some(({ unsure }) => unsure !== true);
  return {
    exitCode: serious ? exitCodes.different : exitCodes.done,
    text: `${lines.map((line) => visible(line)).join("\n")}\n`,
    counts,
    outcomes: [...of("differs"), ...of("skipped")],
  };
}

function differenceLines({ id, text, wanted, seen = "", changes, source, unsure }: ProbeOutcome): readonly string[] {
  return [
    `differs  ${id}${unsure === true ? " (nobody was sure of it)" : ""}: ${text}`,
    `         wanted   ${wanted}`,
    `         came     ${seen}`,
    ...(changes === undefined ? [] : [`         changes  ${changes}`]),
    `         source   ${source}`,
  ];
}

function skippedLine({ id, reason = "" }: ProbeOutcome): string {
  return `skipped  ${id}: ${reason}`;
}
