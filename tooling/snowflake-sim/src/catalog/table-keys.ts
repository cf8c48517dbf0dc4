import { randomUUID } from "node:crypto";
import type { ConstraintProperties, ConstraintSpec } from "../sql/statements.ts";
import type { Context } from "./context.ts";
import { compilationError } from "./errors.ts";
import type { ForeignKey, Key, Relation } from "./model.ts";
import { requireColumn } from "./require-column.ts";
import { completePath } from "./visible.ts";

/** Name that Snowflake makes up for a constraint without one; a new one at every CREATE. */
export function systemName(): string {
  return `SYS_CONSTRAINT_${randomUUID()}`;
}

type KeySpec = Exclude<ConstraintSpec, { kind: "CHECK" }>;
type ForeignKeySpec = Extract<ConstraintSpec, { kind: "FOREIGN KEY" }>;

function key(spec: KeySpec, relation: Relation, now: number): Key {
  for (const column of spec.columns) requireColumn(relation.columns, column);
  const { rely, comment, deferrability }: ConstraintProperties = spec.properties;
  return {
    name: spec.name ?? systemName(),
    columns: spec.columns,
    rely,
    createdOn: now,
    ...(comment === undefined ? {} : { comment }),
    ...(deferrability === undefined ? {} : { deferrability }),
    ...(relation.kind === "HYBRID" ? { enforced: true } : {}),
  };
}

function referencedKey(target: Relation, columns: readonly string[]): Key | undefined {
  if (columns.length === 0) return target.primaryKey;
  const wanted = JSON.stringify([...columns].sort());
  const keys = target.primaryKey === undefined ? target.uniqueKeys : [target.primaryKey, ...target.uniqueKeys];
  return keys.find((candidate) => JSON.stringify([...candidate.columns].sort()) === wanted);
}

function foreignKey(spec: ForeignKeySpec, relation: Relation, context: Context): ForeignKey {
  const path = completePath(context.session, spec.references.table, "CREATE TABLE");
  const itself = path.database === relation.database && path.schema === relation.schema && path.name === relation.name;
  const target = itself ? relation : context.visible.requireRelation(spec.references.table, "Table", "").relation;
  const referenced = referencedKey(target, spec.references.columns);
  const columns = spec.references.columns.length === 0 ? referenced?.columns : spec.references.columns;
  if (referenced === undefined || columns?.length !== spec.columns.length) {
    const text = `Foreign key refers to columns of '${path.name}' that are no primary or unique key.`;
    throw compilationError("002274", "42601", text);
  }
  return {
    ...key(spec, relation, context.options.now),
    references: { database: path.database, schema: path.schema, table: path.name, columns, keyName: referenced.name },
    onUpdate: spec.properties.onUpdate ?? "NO ACTION",
    onDelete: spec.properties.onDelete ?? "NO ACTION",
  };
}

/** A primary key makes its columns NOT NULL; on a standard table that is the only thing about it that is enforced. */
function addPrimaryKey(relation: Relation, spec: KeySpec, now: number): Relation {
  if (relation.primaryKey !== undefined) {
    throw compilationError("002200", "42601", `primary key already exists for table '${relation.name}'`);
  }
  const primaryKey = key(spec, relation, now);
  const columns = relation.columns.map((column) =>
    spec.columns.includes(column.name) ? { ...column, nullable: false } : column,
  );
  return { ...relation, columns, primaryKey };
}

/** The relation with one more constraint. @throws SqlError 000904, 002003 */
export function addConstraint(relation: Relation, spec: ConstraintSpec, context: Context): Relation {
  switch (spec.kind) {
    case "PRIMARY KEY":
      return addPrimaryKey(relation, spec, context.options.now);
    case "UNIQUE":
      return { ...relation, uniqueKeys: [...relation.uniqueKeys, key(spec, relation, context.options.now)] };
    case "FOREIGN KEY":
      return { ...relation, foreignKeys: [...relation.foreignKeys, foreignKey(spec, relation, context)] };
    case "CHECK":
      return {
        ...relation,
        checks: [...(relation.checks ?? []), { name: spec.name ?? systemName(), clause: spec.clause }],
      };
  }
}

/** Foreign keys come last: they may point at a key of the same statement. */
export function addConstraints(relation: Relation, specs: readonly ConstraintSpec[], context: Context): Relation {
  const inOrder = [
    ...specs.filter((spec) => spec.kind !== "FOREIGN KEY"),
    ...specs.filter((spec) => spec.kind === "FOREIGN KEY"),
  ];
  return inOrder.reduce((present, spec) => addConstraint(present, spec, context), relation);
}
