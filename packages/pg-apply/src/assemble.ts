import type {
  PgColumn,
  PgForeignKey,
  PgGrant,
  PgIdentity,
  PgIndex,
  PgKey,
  PgOtherConstraint,
  PgTable,
  ReferentialAction,
} from "@dp/pg-ddl";

import type { ColumnRow, ConstraintRow, IndexRow, RelationRow } from "./catalogue-rows.ts";

// The manual, "pg_class", relkind.
const kinds: Readonly<Record<string, string>> = {
  p: "partitioned table",
  v: "view",
  m: "materialized view",
  f: "foreign table",
  S: "sequence",
  i: "index",
  I: "partitioned index",
  c: "composite type",
};

/** What a relation is when it is not a plain table that keeps its rows; undefined when it is. */
function relationKind({ kind, persistence, inherits }: RelationRow): string | undefined {
  if (kind !== "r") return kinds[kind] ?? `relation of kind ${kind}`;
  if (persistence === "u") return "unlogged table";
  return inherits ? "partition or child table" : undefined;
}

function identityOf({ identity, start, increment }: ColumnRow): PgIdentity | undefined {
  if (identity === "") return undefined;
  return { start: start ?? "", increment: increment ?? "", ...(identity === "a" ? { always: true } : {}) };
}

function toColumn(row: ColumnRow): PgColumn {
  const identity = identityOf(row);
  return {
    name: row.name,
    type: row.type,
    nullable: row.nullable,
    ...(row.default === null ? {} : { default: { sql: row.default } }),
    ...(identity === undefined ? {} : { identity }),
    ...(row.generated === null ? {} : { generated: row.generated }),
    ...(row.collation === null ? {} : { collation: row.collation }),
    ...(row.comment === null ? {} : { comment: row.comment }),
  };
}

function toKey({ name, columns, plain, definition }: ConstraintRow): PgKey {
  return { name, columns, ...(plain ? {} : { definition }) };
}

// The manual, "pg_constraint", confupdtype.
const actions: Readonly<Record<string, ReferentialAction>> = {
  a: "NO ACTION",
  r: "RESTRICT",
  c: "CASCADE",
  n: "SET NULL",
  d: "SET DEFAULT",
};

function toForeignKey(row: ConstraintRow): PgForeignKey {
  return {
    name: row.name,
    columns: row.columns,
    references: {
      schema: row.referencedSchema ?? "",
      name: row.referencedTable ?? "",
      columns: row.referencedColumns,
    },
    onUpdate: actions[row.onUpdate] ?? "NO ACTION",
    onDelete: actions[row.onDelete] ?? "NO ACTION",
    enforced: row.enforced,
    validated: row.validated,
    ...(row.plain ? {} : { definition: row.definition }),
  };
}

const methods: readonly NonNullable<PgIndex["method"]>[] = ["brin", "gin", "hash"];

function toIndex({ name, columns, unique, method, valid, plain, definition }: IndexRow): PgIndex {
  const other = methods.find((one) => one === method);
  return {
    name,
    columns,
    unique,
    ...(other === undefined ? {} : { method: other }),
    ...(plain ? {} : { definition }),
    ...(valid ? {} : { invalid: true }),
  };
}

function ordered(grants: RelationRow["grants"]): readonly PgGrant[] {
  return (grants ?? []).toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1));
}

function toOther({ name, definition }: ConstraintRow): PgOtherConstraint {
  return { name, definition };
}

/** The rows that belong to one relation. */
export interface TableRows {
  readonly relation: RelationRow;
  readonly columns: readonly ColumnRow[];
  readonly constraints: readonly ConstraintRow[];
  readonly indexes: readonly IndexRow[];
}

/** Catalogue rows of a relation as the model's table. */
export function toTable({ relation, columns, constraints, indexes }: TableRows): PgTable {
  const { schema, name, comment, owner, tablespace } = relation;
  const kind = relationKind(relation);
  const ofKind = (...wanted: readonly string[]): readonly ConstraintRow[] =>
    constraints.filter((row) => wanted.includes(row.kind));
  const [primary] = ofKind("p");
  const others = ofKind("c", "x");
  return {
    schema,
    name,
    ...(comment === null ? {} : { comment }),
    columns: columns.map(toColumn),
    ...(primary === undefined ? {} : { primaryKey: toKey(primary) }),
    uniqueKeys: ofKind("u").map(toKey),
    foreignKeys: ofKind("f").map(toForeignKey),
    indexes: indexes.map(toIndex),
    ...(others.length === 0 ? {} : { otherConstraints: others.map(toOther) }),
    ...(kind === undefined ? {} : { relation: kind }),
    owner,
    grants: ordered(relation.grants),
    tablespace,
  };
}
