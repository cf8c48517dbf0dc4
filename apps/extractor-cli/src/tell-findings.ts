import type { CommandContext } from "@dp/cli-kit";
import { describeFinding, type Finding, type TableMetadata } from "@dp/metadata";

interface Found {
  readonly table: string;
  readonly finding: Finding;
}

/** A warning for each finding of a table, the harmless ones too. */
export function tellEachFinding(context: CommandContext, { name, findings }: TableMetadata): void {
  for (const finding of findings) tellOne(context, { table: name, finding });
}

/** One warning for each kind of finding, however many columns of however many tables have it. */
export function tellFindingsByCode(context: CommandContext, tables: readonly TableMetadata[]): void {
  const byCode = new Map<string, [Found, ...Found[]]>();
  for (const { name, findings } of tables) {
    for (const finding of findings) {
      if (finding.severity === "info") continue;
      const found = { table: name, finding };
      const same = byCode.get(finding.code);
      if (same === undefined) byCode.set(finding.code, [found]);
      else same.push(found);
    }
  }
  for (const same of byCode.values()) {
    if (same.length === 1) tellOne(context, same[0]);
    else tellTogether(context, same);
  }
}

function tellOne(context: CommandContext, { table, finding }: Found): void {
  const { sentence, hint } = describeFinding(finding);
  context.emit({
    type: "warning",
    code: finding.code,
    text: sentence,
    where: table,
    ...(hint === undefined ? {} : { hint }),
  });
}

function tellTogether(context: CommandContext, same: readonly [Found, ...Found[]]): void {
  const [first] = same;
  const { code } = first.finding;
  const { sentence, hint } = describeFinding(first.finding);
  context.emit({
    type: "warning",
    code,
    text: `${code}: ${extent(same)}; first ${first.table}: ${sentence}`,
    hint: [losses(same), hint, "-v lists all."].filter((part) => part !== undefined).join(" "),
  });
}

function extent(same: readonly Found[]): string {
  const tables = new Set(same.map(({ table }) => table)).size;
  const ofColumns = same.every(({ finding }) => finding.column !== undefined);
  const count = `${String(same.length)} ${ofColumns ? "columns" : "findings"}`;
  return tables === 1 ? `${count} of 1 table` : `${count} of ${String(tables)} tables`;
}

/** Losses are accepted by name, so each name is said, with the number of its columns. */
function losses(same: readonly Found[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { finding } of same) {
    for (const loss of [finding.details?.loss ?? []].flat()) counts.set(loss, (counts.get(loss) ?? 0) + 1);
  }
  if (counts.size === 0) return undefined;
  return `In all: ${[...counts].map(([loss, count]) => `${loss} (${String(count)})`).join(", ")}.`;
}
