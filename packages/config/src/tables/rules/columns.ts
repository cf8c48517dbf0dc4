import { parsePgType } from "@dp/type-map";

import { shown } from "../../shown.ts";
import { postgresName } from "./names.ts";
import type { Candidate, Complain, Rule } from "./rule.ts";

/** Types can be read, an excluded column says nothing else, names fit and are given once. @internal */
export const columnSettings: Rule = (candidates, complain) => {
  for (const candidate of candidates) {
    const byName = new Map<string, string>();
    for (const [column, settings] of Object.entries(candidate.table.columns)) {
      if (settings.exclude === true && Object.keys(settings).length > 1) {
        const message = `column ${shown(column)} is excluded and has other settings`;
        complain(candidate, ["columns", column], { part: "key", message, hint: "Keep one of the two." });
      }
      if (settings.type !== undefined) typeOverride(candidate, { column, type: settings.type }, complain);
      if (settings.was !== undefined) {
        postgresName({ candidate, keys: ["columns", column, "was"], name: settings.was }, complain);
      }
      if (settings.name !== undefined) {
        postgresName({ candidate, keys: ["columns", column, "name"], name: settings.name }, complain);
        const first = byName.get(settings.name);
        if (first !== undefined) {
          const message = `columns ${shown(first)} and ${shown(column)} are both named ${shown(settings.name)}`;
          complain(candidate, ["columns", column, "name"], { message });
        }
        byName.set(settings.name, column);
      }
    }
  }
};

function typeOverride(
  candidate: Candidate,
  { column, type }: { readonly column: string; readonly type: string },
  complain: Complain,
): void {
  if (isPgType(type)) return;
  complain(candidate, ["columns", column, "type"], {
    message: `${shown(type)} is not a PostgreSQL type that can be used`,
    hint: 'For example "bigint", "numeric(20,4)", "text", "timestamp(6) with time zone".',
  });
}

function isPgType(type: string): boolean {
  try {
    parsePgType(type);
    return true;
  } catch {
    return false;
  }
}
