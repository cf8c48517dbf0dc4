import { createHash } from "node:crypto";

import type { PgConnection } from "@dp/pg-client";
import { quoteColumns, quoteIdentifier, quoteLiteral, quoteQualified, type QualifiedName } from "@dp/pg-ddl";

import { type LiveForeignKey, type LiveGrant, readForeignKeys, readGrants, readLive } from "../target/target.ts";
import type { ChosenTarget } from "../target/way.ts";
import { type LockPolicy, lockTables, retried } from "./locks.ts";
import { copySequences, type Successor } from "./sequences.ts";

/** A table whose place another one takes. */
type Swapping = Successor;

/** Name that the i-th index of a load table has until it is the live one's. */
function indexName({ name }: QualifiedName, place: number): string {
  return `${name}_i${String(place)}`;
}

/** Builds on the load table what indexes and keys the live one has, under names of our own. Readers see nothing of it. */
export async function buildIndexes(db: PgConnection, { target, tables }: Swapping): Promise<void> {
  for (const [place, { constraint, definition, method, unique }] of target.indexes.entries()) {
    const name = quoteIdentifier(indexName(tables.rows, place));
    const table = quoteQualified(tables.rows);
    await db.query(
      constraint === null
        ? `CREATE ${unique ? "UNIQUE " : ""}INDEX ${name} ON ${table} ${method ?? ""}`
        : `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${definition ?? ""}`,
    );
  }
}

function grantsSql(name: string, object: "TABLE" | "SEQUENCE", grants: readonly LiveGrant[]): readonly string[] {
  return grants.map(({ grantee, privileges, grantable }) => {
    return `GRANT ${privileges} ON ${object} ${name} TO ${grantee}${grantable ? " WITH GRANT OPTION" : ""}`;
  });
}

/** Rights of the new relation as the live one's; those that came by default go. */
async function sameGrants(
  db: PgConnection,
  { from, to, object }: { from: { oid: string; granted: boolean }; to: QualifiedName; object: "TABLE" | "SEQUENCE" },
): Promise<readonly string[]> {
  const name = quoteQualified(to);
  const [row] = await db.query<{ oid: string; granted: boolean }>(
    "SELECT c.oid::text AS oid, c.relacl IS NOT NULL AS granted FROM pg_catalog.pg_class c WHERE c.oid = $1::pg_catalog.regclass",
    [name],
  );
  const present = row?.granted === true ? await readGrants(db, row.oid) : [];
  const revoked = [...new Set(present.map(({ grantee }) => grantee))].map(
    (who) => `REVOKE ALL ON ${object} ${name} FROM ${who}`,
  );
  if (!from.granted) return revoked;
  const owner = `REVOKE ALL ON ${object} ${name} FROM CURRENT_USER`;
  return [...revoked, owner, ...grantsSql(name, object, await readGrants(db, from.oid))];
}

async function oidOf(db: PgConnection, name: QualifiedName): Promise<string> {
  const [row] = await db.query<{ oid: string }>("SELECT $1::pg_catalog.regclass::oid::text AS oid", [
    quoteQualified(name),
  ]);
  return row?.oid ?? "";
}

/** Owner, rights, comments: everything but keys to and from others, while nobody waits. */
async function dress(db: PgConnection, { target, tables }: Swapping): Promise<void> {
  const { live, indexes } = target;
  const table = quoteQualified(tables.rows);
  const statements: string[] = [];
  if (live.comment !== null) statements.push(`COMMENT ON TABLE ${table} IS ${quoteLiteral(live.comment)}`);
  for (const [place, { comment, constraint, constraintComment }] of indexes.entries()) {
    const name = indexName(tables.rows, place);
    const index = quoteQualified({ schema: tables.rows.schema, name });
    if (comment !== null) statements.push(`COMMENT ON INDEX ${index} IS ${quoteLiteral(comment)}`);
    if (constraint !== null && constraintComment !== null) {
      statements.push(
        `COMMENT ON CONSTRAINT ${quoteIdentifier(name)} ON ${table} IS ${quoteLiteral(constraintComment)}`,
      );
    }
  }
  const twin = await readLive(db, tables.rows);
  for (const column of live.columns.filter(({ sequenceGranted }) => sequenceGranted)) {
    const own = twin?.columns.find(({ name }) => name === column.name);
    const from = { schema: column.sequenceSchema ?? "", name: column.sequenceName ?? "" };
    const to = { schema: own?.sequenceSchema ?? "", name: own?.sequenceName ?? "" };
    const oid = await oidOf(db, from);
    statements.push(...(await sameGrants(db, { from: { oid, granted: true }, to, object: "SEQUENCE" })));
  }
  statements.push(...(await sameGrants(db, { from: live, to: tables.rows, object: "TABLE" })));
  // Last, since after it the rights are no longer ours to give, but as a member of the owner.
  if (!live.own) statements.push(`ALTER TABLE ${table} OWNER TO ${quoteIdentifier(live.owner)}`);
  if (statements.length > 0) await db.query(statements.join(";\n"));
}

