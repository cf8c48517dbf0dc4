import { shown } from "../../shown.ts";
import type { Rule } from "./rule.ts";

/** The same index is not asked for twice. @internal */
export const indexes: Rule = (candidates, complain) => {
  for (const candidate of candidates) {
    const seen = new Set<string>();
    candidate.table.indexes.forEach(({ columns }, position) => {
      const id = JSON.stringify(columns);
      if (seen.has(id)) {
        const message = `an index on ${shown(columns.join(", "))} stands twice`;
        complain(candidate, ["indexes", position], { message, hint: "Remove one of the two." });
      }
      seen.add(id);
    });
  }
};
