import { queries } from "./queries.ts";
import { list, type Reading } from "./reading.ts";
import { readTable, readView, type RelationRow } from "./rows.ts";

/** What was found of the wanted names, and all names that were seen on the way. */
export interface Found {
  readonly relations: ReadonlyMap<string, RelationRow>;
  readonly names: readonly string[];
}

const listings = {
  "SHOW TABLES": { sql: queries.tables, read: readTable },
  "SHOW VIEWS": { sql: queries.views, read: readView },
} as const;

type Place = Pick<Reading, "db" | "name" | "cap" | "onCut">;

/** Names that are asked for one by one behind the cap; more are found by turning pages. */
const fewNames = 4;

/** Finds tables, and only if some name is not among them, views. One or two statements below the cap. */
export async function findRelations(reading: Place, wanted: readonly string[]): Promise<Found> {
  const tables = await findIn("SHOW TABLES", reading, wanted);
  const missing = wanted.filter((name) => !tables.relations.has(name));
  if (missing.length === 0) return tables;
  const views = await findIn("SHOW VIEWS", reading, missing);
  return {
    relations: new Map([...tables.relations, ...views.relations]),
    names: [...tables.names, ...views.names],
  };
}

async function findIn(listing: keyof typeof listings, reading: Place, wanted: readonly string[]): Promise<Found> {
  const { sql, read } = listings[listing];
  const names = new Set<string>();
  const relations = new Map<string, RelationRow>();
  const missing = new Set(wanted);
  /** Whether the page was full. */
  const turn = async (page: { readonly startsWith?: string; readonly from?: string }): Promise<boolean> => {
    const { rows, cut } = await list(reading, sql(reading.name, { limit: reading.cap, ...page }), read);
    for (const row of rows) {
      names.add(row.name);
      if (missing.delete(row.name)) relations.set(row.name, row);
    }
    return cut;
  };
  if (await turn({})) {
    reading.onCut(listing);
    // Sorted by name, a name comes first among all that begin with it.
    if (missing.size <= fewNames) for (const name of [...missing]) await turn({ startsWith: name });
    else await turnPages(turn, names, missing);
  }
  return { relations, names: [...names] };
}

/** Documents differ on whether FROM begins at or behind its name; a page without a new name is the last one. */
async function turnPages(
  turn: (page: { readonly from: string }) => Promise<boolean>,
  names: ReadonlySet<string>,
  missing: ReadonlySet<string>,
): Promise<void> {
  for (let more = true; more && missing.size > 0;) {
    const before = names.size;
    const from = [...names].at(-1) ?? "";
    more = (await turn({ from })) && names.size > before;
  }
}
