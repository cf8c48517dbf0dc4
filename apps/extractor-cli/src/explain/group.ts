import type { Choice, ColumnExplanation, Why } from "./explanation.ts";

/** Columns that have the same things said of them; `becomes` is empty where they are left out. */
export interface ColumnGroup extends Why {
  /** The one type, or what their types have in common: `VARCHAR(…)`. */
  readonly type: string;
  readonly becomes: string;
  /** Names, in the table's order. */
  readonly columns: readonly string[];
}

/** Groups columns of which the same is to be said but for lengths and digits, so that each reason is printed once. */
export function grouped(columns: readonly ColumnExplanation[]): readonly ColumnGroup[] {
  const groups = new Map<string, [ColumnExplanation, ...ColumnExplanation[]]>();
  for (const column of columns) {
    const same = sameness(column);
    const group = groups.get(same);
    if (group === undefined) groups.set(same, [column]);
    else group.push(column);
  }
  return [...groups.values()].map(merged);
}

function sameness({ type, becomes, reason, losses, instead }: ColumnExplanation): string {
  if (becomes.length === 0) return reason;
  const choices = instead.map((choice) => [choice.choose, choice.fidelity, choice.becomes.map(bare)]);
  return JSON.stringify([bare(type), becomes.map((target) => bare(target.type)), reason, losses, choices]);
}

function merged(members: readonly [ColumnExplanation, ...ColumnExplanation[]]): ColumnGroup {
  const [{ reason, losses, instead }] = members;
  return {
    type: common(members.map(({ type }) => type)),
    becomes: common(members.map(({ becomes }) => becomes.map((target) => target.type).join(" + "))),
    columns: members.map(({ name }) => name),
    reason,
    losses,
    instead: instead.map((choice, index): Choice => {
      const all = members.map((member) => (member.instead[index] ?? choice).becomes.join(" + "));
      return { ...choice, becomes: [common(all)] };
    }),
  };
}

/** The text that all share, else what is left of it without what stands in parentheses. */
function common(texts: readonly string[]): string {
  const [first = ""] = texts;
  return texts.every((text) => text === first) ? first : bare(first);
}

function bare(type: string): string {
  return type.replaceAll(/\([^()]*\)/g, "(…)");
}
