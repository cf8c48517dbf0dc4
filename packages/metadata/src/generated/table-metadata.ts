/* eslint-disable */
// Made from schema/table-metadata.v1.schema.json by scripts/generate-types.mjs. Do not edit.

/**
 * enforced: a constraint; not_enforced: a plain index; omit: nothing.
 */
export type KeyEnforcement = "enforced" | "not_enforced" | "omit";
/**
 * A default as a tagged value; no field holds SQL.
 */
export type DefaultValue =
  | {
      readonly kind: "null";
    }
  | {
      readonly kind: "boolean";
      readonly value: boolean;
    }
  | {
      readonly kind: "number";
      readonly value: string;
    }
  | {
      readonly kind: "string";
      readonly value: string;
    }
  | {
      readonly kind: "json";
      readonly value: string;
    }
  | {
      readonly kind: "bytes";
      readonly value: string;
    }
  | {
      readonly kind: "current-timestamp";
      readonly zone?: string;
    }
  | {
      readonly kind: "current-date";
    }
  | {
      readonly kind: "current-time";
    }
  | {
      readonly kind: "random-uuid";
    }
  | {
      readonly kind: "current-user";
    };

/**
 * One table: what Snowflake said of it, the settings that were chosen, and the PostgreSQL table that follows from both. The file on disk has a fixed key order, one column, key or finding a line, and nothing that changes when the schema does not.
 */
export interface TableMetadata {
  /**
   * Names this format.
   */
  readonly $schema: "urn:dp:schema:table-metadata:1";
  /**
   * major.minor. A reader accepts every minor of a major it knows.
   */
  readonly formatVersion: string;
  /**
   * Mapping edition: another mapping, name or print only ever comes under a new number.
   */
  readonly edition: number;
  /**
   * Name of the table in tables.yaml; names the files and the feed.
   */
  readonly name: string;
  readonly source: SourceTable;
  readonly settings: MappingSettings;
  readonly target: TargetTable;
  /**
   * What a reviewer should know, as codes; the programs have the sentences.
   */
  readonly findings: readonly Finding[];
  readonly fingerprints: Fingerprints;
}
/**
 * What Snowflake said, free of our settings.
 */
export interface SourceTable {
  /**
   * Where the table is from.
   */
  readonly system: "snowflake";
  /**
   * Stored name, exact case, without quotes.
   */
  readonly database: string;
  /**
   * Stored name.
   */
  readonly schema: string;
  /**
   * Stored name.
   */
  readonly table: string;
  /**
   * Kind of object. Source: SHOW TABLES and SHOW VIEWS.
   */
  readonly kind:
    | "TABLE"
    | "TRANSIENT TABLE"
    | "TEMPORARY TABLE"
    | "EXTERNAL TABLE"
    | "ICEBERG TABLE"
    | "DYNAMIC TABLE"
    | "HYBRID TABLE"
    | "EVENT TABLE"
    | "INTERACTIVE TABLE"
    | "VIEW"
    | "MATERIALIZED VIEW"
    | "SECURE VIEW";
  /**
   * Absent when there is none.
   */
  readonly comment?: string;
  /**
   * Clustering expressions as Snowflake prints them; advice, never an index by itself.
   *
   * @minItems 1
   */
  readonly clusterBy?: readonly string[];
  /**
   * Tags of the table, its schema or its database, where they are visible.
   *
   * @minItems 1
   */
  readonly tags?: readonly SourceTag[];
  /**
   * Policies on the table other than masking policies, where they are visible.
   *
   * @minItems 1
   */
  readonly policies?: readonly SourcePolicy[];
  /**
   * In ordinal order.
   *
   * @minItems 1
   */
  readonly columns: readonly SourceColumn[];
  readonly primaryKey?: SourceKey;
  readonly uniqueKeys: readonly SourceKey[];
  readonly foreignKeys: readonly SourceForeignKey[];
}
/**
 * A tag and its value.
 */
export interface SourceTag {
  /**
   * Full name, DATABASE.SCHEMA.TAG.
   */
  readonly name: string;
  /**
   * As it was set; may be empty.
   */
  readonly value: string;
}
/**
 * A policy of Snowflake that decides what a role sees of a table.
 */
export interface SourcePolicy {
  /**
   * As Snowflake calls it, e.g. ROW_ACCESS_POLICY.
   */
  readonly kind: string;
  /**
   * Full name, DATABASE.SCHEMA.POLICY.
   */
  readonly name: string;
  /**
   * Columns that it looks at; absent when there are none.
   *
   * @minItems 1
   */
  readonly columns?: readonly string[];
}
/**
 * One column as Snowflake has it.
 */
export interface SourceColumn {
  /**
   * Stored name.
   */
  readonly name: string;
  /**
   * Canonical type text, e.g. NUMBER(38,0) or VARCHAR(200) COLLATE 'en-ci'.
   */
  readonly type: string;
  /**
   * false where Snowflake says NOT NULL.
   */
  readonly nullable: boolean;
  /**
   * SQL text as Snowflake prints it; absent when there is none.
   */
  readonly default?: string;
  readonly identity?: SourceIdentity;
  /**
   * Expression of a virtual column.
   */
  readonly expression?: string;
  /**
   * Absent when there is none.
   */
  readonly comment?: string;
  /**
   * Name of a masking policy, where it is visible.
   */
  readonly maskingPolicy?: string;
  /**
   * Tags of the column itself, where they are visible.
   *
   * @minItems 1
   */
  readonly tags?: readonly SourceTag[];
}
/**
 * AUTOINCREMENT / IDENTITY.
 */
