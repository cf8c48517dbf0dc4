/** Shapes of the answers to the queries of sql/. */

/** A privilege as the catalogue has it. */
interface GrantRow {
  readonly role: string;
  readonly privilege: string;
  readonly column?: string;
}

/** A schema has neither number nor name of its own here. */
export interface SchemaRow {
  readonly oid: null;
  readonly schema: string;
  readonly grants: readonly GrantRow[] | null;
}

export interface RelationRow {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
  readonly persistence: string;
  readonly inherits: boolean;
  readonly comment: string | null;
  readonly owner: string;
  readonly tablespace: string;
  readonly grants: readonly GrantRow[] | null;
}

export interface ColumnRow {
  readonly oid: string;
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly default: string | null;
  readonly generated: string | null;
  readonly identity: string;
  readonly start: string | null;
  readonly increment: string | null;
  readonly collation: string | null;
  readonly comment: string | null;
}

export interface ConstraintRow {
  readonly oid: string;
  readonly name: string;
  readonly kind: string;
  readonly columns: readonly string[];
  readonly referencedSchema: string | null;
  readonly referencedTable: string | null;
  readonly referencedColumns: readonly string[];
  readonly onUpdate: string;
  readonly onDelete: string;
  readonly enforced: boolean;
  readonly validated: boolean;
  readonly plain: boolean;
  readonly definition: string;
}

export interface IndexRow {
  readonly oid: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly method: string;
  readonly valid: boolean;
  readonly plain: boolean;
  readonly definition: string;
}
