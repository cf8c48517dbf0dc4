import { shown } from "../../shown.ts";
import type { Candidate, Rule } from "./rule.ts";

interface Identity {
  readonly keys: readonly string[];
  /** Parts, not text joined by dots: a name may hold a dot. */
  readonly parts: (candidate: Candidate) => readonly string[];
  readonly what: string;
  readonly hint: string;
}

const identities: readonly Identity[] = [
  { keys: ["name"], parts: ({ table }) => [table.name], what: "name", hint: "Names are unique: they name the files." },
  {
    keys: ["snowflake", "table"],
    parts: ({ table: { snowflake } }) => [snowflake.database, snowflake.schema, snowflake.table],
    what: "Snowflake table",
    hint: "List each table once.",
  },
  {
    keys: ["postgres", "table"],
    parts: ({ table: { postgres } }) => [postgres.schema, postgres.table],
    what: "PostgreSQL table",
    hint: "Two tables cannot become one: give another `postgres: { table: … }` or schema.",
  },
];

/** No two tables share a name, a source or a target. @internal */
export const duplicates: Rule = (candidates, complain) => {
  for (const { keys, parts, what, hint } of identities) {
    const seen = new Map<string, Candidate>();
    // What patterns come to is only known with Snowflake's listing.
    for (const candidate of candidates.filter(({ pattern }) => pattern === undefined)) {
      const names = parts(candidate);
      const id = JSON.stringify(names);
      const first = seen.get(id);
      if (first === undefined) {
        seen.set(id, candidate);
      } else {
        const message = `${what} ${shown(names.join("."))} is taken by the table at line ${String(first.table.line)}`;
        complain(candidate, keys, { message, hint });
      }
    }
  }
};