export interface SourceIdentity {
  /**
   * Decimal digits.
   */
  readonly start: string;
  /**
   * Decimal digits.
   */
  readonly increment: string;
  /**
   * true only for ORDER; absent for NOORDER.
   */
  readonly ordered?: boolean;
}
/**
 * Primary or unique key.
 */
export interface SourceKey {
  /**
   * Absent for names that Snowflake made up.
   */
  readonly name?: string;
  /**
   * In key order.
   *
   * @minItems 1
   */
  readonly columns: readonly string[];
  /**
   * true only on hybrid tables.
   */
  readonly enforced: boolean;
  /**
   * true only where RELY was said.
   */
  readonly rely?: boolean;
  /**
   * Absent when there is none.
   */
  readonly comment?: string;
}
/**
 * Foreign key declared on this table.
 */
export interface SourceForeignKey {
  /**
   * Absent for names that Snowflake made up.
   */
  readonly name?: string;
  /**
   * In key order.
   *
   * @minItems 1
   */
  readonly columns: readonly string[];
  readonly references: SourceReference;
  /**
   * Absent for NO ACTION.
   */
  readonly onUpdate?: "NO ACTION" | "RESTRICT" | "CASCADE" | "SET NULL" | "SET DEFAULT";
  /**
   * Absent for NO ACTION.
   */
  readonly onDelete?: "NO ACTION" | "RESTRICT" | "CASCADE" | "SET NULL" | "SET DEFAULT";
  /**
   * true only on hybrid tables.
   */
  readonly enforced: boolean;
  /**
   * true only where RELY was said.
   */
  readonly rely?: boolean;
  /**
   * Absent when there is none.
   */
  readonly comment?: string;
}
/**
 * The referenced table and its columns, in key order.
 */
export interface SourceReference {
  /**
   * Stored name.
   */
  readonly database: string;
  /**
   * Stored name.
   */
  readonly schema: string;
  /**
   * Stored name.
   */
  readonly table: string;
  /**
   * In key order.
   *
   * @minItems 1
   */
  readonly columns: readonly string[];
}
/**
 * The choices of tables.yaml that shaped the target; only what differs from the edition's defaults.
 */
export interface MappingSettings {
  readonly policies?: Policies;
  readonly keys?: KeySettings;
  /**
   * false: no index on the columns of each foreign key.
   */
  readonly foreignKeyIndexes?: false;
  /**
   * By stored column name.
   */
  readonly columns?: {
    readonly [k: string]: ColumnSettings;
  };
  /**
   * Indexes to make besides those of keys.
   */
  readonly indexes?: readonly IndexSettings[];
  /**
   * Loss codes that the owner of the table has accepted.
   */
  readonly acceptLoss?: readonly string[];
  /**
   * fail: a loss that was not accepted refuses the table.
   */
  readonly losses?: "fail";
  /**
   * Time zone of the Snowflake sessions that write: what a wall clock without zone means in a default.
   */
  readonly zone?: string;
}
/**
 * Mapping policies by name, see docs/type-map.md.
 */
export interface Policies {
  readonly [k: string]: string;
}
/**
 * How keys that Snowflake does not enforce are made.
 */
export interface KeySettings {
  readonly primary?: KeyEnforcement;
  readonly unique?: KeyEnforcement;
  readonly foreign?: KeyEnforcement;
}
/**
 * Settings of one column.
 */
export interface ColumnSettings {
  /**
   * PostgreSQL type override.
   */
  readonly type?: string;
  /**
   * Target column name.
   */
  readonly name?: string;
  /**
   * Name that the target column had before.
   */
  readonly was?: string;
  /**
   * true: the column is not carried over.
   */
  readonly exclude?: true;
  /**
   * Label for reviewers, e.g. pii.
   */
  readonly sensitive?: string;
  readonly policies?: Policies;
  /**
   * Loss codes accepted for this column; those that a narrower type brings must be.
   */
  readonly acceptLoss?: readonly string[];
}
/**
 * A configured index: names of target columns.
 */
export interface IndexSettings {
  /**
   * Target column names.
   *
   * @minItems 1
   */
  readonly columns: readonly string[];
  /**
   * true: UNIQUE.
   */
  readonly unique?: true;
}
/**
 * The PostgreSQL table. A pure function of source, settings and the other tables. Unknown fields are refused here: ignoring one would be a constraint not made.
 */
