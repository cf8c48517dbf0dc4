import { shown } from "../../shown.ts";
import { cronProblem } from "../cron.ts";
import { zoneProblem } from "../time-zone.ts";
import type { Rule } from "./rule.ts";

/** Changed rows need a cursor and a key, and both must travel. @internal */
export const incremental: Rule = (candidates, complain) => {
  for (const candidate of candidates) {
    const { table } = candidate;
    if (table.syncMode === "incremental" && table.incremental === undefined) {
      complain(candidate, ["sync_mode"], {
        message: "sync_mode incremental needs to know how changed rows are found",
        hint: "Add incremental: { cursor: UPDATED_AT, key: [ID] } with columns of this table.",
      });
    }
    if (table.syncMode === "incremental" && table.incremental !== undefined && table.incremental.key === undefined) {
      complain(candidate, ["incremental"], {
        message: "sync_mode incremental needs the key that rows are told apart by",
        hint: "Add key: [ID] with columns of this table; without one, sync_mode append sends new rows only.",
      });
    }
    const { cursor, key = [] } = table.incremental ?? {};
    for (const column of [...new Set(cursor === undefined ? key : [cursor, ...key])]) {
      if (table.columns[column]?.exclude !== true) continue;
      const message = `column ${shown(column)} finds changed rows and is excluded`;
      complain(candidate, ["columns", column, "exclude"], {
        message,
        hint: "Keep the column, or find rows by another.",
      });
    }
  }
};

/** Rows that travel in the clear need a reason that a reviewer can read. @internal */
export const encryption: Rule = (candidates, complain) => {
  for (const candidate of candidates) {
    if (candidate.table.encryption || candidate.table.encryptionReason !== undefined) continue;
    complain(candidate, ["encryption"], {
      message: "encryption is switched off without a reason",
      hint: 'Add reason: "…", or leave encryption on.',
    });
  }
};

/** Cron lines and their time zones can be read. @internal */
export const schedules: Rule = (candidates, complain) => {
  for (const candidate of candidates) {
    const { schedule } = candidate.table;
    if (schedule.kind !== "cron") continue;
    const problem = cronProblem(schedule.cron);
    if (problem !== undefined) {
      const message = `schedule.cron ${shown(schedule.cron)}: ${problem}`;
      const hint = 'Five fields: minute, hour, day, month, weekday; e.g. "0 2 * * 1-5".';
      complain(candidate, ["schedule", "cron"], { message, hint });
    }
    const zone = zoneProblem(schedule.zone);
    if (zone !== undefined) complain(candidate, ["schedule", "zone"], zone);
  }
};
