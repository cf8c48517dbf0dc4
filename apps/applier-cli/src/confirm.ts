import { type CommandContext, type OptionValues } from "@dp/cli-kit";
import { type Plan, quoteQualified, tableText } from "@dp/pg-ddl";
import type { PgConnection } from "@dp/pg-client";

import { NotConfirmedError } from "./errors.ts";

/** A plan that waits for somebody to say yes. */
export interface Question {
  readonly db: PgConnection;
  readonly planned: Plan;
  readonly options: OptionValues;
}

async function filledTables({ db, planned }: Question): Promise<readonly string[]> {
  const filled: string[] = [];
  for (const { object, losesData } of planned.statements) {
    if (!losesData || object.kind !== "table") continue;
    const [row] = await db.query<{ filled: boolean }>(
      `SELECT EXISTS (SELECT FROM ${quoteQualified(object)}) AS filled`,
    );
    if (row?.filled === true) filled.push(tableText(object));
  }
  return filled;
}

/** Rows that would be gone want the database's name, so that a script for one database does no harm in another. */
async function confirmLoss(context: CommandContext, question: Question): Promise<boolean> {
  const { database } = question.db.info;
  const filled = await filledTables(question);
  if (filled.length === 0) return false;
  const { confirm } = question.options;
  if (confirm === database) return true;
  const tables = filled.join(", ");
  const hint = `say --confirm ${database} if these rows may go, or leave --drop-existing away`;
  if (confirm !== undefined || context.io.ask === undefined) {
    throw new NotConfirmedError(`the plan drops tables that hold rows: ${tables}`, hint);
  }
  const answer = await context.io.ask(`Rows of ${tables} will be gone. Type the database's name to go on: `);
  if (answer.trim() !== database) throw new NotConfirmedError("not confirmed; nothing was done", hint);
  return true;
}

/** @throws NotConfirmedError unless somebody said yes, by option or at the terminal. */
export async function confirmPlan(context: CommandContext, question: Question): Promise<void> {
  // Differences that the plan leaves are told by the run itself, before anything is done.
  if (question.planned.blocked.length > 0) return;
  if (await confirmLoss(context, question)) return;
  if (question.options.yes === true) return;
  const hint = "say --yes to apply without being asked";
  if (context.io.ask === undefined) throw new NotConfirmedError("nobody is there to ask", hint);
  const answer = await context.io.ask("Apply this plan? Only yes is taken for a yes: ");
  if (answer.trim() !== "yes") throw new NotConfirmedError("not confirmed; nothing was done", hint);
}
