import { planHash } from "../model-hash.ts";
import type { Plan } from "../plan-types.ts";
import { settingsOf, transactionsOf, type Transaction } from "../plan/transactions.ts";
import { differenceText, objectText, tableText } from "./object-text.ts";
import { warningsOf } from "./summary.ts";
import { visible } from "./visible.ts";

function transactionLines({ phase, transactional, statements }: Transaction): readonly string[] {
  const lines = statements.flatMap((statement, index) => {
    const settings = settingsOf(statement, statements[index - 1]);
    const warnings = warningsOf(statement);
    const remark = warnings.length === 0 ? "" : `: ${warnings.join(", ")}`;
    return [
      ...settings.map((setting) => `${setting};`),
      `-- ${statement.id} ${objectText(statement.object)}${remark}`,
      `${statement.sql};`,
    ];
  });
  return ["", `-- phase ${phase}`, ...(transactional ? ["BEGIN;", ...lines, "COMMIT;"] : lines)];
}

/** A plan as SQL for a reader, in the transactions in which it would run; blocked differences are comments. */
export function planScript(plan: Plan): string {
  const lines = [
    `-- Plan ${planHash(plan)}`,
    ...plan.targets.map(({ table, fingerprint }) => `-- ${tableText(table)} ${visible(fingerprint)}`),
    ...plan.blocked.map((difference) => `-- in the way: ${differenceText(difference)} (${visible(difference.reason)})`),
    ...transactionsOf(plan).flatMap(transactionLines),
  ];
  return `${lines.join("\n")}\n`;
}
