import type { Queryable, Row } from "@dp/snowflake-client";
import type { SchemaName } from "./queries.ts";
import type { Protection } from "./types.ts";

/** What a reading of one schema goes by. */
export interface Reading {
  readonly db: Queryable;
  readonly name: SchemaName;
  /** Rows at which a listing is taken to be cut. */
  readonly cap: number;
  readonly onCut: (listing: string) => void;
  /** Whether statements that need a warehouse may be tried. */
  readonly warehouse: boolean;
  readonly protection: Protection;
}

/** A listing as it came. */
export interface Listing<T> {
  readonly rows: readonly T[];
  /** Whether it may lack rows: it reached the cap, and nothing says which are missing. */
  readonly cut: boolean;
}

/** Asks for one listing. Rows are read one by one, so that those of the driver can go. */
export async function list<T>(
  { db, cap }: Pick<Reading, "db" | "cap">,
  sql: string,
  read: (row: Row) => T,
): Promise<Listing<T>> {
  const rows = (await db.query(sql)).map(read);
  return { rows, cut: rows.length >= cap };
}
