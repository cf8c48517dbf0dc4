import type { ColumnType, RelationKind, SemanticRole } from "../catalog/model.ts";
import type { Describe, Show } from "./listing-statements.ts";
import type { Expression } from "./parse-expression.ts";
import type { AlterTag, RowAccessSpec, TagSpec } from "./parse-governance.ts";
import type { ObjectName } from "./parse-name.ts";

/** What a constraint may say besides its columns. */
export interface ConstraintProperties {
  readonly rely: boolean;
  readonly enforced: boolean;
  readonly deferrability?: string;
  readonly comment?: string;
  readonly onUpdate?: string;
  readonly onDelete?: string;
}

export type ConstraintSpec =
  | {
      readonly kind: "PRIMARY KEY" | "UNIQUE";
      readonly name?: string;
      readonly columns: readonly string[];
      readonly properties: ConstraintProperties;
    }
  | {
      readonly kind: "FOREIGN KEY";
      readonly name?: string;
      readonly columns: readonly string[];
      readonly references: { readonly table: ObjectName; readonly columns: readonly string[] };
      readonly properties: ConstraintProperties;
    }
  | { readonly kind: "CHECK"; readonly name?: string; readonly clause: string };

export interface IdentitySpec {
  readonly start: bigint;
  readonly increment: bigint;
  readonly ordered: boolean;
}

export interface ColumnSpec {
  readonly name: string;
  /** Absent in the column list of CREATE TABLE … AS SELECT, and for virtual columns that leave it out. */
  readonly type?: ColumnType;
  /** The type as it was written. */
  readonly alias?: string;
  readonly notNull: boolean;
  readonly default?: Expression;
  readonly identity?: IdentitySpec;
  readonly expression?: Expression;
  readonly comment?: string;
  readonly maskingPolicy?: ObjectName;
  readonly tags?: readonly TagSpec[];
  readonly constraints: readonly ConstraintSpec[];
}

/** Where CREATE TABLE takes its shape or its rows from. */
export type TableSource =
  | { readonly kind: "like"; readonly table: ObjectName }
  | { readonly kind: "clone"; readonly table: ObjectName }
  | { readonly kind: "query"; readonly query: string };

/** Options of a table that the catalogue shows; the others are read and ignored. */
export interface TableOptions {
  readonly comment?: string;
  readonly clusterBy?: string;
  readonly retentionDays?: number;
  readonly changeTracking?: boolean;
  readonly schemaEvolution?: boolean;
  readonly tags?: readonly TagSpec[];
  readonly rowAccess?: RowAccessSpec;
}

interface Creation {
  readonly name: ObjectName;
  readonly orReplace: boolean;
  readonly ifNotExists: boolean;
}

/** `INDEX name (a, b) INCLUDE (c)` of a hybrid table. */
export interface IndexSpec {
  readonly name: string;
  readonly columns: readonly string[];
  readonly included: readonly string[];
}

export interface CreateTable extends Creation, TableOptions {
  readonly type: "create-table";
  readonly kind: RelationKind;
  readonly columns: readonly ColumnSpec[];
  readonly constraints: readonly ConstraintSpec[];
  readonly indexes: readonly IndexSpec[];
  readonly source?: TableSource;
  readonly copyGrants: boolean;
}

export interface CreateView extends Creation, TableOptions {
  readonly type: "create-view";
  readonly secure: boolean;
  readonly materialized: boolean;
  readonly columns: readonly { readonly name: string; readonly comment?: string }[];
  readonly query: string;
  /** The whole statement. */
  readonly text: string;
}

/** Of a semantic view only its columns are kept. */
export interface CreateSemanticView extends Creation {
  readonly type: "create-semantic-view";
  readonly columns: readonly { readonly name: string; readonly role: SemanticRole }[];
  readonly comment?: string;
}

export interface SequenceOptions {
  readonly start?: bigint;
  readonly increment?: bigint;
  readonly ordered?: boolean;
  readonly comment?: string;
}

export interface CreateSequence extends Creation, SequenceOptions {
  readonly type: "create-sequence";
}

/** Kinds of things that hold other things or rights. */
export type AccountObject = "DATABASE" | "SCHEMA" | "WAREHOUSE" | "ROLE" | "USER";

export interface CreateAccountObject extends Creation {
  readonly type: "create-account-object";
  readonly kind: AccountObject;
  /** By upper-case name, as text. */
  readonly properties: ReadonlyMap<string, string>;
}

/** Things the catalogue knows by name only: policies, tags, stages, file formats. */
export interface CreateNamed extends Creation {
  readonly type: "create-named";
  readonly kind: string;
}

export type ColumnChange =
  | { readonly kind: "type"; readonly type: ColumnType; readonly alias: string }
  | { readonly kind: "not-null"; readonly notNull: boolean }
  | { readonly kind: "default"; readonly default: Expression | undefined }
  | { readonly kind: "comment"; readonly comment: string | undefined }
  | { readonly kind: "masking-policy"; readonly policy: ObjectName | undefined }
  | { readonly kind: "set-tags"; readonly tags: readonly TagSpec[] }
  | { readonly kind: "unset-tags"; readonly tags: readonly ObjectName[] }
  | { readonly kind: "ignored" };

