import type { Queryable } from "@dp/pg-client";
import type { QualifiedName } from "@dp/pg-ddl";

import {
  attachedSql,
  targetColumnsSql,
  targetForeignKeysSql,
  targetGrantsSql,
  targetIndexesSql,
  targetSql,
} from "../generated/sql.ts";

/** A column of the live table. */
export interface LiveColumn {
  readonly name: string;
  readonly type: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  readonly identity: boolean;
  readonly generated: boolean;
  readonly sequenceSchema: string | null;
  readonly sequenceName: string | null;
  readonly sequenceGranted: boolean;
  /** The identity counts down. */
  readonly descending: boolean | null;
}

/** The live table: what rows go into, and what of it LIKE does not carry over. */
export interface LiveTable extends QualifiedName {
  readonly oid: string;
  /** `relkind`: r for a table. */
  readonly kind: string;
  readonly persistence: string;
  readonly owner: string;
  /** Whether we may do what its owner may. */
  readonly owned: boolean;
  /** Whether we are its owner. */
  readonly own: boolean;
  /** Whether its owner may own a table in dp_load, which the server asks of a new owner. */
  readonly ownerMayWait: boolean;
  readonly granted: boolean;
  readonly comment: string | null;
  /** Storage options as WITH takes them; empty without. */
  readonly options: string;
  readonly bytes: number;
  readonly columns: readonly LiveColumn[];
}

/** The live table of a name; undefined where nothing has it. */
export async function readLive(db: Queryable, { schema, name }: QualifiedName): Promise<LiveTable | undefined> {
  const [row] = await db.query<Omit<LiveTable, "columns" | "schema" | "name">>(targetSql, [schema, name]);
  if (row === undefined) return undefined;
  const columns = await db.query<LiveColumn>(targetColumnsSql, [row.oid]);
  return { ...row, schema, name, columns };
}

/** An index of the live table. */
export interface LiveIndex {
  readonly name: string;
  readonly unique: boolean;
  readonly valid: boolean;
  /** A unique index over plain columns that is checked at once. */
  readonly tellsRowsApart: boolean;
  readonly columns: readonly string[];
  readonly constraint: string | null;
  readonly definition: string | null;
  readonly method: string | null;
  readonly comment: string | null;
  readonly constraintComment: string | null;
}

/** Indexes of a table, the primary key's first. */
export function readIndexes(db: Queryable, oid: string): Promise<readonly LiveIndex[]> {
  return db.query<LiveIndex>(targetIndexesSql, [oid]);
}

/** A foreign key from or to one of the tables. */
export interface LiveForeignKey {
  readonly name: string;
  readonly fromOid: string;
  readonly fromSchema: string;
  readonly fromTable: string;
  readonly toOid: string;
  readonly toSchema: string;
  readonly toTable: string;
  readonly columns: readonly string[];
  readonly referencedColumns: readonly string[];
  /** `confdeltype`, `confupdtype`: a is NO ACTION. */
  readonly onDelete: string;
  readonly onUpdate: string;
  readonly deferrable: boolean;
  readonly partitioned: boolean;
  readonly owned: boolean;
  readonly rest: string | null;
  readonly comment: string | null;
}

/** Foreign keys from and to the tables, each once. */
export function readForeignKeys(db: Queryable, oids: readonly string[]): Promise<readonly LiveForeignKey[]> {
  return db.query<LiveForeignKey>(targetForeignKeysSql, [oids]);
}

/** Rights on a relation, as the words of GRANT. */
export interface LiveGrant {
  readonly grantee: string;
  readonly privileges: string;
  readonly grantable: boolean;
}

/** Rights on a table or sequence. */
export function readGrants(db: Queryable, oid: string): Promise<readonly LiveGrant[]> {
  return db.query<LiveGrant>(targetGrantsSql, [oid]);
}

/** What hangs on a table and could not be made again, a sentence each. */
export async function readAttached(db: Queryable, oid: string): Promise<readonly string[]> {
  return (await db.query<{ reason: string }>(attachedSql, [oid])).map(({ reason }) => reason);
}
