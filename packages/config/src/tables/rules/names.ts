import { shown } from "../../shown.ts";
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

function snowflakeName(candidate: Candidate, part: "database" | "schema" | "table", complain: Complain): void {
  const name = candidate.table.snowflake[part];
  if (/[*%]/.test(name)) {
    const message = `snowflake.${part} ${shown(name)} is a pattern, and patterns are not supported yet`;
    complain(candidate, ["snowflake", part], { message, hint: "Name each table in an entry of its own." });
  } else if (/^".*"$/s.test(name)) {
    complain(candidate, ["snowflake", part], {
      message: `snowflake.${part} ${shown(name)} has quotes inside the name`,
      hint: `Write the name as Snowflake stores it: ${name.slice(1, -1).replaceAll('""', '"')}.`,
    });
  }
}

/** @internal */
export const postgresNames: Rule = (candidates, complain) => {
  for (const candidate of candidates) {
    const { postgres } = candidate.table;
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