export interface TargetTable {
  /**
   * PostgreSQL schema.
   */
  readonly schema: string;
  /**
   * PostgreSQL table.
   */
  readonly table: string;
  readonly was?: TargetWas;
  /**
   * Absent when there is none.
   */
  readonly comment?: string;
  readonly requires: Requirements;
  /**
   * In the order in which PostgreSQL makes them.
   *
   * @minItems 1
   */
  readonly columns: readonly TargetColumn[];
  readonly primaryKey?: TargetKey;
  readonly uniqueKeys: readonly TargetKey[];
  readonly foreignKeys: readonly TargetForeignKey[];
  readonly indexes: readonly TargetIndex[];
}
/**
 * Where the table stood before: it is renamed or moved from there instead of made anew.
 */
export interface TargetWas {
  /**
   * PostgreSQL schema.
   */
  readonly schema: string;
  /**
   * PostgreSQL table.
   */
  readonly table: string;
}
/**
 * What the server must offer.
 */
export interface Requirements {
  /**
   * Lowest major version.
   */
  readonly postgres: number;
  /**
   * Names of extensions, sorted.
   */
  readonly extensions: readonly string[];
}
/**
 * One PostgreSQL column and where its values come from.
 */
export interface TargetColumn {
  /**
   * PostgreSQL column name.
   */
  readonly name: string;
  /**
   * Name that the column had before: it is renamed instead of made anew.
   */
  readonly was?: string;
  /**
   * Stored name of the source column.
   */
  readonly from: string;
  /**
   * Which part of the source value; absent for the whole value.
   */
  readonly part?: "instant" | "offset-minutes" | "sub-microsecond";
  /**
   * PostgreSQL type as format_type prints it.
   */
  readonly type: string;
  /**
   * A part follows its source column.
   */
  readonly nullable: boolean;
  readonly default?: DefaultValue;
  readonly identity?: TargetIdentity;
  /**
   * Name of a PostgreSQL collation.
   */
  readonly collation?: string;
  /**
   * Absent when there is none.
   */
  readonly comment?: string;
  /**
   * Label for reviewers.
   */
  readonly sensitive?: string;
  /**
   * What is kept of the value.
   */
  readonly fidelity: "exact" | "exact-with-policy" | "truncated" | "changed";
  /**
   * Loss codes; absent when nothing can be lost.
   *
   * @minItems 1
   */
  readonly loss?: readonly string[];
}
/**
 * GENERATED BY DEFAULT AS IDENTITY.
 */
export interface TargetIdentity {
  /**
   * Decimal digits.
   */
  readonly start: string;
  /**
   * Decimal digits.
   */
  readonly increment: string;
}
/**
 * Primary or unique key; not_enforced becomes a plain index.
 */
export interface TargetKey {
  /**
   * Name of the constraint, and of its index.
   */
  readonly name: string;
  /**
   * Target column names in key order.
   *
   * @minItems 1
   */
  readonly columns: readonly string[];
  /**
   * false: a plain index stands in for the key.
   */
  readonly enforced?: false;
}
/**
 * Foreign key of the PostgreSQL table.
 */
export interface TargetForeignKey {
  /**
   * Name of the constraint.
   */
  readonly name: string;
  /**
   * Target column names in key order.
   *
   * @minItems 1
   */
  readonly columns: readonly string[];
  readonly references: TargetReference;
  /**
   * Absent for NO ACTION.
   */
  readonly onUpdate?: "NO ACTION" | "RESTRICT" | "CASCADE" | "SET NULL" | "SET DEFAULT";
  /**
   * Absent for NO ACTION.
   */
  readonly onDelete?: "NO ACTION" | "RESTRICT" | "CASCADE" | "SET NULL" | "SET DEFAULT";
  /**
   * false: NOT ENFORCED (PostgreSQL 18).
   */
  readonly enforced?: false;
}
/**
 * The referenced table, and its columns in key order.
 */
export interface TargetReference {
  /**
   * PostgreSQL schema.
   */
  readonly schema: string;
  /**
   * PostgreSQL table.
   */
  readonly table: string;
  /**
   * Target column names in key order.
   *
   * @minItems 1
   */
  readonly columns: readonly string[];
}
/**
 * A B-tree index.
 */
export interface TargetIndex {
  /**
   * Name of the index, one of its kind in the schema.
   */
  readonly name: string;
  /**
   * Target column names.
   *
   * @minItems 1
   */
  readonly columns: readonly string[];
  /**
   * true: UNIQUE.
   */
  readonly unique?: true;
  /**
   * Why it exists.
   */
  readonly reason: "configured" | "foreign-key" | "unenforced-key";
}
/**
 * What a reviewer should know.
 */
export interface Finding {
  /**
   * What was found; the programs know a sentence and a hint for each.
   */
  readonly code: string;
  /**
   * info: good to know; warning: something is not carried over; error: PostgreSQL will refuse this.
   */
  readonly severity: "info" | "warning" | "error";
  /**
   * Source column.
   */
  readonly column?: string;
  /**
   * Facts that the sentence names.
   */
  readonly details?: {
    readonly [k: string]: string | readonly string[];
  };
}
/**
 * v1:sha256:<hex> of the halves as compact JSON in schema key order.
 */
export interface Fingerprints {
  /**
   * finds drift
   */
  readonly source: string;
  /**
   * binds plans
   */
  readonly target: string;
  /**
   * binds data bundles
   */
  readonly values: string;
}