interface KeyPlan {
  readonly before: readonly string[];
  /** Drops of keys that refer to tables that go. */
  readonly drops: readonly string[];
  readonly renames: readonly string[];
  /** Tables that stay and whose keys are dropped. */
  readonly children: readonly QualifiedName[];
}

function reference({ columns, referencedColumns, rest }: LiveForeignKey, to: QualifiedName): string {
  return `FOREIGN KEY (${quoteColumns(columns)}) REFERENCES ${quoteQualified(to)}(${quoteColumns(referencedColumns)})${rest ?? ""}`;
}

/** Keys between the new tables and those that stay: made, and checked, before anybody has to wait. */
function planKeys(keys: readonly LiveForeignKey[], swapping: readonly Swapping[], keepPrevious: boolean): KeyPlan {
  const twins = new Map(swapping.map(({ target, tables }) => [target.live.oid, tables.rows]));
  const before: string[] = [];
  const drops: string[] = [];
  const renames: string[] = [];
  const children: QualifiedName[] = [];
  for (const [place, key] of keys.entries()) {
    const from = { schema: key.fromSchema, name: key.fromTable };
    const own = twins.get(key.fromOid);
    const to = twins.get(key.toOid) ?? { schema: key.toSchema, name: key.toTable };
    const name = quoteIdentifier(key.name);
    const temporary = quoteIdentifier(`dp_swap_${String(place)}`);
    const table = quoteQualified(own ?? from);
    before.push(`ALTER TABLE ${table} ADD CONSTRAINT ${own === undefined ? temporary : name} ${reference(key, to)}`);
    if (key.comment !== null) {
      before.push(
        `COMMENT ON CONSTRAINT ${own === undefined ? temporary : name} ON ${table} IS ${quoteLiteral(key.comment)}`,
      );
    }
    // A table that is kept refers to nobody, so that nobody is held by it.
    const leaves = twins.has(key.toOid) && key.fromOid !== key.toOid;
    if (leaves || (keepPrevious && own !== undefined))
      drops.push(`ALTER TABLE ${quoteQualified(from)} DROP CONSTRAINT ${name}`);
    if (own !== undefined) continue;
    children.push(from);
    renames.push(`ALTER TABLE ${quoteQualified(from)} RENAME CONSTRAINT ${temporary} TO ${name}`);
  }
  return { before, drops, renames, children };
}

/** Where a table that was swapped out is kept: one of each name. */
export function previousTable({ schema, name }: QualifiedName): QualifiedName {
  const plain = `previous_${schema}_${name}`;
  if (Buffer.byteLength(plain) <= 63) return { schema: "dp_load", name: plain };
  const hash = createHash("sha256")
    .update(JSON.stringify([schema, name]))
    .digest("hex")
    .slice(0, 16);
  return { schema: "dp_load", name: `previous_${hash}` };
}

