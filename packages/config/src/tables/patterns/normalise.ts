import type { PatternExclusion, TableConfig, TablePattern } from "../types.ts";
import type { WrittenTable } from "../written.ts";
import { isPattern, nameIn } from "./glob.ts";
import { kindOfWord } from "./kinds.ts";

/** The pattern that an entry is, if its schema or table stands for more than one name. @internal */
export function patternOf({ snowflake = {} }: WrittenTable, settings: TableConfig): TablePattern | undefined {
  const { database = "", schema = "", table, exclude = [], kinds } = snowflake;
  if (!isPattern(schema) && !isPattern(table ?? "")) return undefined;
  const { name, line, column } = settings;
  return {
    name,
    line,
    column,
    snowflake: {
      database: nameIn(database),
      schema,
      table: table ?? name.toUpperCase(),
      exclude: exclude.map((out): PatternExclusion => (typeof out === "string" ? { table: out } : out)),
      ...(kinds === undefined ? {} : { kinds: kinds.map(kindOfWord) }),
    },
    // An acceptance is for all of its tables; those that do not need it say nothing of it.
    settings: { ...settings, acceptLossInherited: settings.acceptLoss.length > 0 },
  };
}