/** Which constraint a DROP or ALTER means. */
export type ConstraintTarget =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "PRIMARY KEY" }
  | { readonly kind: "UNIQUE" | "FOREIGN KEY"; readonly columns: readonly string[] };

export type AlterTableAction =
  | { readonly kind: "add-columns"; readonly columns: readonly ColumnSpec[]; readonly ifNotExists: boolean }
  | { readonly kind: "add-constraint"; readonly constraint: ConstraintSpec }
  | { readonly kind: "drop-columns"; readonly columns: readonly string[]; readonly ifExists: boolean }
  | { readonly kind: "drop-constraint"; readonly target: ConstraintTarget }
  | { readonly kind: "alter-constraint"; readonly target: ConstraintTarget; readonly rely: boolean | undefined }
  | { readonly kind: "rename"; readonly to: ObjectName }
  | { readonly kind: "rename-column" | "rename-constraint"; readonly from: string; readonly to: string }
  | {
      readonly kind: "alter-columns";
      readonly changes: readonly { readonly column: string; readonly change: ColumnChange }[];
    }
  | { readonly kind: "swap"; readonly with: ObjectName }
  | { readonly kind: "cluster-by"; readonly clusterBy: string }
  | { readonly kind: "set"; readonly options: TableOptions }
  | { readonly kind: "unset"; readonly options: readonly string[] }
  | { readonly kind: "secure"; readonly secure: boolean }
  | { readonly kind: "set-tags"; readonly tags: readonly TagSpec[] }
  | { readonly kind: "unset-tags"; readonly tags: readonly ObjectName[] }
  | { readonly kind: "row-access"; readonly rowAccess: RowAccessSpec | undefined }
  | { readonly kind: "ignored" };

export interface AlterRelation {
  readonly type: "alter-relation";
  readonly object: "TABLE" | "VIEW";
  readonly name: ObjectName;
  readonly ifExists: boolean;
  readonly action: AlterTableAction;
}

export interface AlterSequence extends SequenceOptions {
  readonly type: "alter-sequence";
  readonly name: ObjectName;
  readonly ifExists: boolean;
  readonly rename?: ObjectName;
}

export interface AlterAccountObject {
  readonly type: "alter-account-object";
  readonly kind: AccountObject;
  readonly name: ObjectName;
  readonly rename?: ObjectName;
  readonly properties: ReadonlyMap<string, string>;
}

export interface AlterSession {
  readonly type: "alter-session";
  readonly set: ReadonlyMap<string, string | number | boolean>;
  readonly unset: readonly string[];
}

export interface Drop {
  readonly type: "drop" | "undrop";
  readonly kind: string;
  readonly name: ObjectName;
  readonly ifExists: boolean;
}

export interface Truncate {
  readonly type: "truncate";
  readonly name: ObjectName;
  readonly ifExists: boolean;
}

export interface CommentOn {
  readonly type: "comment";
  readonly kind: string;
  readonly name: ObjectName;
  /** The column of COMMENT ON COLUMN. */
  readonly column?: string;
  readonly comment: string;
  readonly ifExists: boolean;
}

export interface Use {
  readonly type: "use";
  /** Absent: a bare name, a database or database.schema. */
  readonly kind?: "ROLE" | "WAREHOUSE" | "DATABASE" | "SCHEMA" | "SECONDARY ROLES";
  readonly name: ObjectName;
}

/** What a privilege is granted on. */
export type GrantTarget =
  | { readonly kind: "account" }
  | { readonly kind: "object"; readonly object: string; readonly name: ObjectName }
  | {
      readonly kind: "all" | "future";
      /** Singular: TABLE, VIEW, SCHEMA … */
      readonly object: string;
      readonly container: "SCHEMA" | "DATABASE";
      readonly name: ObjectName;
    };

export interface GrantPrivileges {
  readonly type: "grant-privileges" | "revoke-privileges";
  readonly privileges: readonly string[];
  readonly on: GrantTarget;
  readonly role: string;
  readonly grantOption: boolean;
}

export interface GrantRole {
  readonly type: "grant-role" | "revoke-role";
  readonly role: string;
  readonly to: { readonly kind: "ROLE" | "USER"; readonly name: string };
}

/** BEGIN, COMMIT, ROLLBACK: accepted; every statement stands by itself. */
interface Transaction {
  readonly type: "transaction";
}

/** SELECT, WITH, VALUES, INSERT, UPDATE, DELETE, MERGE: left to the data side as it is. */
export interface Query {
  readonly type: "query";
  readonly writes: boolean;
}

export type Statement =
  | CreateTable
  | CreateView
  | CreateSemanticView
  | CreateSequence
  | CreateAccountObject
  | CreateNamed
  | AlterRelation
  | AlterSequence
  | AlterAccountObject
  | AlterSession
  | AlterTag
  | Drop
  | Truncate
  | CommentOn
  | Use
  | GrantPrivileges
  | GrantRole
  | Describe
  | Show
  | Transaction
  | Query;
