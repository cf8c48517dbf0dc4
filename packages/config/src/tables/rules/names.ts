import { shown } from "../../shown.ts";
import { hasPercent, isPattern } from "../patterns/glob.ts";
import type { Candidate, Complain, Rule } from "./rule.ts";

/** PostgreSQL cuts names after 63 bytes (NAMEDATALEN - 1): PostgreSQL documentation, "Lexical Structure". */
const LONGEST_POSTGRES_NAME = 63;

/** @internal */
export const snowflakeNames: Rule = (candidates, complain) => {
  for (const candidate of candidates) {
    const { snowflake } = candidate.table;
    for (const part of ["database", "schema"] as const) {
      if (snowflake[part] !== "") continue;
      complain(candidate, ["snowflake"], {
        part: "key",
        message: `table ${shown(candidate.table.name)} has no snowflake.${part}`,
        hint: `Write it in the table, or for all tables under \`defaults: { snowflake: { ${part}: … } }\`.`,
      });
    }
    for (const part of ["database", "schema", "table"] as const) snowflakeName(candidate, part, complain);
  }
};

/** Looks at a name as it is written: a pattern, or one name with its signs in brackets. */
function snowflakeName(candidate: Candidate, part: "database" | "schema" | "table", complain: Complain): void {
  const text = candidate.inherited.snowflake?.[part] ?? "";
  if (hasPercent(text)) {
    complain(candidate, ["snowflake", part], {
      message: `snowflake.${part} ${shown(text)} has a %, which is no wildcard here`,
      hint: `Write ${text.replaceAll("%", "*")} for any characters, [%] for the sign itself.`,
    });
  } else if (part === "database" && isPattern(text)) {
    complain(candidate, ["snowflake", part], {
      message: `snowflake.database ${shown(text)} is a pattern; only schemas and tables can be`,
      hint: "Write an entry for each database; [*] and [?] are the signs themselves.",
    });
  } else if (/^".*"$/s.test(text)) {
    complain(candidate, ["snowflake", part], {
      message: `snowflake.${part} ${shown(text)} has quotes inside the name`,
      hint: `Write the name as Snowflake stores it: ${text.slice(1, -1).replaceAll('""', '"')}.`,
    });
  }
}

/** @internal */
export const postgresNames: Rule = (candidates, complain) => {
  for (const candidate of candidates) {
    const { postgres } = candidate.table;
    // Of a pattern they are templates, and looked at once they are filled.
    if (candidate.pattern !== undefined) continue;
    for (const part of ["schema", "table"] as const) {
      postgresName({ candidate, keys: ["postgres", part], name: postgres[part] }, complain);
    }
    const { was } = postgres;
    if (was !== undefined) {
      postgresName({ candidate, keys: ["postgres", "was", "schema"], name: was.schema }, complain);
      postgresName({ candidate, keys: ["postgres", "was", "table"], name: was.table }, complain);
      if (was.schema === postgres.schema && was.table === postgres.table) {
        const message = `postgres.was is where the table ${shown(postgres.table)} is to stand now`;
        complain(candidate, ["postgres", "was"], { message, hint: "Name the schema or table that it had before." });
      }
    }
    if (postgres.schema.startsWith("pg_")) {
      const message = `postgres.schema ${shown(postgres.schema)} is reserved: PostgreSQL keeps names that begin with pg_`;
      complain(candidate, ["postgres", "schema"], { message });
    }
  }
};

/** @internal */
export function postgresName(
  place: { readonly candidate: Candidate; readonly keys: readonly (string | number)[]; readonly name: string },
  complain: Complain,
): void {
  const { candidate, keys, name } = place;
  const bytes = Buffer.byteLength(name);
  if (bytes > LONGEST_POSTGRES_NAME) {
    complain(candidate, keys, {
      message: `${keys.join(".")} ${shown(name)} has ${String(bytes)} bytes; PostgreSQL keeps ${String(LONGEST_POSTGRES_NAME)}`,
      hint: "Give a shorter name.",
    });
  }
}
