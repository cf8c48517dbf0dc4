import { type CommandContext, describeError } from "@dp/cli-kit";
import {
  effectiveTarget,
  fromMetadata,
  type HazardInPlan,
  type Plan,
  type PlanFormat,
  type PlanStrands,
} from "@dp/pg-ddl";
import { hazardMeanings, tableKey, tableText, visible } from "@dp/pg-ddl";
import type { PgConnection } from "@dp/pg-client";
import { findStranded, type StrandedFeed } from "@dp/pg-load";

import { openExchange, readDelivery } from "./load/delivery.ts";
import type { Reviewed } from "./session.ts";

const shown = 8;

/** `5`, `5 to 9`, `5, 7`. */
function numbersText(numbers: readonly number[]): string {
  const [first = 0, last = 0] = [numbers[0], numbers.at(-1)];
  if (numbers.length > 2 && last - first === numbers.length - 1) return `${String(first)} to ${String(last)}`;
  const more = numbers.length > shown ? `, … ${String(last)}` : "";
  return numbers.slice(0, shown).join(", ") + more;
}

function firstOf({ feed, loadable, held, bundles }: StrandedFeed): string {
  const load = `applier-cli load --feed ${feed}`;
  const release = held ? `applier-cli load --release ${feed} --reason "…", then ` : "";
  if (loadable) return `${release}${load}`;
  return `apply the metadata that bundle ${String(bundles[0] ?? 0)} was made from, which lies before this one in version control, then ${release}${load}`;
}

function strandsOf(stranded: StrandedFeed): PlanStrands {
  const { feed, bundles, tables, problems } = stranded;
  const because = problems.map(({ message, where = "" }) => `${where.split(",")[0] ?? ""}: ${message}`);
  return { feed, bundles, tables, because, first: firstOf(stranded) };
}

/** Whether tables that stand would be others afterwards. */
function changesTables({ statements }: Plan): boolean {
  return statements.some(({ action, object }) => action !== "create" || object.kind === "column");
}

/** Errors of the exchange and its settings; those of the database are for whoever asked. */
function isOfExchange(error: unknown): boolean {
  return /^(FILE|S3|BUNDLE|KEY|DELIVERY|CONFIG)_/.test(describeError(error).code);
}

/** What waits in the exchange and would not fit the tables after a plan. Without an exchange, or one that cannot be read: nothing. */
export async function strandedBy(
  context: CommandContext,
  db: PgConnection,
  { planned, reviewed }: { readonly planned: Plan; readonly reviewed: Reviewed },
): Promise<readonly PlanStrands[]> {
  const { project, tables, target } = reviewed;
  if (!changesTables(planned) || (await readDelivery(project)) === undefined) return [];
  try {
    const options = {
      ...(await openExchange(context, project)),
      identities: [],
      connect: () => Promise.reject(new Error("looking opens no session")),
      runId: context.runId,
      targetOf: (metadata: Reviewed["all"][number]) => {
        const { schema, table: name } = effectiveTarget(metadata, target);
        return { schema, name };
      },
    };
    const found = await findStranded(db, { plan: planned, wanted: fromMetadata(tables, target) }, options);
    return found.map(strandsOf);
  } catch (error) {
    if (!isOfExchange(error)) throw error;
    const { message, hint } = describeError(error);
    const text = `whether bundles of rows wait for the tables as they are could not be seen: ${message}`;
    context.emit({ type: "warning", code: "EXCHANGE_UNREAD", text, ...(hint === undefined ? {} : { hint }) });
    return [];
  }
}

function bundlesText({ feed, bundles }: PlanStrands): string {
  return `${bundles.length === 1 ? "bundle" : "bundles"} ${numbersText(bundles)} of feed ${feed}`;
}

function lines(strands: PlanStrands): readonly string[] {
  const { because, first } = strands;
  return [
    `! --allow STRANDS_BUNDLES: ${hazardMeanings.STRANDS_BUNDLES} (${bundlesText(strands)})`,
    ...because.map((why) => `    ${visible(why)}`),
    `    first: ${first}`,
  ];
}

/** The same for a person, in the manner of a plan's format; JSON has it in the document. */
export function strandsText(strands: readonly PlanStrands[], format: PlanFormat): string {
  if (strands.length === 0 || format === "json") return "";
  const all = strands.flatMap(lines);
  const title = "Waiting to be loaded:";
  if (format === "sql") return ["", title, ...all].map((line) => `-- ${line}`.trimEnd()).join("\n") + "\n";
  if (format === "md") return ["", title, "", ...all.map((line) => `- ${line.trim()}`)].join("\n") + "\n";
  return ["", title, ...all.map((line) => `  ${line}`)].join("\n") + "\n";
}

/** The hazard as the consent to a plan knows it. */
export function strandsHazard(strands: readonly PlanStrands[], planned: Plan): readonly HazardInPlan[] {
  if (strands.length === 0) return [];
  const keys = new Set(strands.flatMap(({ tables }) => tables.map(tableKey)));
  const because = strands.map((one) => {
    const tables = one.tables.map(tableText).join(", ");
    return `${bundlesText(one)} (${tables}: ${one.because.join("; ")}); first: ${one.first}`;
  });
  const statements = planned.statements.filter(
    ({ action, object }) => action !== "create" && object.kind === "column" && keys.has(tableKey(object)),
  );
  return [{ hazard: "STRANDS_BUNDLES", statements, because }];
}
