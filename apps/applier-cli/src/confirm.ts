import { type CommandContext, type OptionValues } from "@dp/cli-kit";
import type { DropInspection } from "@dp/pg-apply";
import { type QualifiedName, tableText } from "@dp/pg-ddl";

import { rowsText } from "./drops.ts";
import { NotConfirmedError } from "./errors.ts";

/** A plan that waits for somebody to say yes. */
export interface Question {
  readonly database: string;
  readonly drops: readonly DropInspection[];
  readonly options: OptionValues;
  /** Whether the plan was reviewed as a file. */
  readonly saved: boolean;
}

/** Rows that would be gone want the database's name, so that a script for one database does no harm in another. */
async function confirmLoss(
  context: CommandContext,
  { database, options }: Question,
  filled: readonly DropInspection[],
): Promise<void> {
  const { confirm } = options;
  if (confirm === database) return;
  const tables = filled.map((drop) => `${tableText(drop.table)} (${rowsText(drop)})`).join(", ");
  const hint = `say --confirm ${database} if these rows may go, or leave --drop-existing away`;
  if (confirm !== undefined || context.io.ask === undefined) {
    throw new NotConfirmedError(`the plan drops tables that hold rows: ${tables}`, hint);
  }
  const answer = await context.io.ask(`Rows of ${tables} will be gone. Type the database's name to go on: `);
  if (answer.trim() !== database) throw new NotConfirmedError("not confirmed; nothing was done", hint);
}

/**
 * The tables whose rows may go. A plan that was saved was said yes to when it was reviewed, but for its rows.
 * @throws NotConfirmedError unless somebody said yes, by option or at the terminal
 */
export async function confirmPlan(context: CommandContext, question: Question): Promise<readonly QualifiedName[]> {
  const filled = question.drops.filter((drop) => drop.filled);
  if (filled.length > 0) {
    await confirmLoss(context, question, filled);
    return filled.map(({ table }) => table);
  }
  if (question.saved || question.options.yes === true) return [];
  const hint = "say --yes to apply without being asked";
  if (context.io.ask === undefined) throw new NotConfirmedError("nobody is there to ask", hint);
  const answer = await context.io.ask("Apply this plan? Only yes is taken for a yes: ");
  if (answer.trim() !== "yes") throw new NotConfirmedError("not confirmed; nothing was done", hint);
  return [];
}
