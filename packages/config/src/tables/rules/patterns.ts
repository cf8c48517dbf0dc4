import { shown } from "../../shown.ts";
import { isPattern } from "../patterns/glob.ts";
import { placesIn } from "../patterns/template.ts";
import type { Candidate, Complain, Rule } from "./rule.ts";

/** A pattern's names are templates that tell its tables apart; an entry of one table has neither. @internal */
export const patterns: Rule = (candidates, complain) => {
  for (const candidate of candidates) {
    if (candidate.pattern === undefined) single(candidate, complain);
    else template(candidate, complain);
    for (const [position, out] of (candidate.written.snowflake?.exclude ?? []).entries()) {
      if (typeof out === "string" || out.schema !== undefined || out.table !== undefined) continue;
      const message = "this entry of exclude names neither a schema nor a table";
      complain(candidate, ["snowflake", "exclude", position], { message, hint: "Remove it: it would leave out all." });
    }
  }
};

function single(candidate: Candidate, complain: Complain): void {
  const { written, table } = candidate;
  for (const key of ["exclude", "kinds"] as const) {
    if (written.snowflake?.[key] === undefined) continue;
    const message = `snowflake.${key} goes with a pattern, and table ${shown(table.name)} is one table`;
    complain(candidate, ["snowflake", key], { part: "key", message, hint: "Remove it, or write * into table." });
  }
  const names: readonly (readonly [keys: readonly string[], text: string])[] = [
    [["name"], table.name],
    [["postgres", "schema"], table.postgres.schema],
    [["postgres", "table"], written.postgres?.table ?? ""],
  ];
  for (const [keys, text] of names) {
    if (placesIn(text).length === 0) continue;
    complain(candidate, keys, {
      message: `${keys.join(".")} ${shown(text)} is a template, and this entry is one table`,
      hint: "Write the name out, or make snowflake.table a pattern, e.g. ORDERS_*.",
    });
  }
}

function template(candidate: Candidate, complain: Complain): void {
  const { table, inherited } = candidate;
  const { schema = "", table: written } = inherited.snowflake ?? {};
  const wanted = isPattern(written ?? "") ? "table" : "schema";
  if (written === undefined) {
    const message = `snowflake.schema ${shown(schema)} is a pattern, and no table is named`;
    complain(candidate, ["snowflake", "schema"], { message, hint: "Add `table:`, a name or a pattern." });
    return;
  }
  if (!placesIn(table.name).includes(wanted)) {
    complain(candidate, ["name"], {
      message: `name ${shown(table.name)} would be that of every table of this pattern`,
      hint: `Put {${wanted}} into it${wanted === "table" && isPattern(schema) ? ", e.g. {schema}_{table}" : ""}.`,
    });
  }
  const { postgres } = table;
  if (
    inherited.postgres?.table === undefined ||
    placesIn(postgres.table).includes(wanted) ||
    placesIn(postgres.schema).includes(wanted)
  )
    return;
  complain(candidate, ["postgres", "table"], {
    message: `postgres.table ${shown(postgres.table)} would be that of every table of this pattern`,
    hint: `Put {${wanted}} into it, or leave it out: it is then the name.`,
  });
}
