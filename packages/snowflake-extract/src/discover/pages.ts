import type { Queryable, Row } from "@dp/snowflake-client";
import type { ListingPart } from "./statements.ts";

/** How a listing is asked for, page by page. */
export interface Paged<T> {
  readonly db: Queryable;
  /** Rows of a full page. */
  readonly cap: number;
  readonly sql: (part: ListingPart) => string;
  readonly read: (row: Row) => T;
  readonly nameOf: (item: T) => string;
  readonly names?: Pick<ListingPart, "like" | "startsWith">;
}

/**
 * All rows of a listing, however many pages it has. Whether FROM begins at the name or behind it is not relied upon, and
 * a page that brings nothing new is the last one.
 */
export async function allPages<T>({ db, cap, sql, read, nameOf, names = {} }: Paged<T>): Promise<readonly T[]> {
  const seen = new Map<string, T>();
  for (let from: string | undefined; ;) {
    const page = (await db.query(sql({ ...names, limit: cap, ...(from !== undefined && { from }) }))).map(read);
    const before = seen.size;
    for (const item of page) seen.set(nameOf(item), item);
    const last = page.at(-1);
    if (page.length < cap || last === undefined || seen.size === before) return [...seen.values()];
    from = nameOf(last);
  }
}
