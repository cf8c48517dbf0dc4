/** The catalogue as plain data. Names are stored names: exact case, without quotes. */

/** A column type as declared, with Snowflake's defaults filled in. */
export type ColumnType =
  | { readonly name: "NUMBER"; readonly precision: number; readonly scale: number }
  | {
      readonly name: "FLOAT" | "DECFLOAT" | "BOOLEAN" | "DATE" | "VARIANT" | "GEOGRAPHY" | "GEOMETRY" | "FILE" | "UUID";
    }
  /** `fixed` is true for BINARY (false for VARBINARY) and false for every text type. */
  | { readonly name: "VARCHAR"; readonly length: number; readonly collation?: string }
  | { readonly name: "BINARY"; readonly length: number; readonly fixed: boolean }
  | { readonly name: "TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ"; readonly scale: number }
  | { readonly name: "OBJECT"; readonly fields?: readonly { name: string; type: ColumnType; notNull: boolean }[] }
  | { readonly name: "ARRAY"; readonly element?: ColumnType; readonly notNull?: boolean }
  | { readonly name: "MAP"; readonly key: ColumnType; readonly value: ColumnType; readonly notNull?: boolean }
  | { readonly name: "VECTOR"; readonly element: "INT" | "FLOAT"; readonly dimension: number }
  /** `unit` is e.g. `YEAR TO MONTH`, `DAY(9) TO SECOND(9)`. */
  | { readonly name: "INTERVAL"; readonly unit: string; readonly family: "year-month" | "day-time" }
  | { readonly name: "PERIOD"; readonly element: ColumnType };

/** The full name of a policy or a tag. */
interface ObjectPath {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
}

/** A tag on a table or a column. */
export interface TagValue {
  readonly tag: ObjectPath;
  readonly value: string;
}

export interface Column {
  readonly name: string;
  /** Name inside DuckDB, never reused within a table: `c1`, `c2`, … */
  readonly physical: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** The type's name as it was written, e.g. `INT`; INFORMATION_SCHEMA.COLUMNS.DATA_TYPE_ALIAS. */
  readonly alias?: string;
  /** Expression text as Snowflake would print it. */
  readonly default?: string;
  readonly identity?: { readonly start: bigint; readonly increment: bigint; readonly ordered: boolean };
  /** Expression of a virtual column. */
  readonly expression?: string;
  readonly comment?: string;
  /** As SHOW and DESCRIBE print it; `maskingPath` is the same in parts. */
  readonly maskingPolicy?: string;
  readonly maskingPath?: ObjectPath;
  readonly tags?: readonly TagValue[];
  /** What the column is to a semantic view. */
  readonly semantic?: SemanticRole;
}

export type SemanticRole = "DIMENSION" | "FACT" | "METRIC";

/** A secondary index of a hybrid table. */
export interface Index {
  readonly name: string;
  readonly columns: readonly string[];
  readonly included: readonly string[];
  readonly unique: boolean;
}

export interface Key {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rely: boolean;
  readonly comment?: string;
  /** Absent: NOT ENFORCED, as on every table that is not hybrid. */
  readonly enforced?: boolean;
  /** Absent: NOT DEFERRABLE. */
  readonly deferrability?: string;
  /** Milliseconds since the epoch; absent: the table's. */
  readonly createdOn?: number;
}

/** A CHECK constraint. */
interface Check {
  readonly name: string;
  readonly clause: string;
}

export interface ForeignKey extends Key {
  readonly references: {
    readonly database: string;
    readonly schema: string;
    readonly table: string;
    readonly columns: readonly string[];
    /** Name of the key that is referenced. */
    readonly keyName: string;
  };
  readonly onUpdate: string;
  readonly onDelete: string;
}

export type RelationKind =
  | "TABLE"
  | "TRANSIENT"
  | "TEMPORARY"
  | "EXTERNAL"
  | "ICEBERG"
  | "DYNAMIC"
  | "HYBRID"
  | "EVENT"
  | "INTERACTIVE"
  | "VIEW"
  | "MATERIALIZED VIEW"
  | "SEMANTIC VIEW";

/** A table or view. */
export interface Relation {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: RelationKind;
  /** Name of the table inside DuckDB, never reused: `t1`, `t2`, … Views have none. */
  readonly physical: string;
  readonly columns: readonly Column[];
  readonly primaryKey?: Key;
  readonly uniqueKeys: readonly Key[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks?: readonly Check[];
  readonly indexes?: readonly Index[];
  readonly comment?: string;
  /** `LINEAR(a, b)`, or empty. */
  readonly clusterBy: string;
  /** Text of the whole CREATE statement (views). */
  readonly text?: string;
  /** The query of a view; its names resolve in the view's database and schema and with its owner's rights. */
  readonly query?: string;
  readonly secure?: boolean;
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly createdOn: number;
  readonly retentionDays: number;
  readonly changeTracking?: boolean;
  /** Milliseconds since the epoch; createdOn when absent. */
  readonly trackedSince?: number;
  readonly schemaEvolution?: boolean;
  readonly tags?: readonly TagValue[];
  readonly rowAccess?: { readonly policy: ObjectPath; readonly columns: readonly string[] };
  /** Milliseconds since the epoch of the last DDL; absent: createdOn. */
  readonly lastDdl?: number;
}

export interface Sequence {
  readonly database: string;
  readonly schema: string;
  readonly name: string;
  readonly start: bigint;
  readonly increment: bigint;
  readonly ordered: boolean;
  readonly comment?: string;
  readonly createdOn: number;
  readonly owner: string;
}