/** The old table out of the way: dropped, or kept under another name with names of its own. */
function takeAway({ live, indexes }: ChosenTarget, keep: boolean): readonly string[] {
  const old = quoteQualified(live);
  if (!keep) return [`DROP TABLE ${old}`];
  const kept = previousTable(live);
  const prefix = `p${live.oid}`;
  const inSchema = (name: string): string => quoteQualified({ schema: live.schema, name });
  return [
    `DROP TABLE IF EXISTS ${quoteQualified(kept)}`,
    ...indexes.map(
      ({ name }, place) => `ALTER INDEX ${inSchema(name)} RENAME TO ${quoteIdentifier(`${prefix}_i${String(place)}`)}`,
    ),
    ...live.columns
      .filter(({ sequenceName }) => sequenceName !== null)
      .map(({ sequenceSchema, sequenceName }, place) => {
        const sequence = quoteQualified({ schema: sequenceSchema ?? "", name: sequenceName ?? "" });
        return `ALTER SEQUENCE ${sequence} RENAME TO ${quoteIdentifier(`${prefix}_s${String(place)}`)}`;
      }),
    `ALTER TABLE ${old} RENAME TO ${quoteIdentifier(kept.name)}`,
    `ALTER TABLE ${inSchema(kept.name)} SET SCHEMA ${quoteIdentifier(kept.schema)}`,
  ];
}

/** The new table under the name of the old one, and all its parts under theirs. */
async function moveIn(db: PgConnection, { target, tables }: Swapping): Promise<readonly string[]> {
  const { live, indexes } = target;
  const twin = await readLive(db, tables.rows);
  const moved = { schema: live.schema, name: tables.rows.name };
  const inSchema = (name: string): string => quoteQualified({ schema: live.schema, name });
  const sequences = live.columns.flatMap(({ name, sequenceName }) => {
    const own = twin?.columns.find((column) => column.name === name)?.sequenceName;
    if (sequenceName === null || own === null || own === undefined || own === sequenceName) return [];
    return [`ALTER SEQUENCE ${inSchema(own)} RENAME TO ${quoteIdentifier(sequenceName)}`];
  });
  return [
    `ALTER TABLE ${quoteQualified(tables.rows)} SET SCHEMA ${quoteIdentifier(live.schema)}`,
    `ALTER TABLE ${quoteQualified(moved)} RENAME TO ${quoteIdentifier(live.name)}`,
    ...indexes.map(
      ({ name }, place) => `ALTER INDEX ${inSchema(indexName(tables.rows, place))} RENAME TO ${quoteIdentifier(name)}`,
    ),
    ...sequences,
  ];
}

/** How a swap goes about it. */
export interface SwapOptions {
  readonly policy: LockPolicy;
  /** The table that goes is kept in dp_load until the next time. */
  readonly keepPrevious: boolean;
}

/**
 * Locks that nobody who reads or writes waits for: what autovacuum is at is waited for here (PostgreSQL cancels it after
 * deadlock_timeout, 1 s), not later with all readers in the queue behind.
 */
async function clearTheWay(
  db: PgConnection,
  swapping: readonly Swapping[],
  children: readonly QualifiedName[],
): Promise<void> {
  const rows = swapping.map(({ tables }) => tables.rows);
  const live = swapping.map(({ target }) => target.live);
  await lockTables(db, rows, "ACCESS EXCLUSIVE");
  await lockTables(db, [...live, ...children], "SHARE UPDATE EXCLUSIVE");
}

/**
 * Puts the load tables in the place of the live ones. Whatever takes time is done before the lock that readers wait for;
 * under it there are only changes of names.
 * @returns `performance.now()` of that lock, which is held until the transaction ends; undefined where nothing is swapped
 */
export async function swapAll(
  db: PgConnection,
  swapping: readonly Swapping[],
  { policy, keepPrevious }: SwapOptions,
): Promise<number | undefined> {
  if (swapping.length === 0) return undefined;
  const live = swapping.map(({ target }) => target.live);
  const foreignKeys = await readForeignKeys(
    db,
    live.map(({ oid }) => oid),
  );
  const keys = planKeys(foreignKeys, swapping, keepPrevious);
  await retried(db, { name: "dp_clear", policy }, () => clearTheWay(db, swapping, keys.children));
  for (const one of swapping) {
    await copySequences(db, one);
    await dress(db, one);
  }
  for (const statement of keys.before) await db.query(statement);
  const statements: string[] = [...keys.drops];
  for (const { target } of swapping) statements.push(...takeAway(target, keepPrevious));
  for (const one of swapping) statements.push(...(await moveIn(db, one)));
  statements.push(...keys.renames);
  return retried(db, { name: "dp_swap", policy }, async () => {
    await lockTables(db, [...live, ...keys.children], "ACCESS EXCLUSIVE");
    const lockedAt = performance.now();
    await db.query(statements.join(";\n"));
    return lockedAt;
  });
}
