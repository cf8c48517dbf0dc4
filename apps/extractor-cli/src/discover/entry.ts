import { matchesPattern, type TablesConfig } from "@dp/config";
import type { ListedRelation } from "@dp/snowflake-extract";

/** A table or view as `discover` shows it. */
export interface DiscoveredEntry {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  /** `table`, `transient-table`, `view` …; Snowflake's own word for a kind that is not known. */
  readonly kind: string;
  /** Whether its kind can be carried over. */
  readonly carried: boolean;
  /** Its name in tables.yaml, or the template of the pattern that means it. */
  readonly configured?: string;
  readonly owner?: string;
  readonly comment?: string;
}

/** With what is of the moment, for the screen. */
export type ListedEntry = DiscoveredEntry & Pick<ListedRelation, "rows" | "bytes">;

/** A listing beside what tables.yaml already names. */
export function entriesOf(
  relations: readonly ListedRelation[],
  { tables, patterns }: Pick<TablesConfig, "tables" | "patterns">,
): readonly ListedEntry[] {
  const named = new Map(
    tables.map(({ name, snowflake: { database, schema, table } }) => [JSON.stringify([database, schema, table]), name]),
  );
  return relations.map(({ kind, ...relation }) => {
    const { database, schema, name } = relation;
    const word = kind.known ? kind.kind : kind.text;
    const present = { database, schema, table: name, kind: word };
    const configured =
      named.get(JSON.stringify([database, schema, name])) ??
      patterns.find((pattern) => matchesPattern(pattern, present))?.name;
    return {
      ...relation,
      kind: kind.known ? word.toLowerCase().replaceAll(" ", "-") : word,
      carried: kind.known,
      ...(configured !== undefined && { configured }),
    };
  });
}
