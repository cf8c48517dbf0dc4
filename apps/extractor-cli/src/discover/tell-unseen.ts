import type { CommandContext } from "@dp/cli-kit";
import type { Discovered, Unseen } from "@dp/snowflake-extract";

import { counted } from "../counted.ts";

const most = 10;

/** Tells what was left out, and where the role sees nothing; a listing by itself looks complete. */
export function tellUnseen(context: CommandContext, { unseen, leftOut }: Discovered, role: string | null): void {
  const who = role ?? "no role";
  const empty = unseen.filter(({ reason }) => reason === "nothing-visible");
  if (empty.length > 0) {
    const shows = empty.length === 1 ? "shows" : "show";
    context.emit({
      type: "warning",
      code: "NOTHING_VISIBLE",
      text: `${counted(empty.length, "schema")} ${shows} nothing to role ${who}: ${some(empty.map(placeOf))}`,
      hint: `Empty, or the role has no privilege on what is there: GRANT REFERENCES ON ALL TABLES IN SCHEMA ${placeOf(empty[0])} TO ROLE ${who}, and SELECT for views.`,
    });
  }
  for (const place of unseen.filter(({ reason }) => reason === "not-listed")) {
    const text = `${placeOf(place)} could not be listed: ${place.message ?? ""}`;
    const hint = `It is there, and the role may not look into it: GRANT USAGE on it TO ROLE ${who}; or run the command again.`;
    context.emit({ type: "warning", code: "NOT_LISTED", text, hint });
  }
  if (leftOut.length > 0) {
    const names = leftOut.map(({ name, kind = "" }) => `${name} (${kind.toLowerCase()})`);
    context.emit({ type: "step", text: `Not looked into: ${some(names)}; name a database to do so` });
  }
  context.emit({
    type: "step",
    text: `Listed is what role ${who} has a privilege on; Snowflake does not say what else there is.`,
  });
}

function placeOf(place: Unseen | undefined): string {
  return place === undefined ? "" : [place.database, ...(place.schema === undefined ? [] : [place.schema])].join(".");
}

function some(names: readonly string[]): string {
  const more = names.length > most ? `, and ${String(names.length - most)} more` : "";
  return `${names.slice(0, most).join(", ")}${more}`;
}
