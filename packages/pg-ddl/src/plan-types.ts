import type { QualifiedName } from "./model.ts";

/**
 * What may happen to data, to readers or to the step itself. The first seven must be allowed by name before a plan with
 * them is applied (`hazardsToAllow`); the others are told.
 */
export type Hazard =
  /** Rows or the values of a column are gone. */
  | "DELETES_DATA"
  /** Values are rounded, cut or read anew. */
  | "CHANGES_VALUES"
  /** The whole table is written anew while nobody may read it. */
  | "REWRITES_TABLE"
  /** Indexes are built anew while nobody may read the table. */
  | "REBUILDS_INDEXES"
  /** A table, key, foreign key or unique index goes. */
  | "DROPS_OBJECT"
  /** Queries that use the old name fail from then on. */
  | "RENAMES_OBJECT"
  /** Bundles of rows that wait would not fit the tables any more; of a plan as a whole, never of one statement. */
  | "STRANDS_BUNDLES"
  /** Somebody may no longer do what `grants` does not name; asked for by `extra_grants: revoke`. */
  | "REVOKES_ACCESS"
  | "TAKES_ACCESS_EXCLUSIVE_LOCK"
  /** Reads the whole table while others work. */
  | "SCANS_TABLE"
  /** Rows that are there can make the server refuse it (NULLs, duplicates, orphans, values too long). */
  | "MAY_FAIL_ON_ROWS";

/** Table lock modes of PostgreSQL (manual, "Explicit Locking"), weakest first. */
export type LockMode =
  | "ACCESS SHARE"
  | "ROW SHARE"
  | "ROW EXCLUSIVE"
  | "SHARE UPDATE EXCLUSIVE"
  | "SHARE"
  | "SHARE ROW EXCLUSIVE"
  | "EXCLUSIVE"
  | "ACCESS EXCLUSIVE";

/** The object a statement or difference is about; `part` is a column, key or index of the table, or the role of a grant. */
export interface ObjectRef extends QualifiedName {
  readonly kind:
    | "schema"
    | "table"
    | "column"
    | "primary key"
    | "unique key"
    | "foreign key"
    | "index"
    | "constraint"
    | "comment"
    | "grant";
  readonly part?: string;
}

/** Phases run in this order; each phase can be planned again after a kill. */
export type Phase =
  "schemas" | "renames" | "drop" | "tables" | "not-null" | "keys" | "indexes" | "foreign-keys" | "columns" | "access";

/** One statement as data; text for a person or a server is made from it at the end. */
export interface Statement {
  /** Stable within a plan: s0001, s0002, … */
  readonly id: string;
  readonly phase: Phase;
  readonly action: "create" | "alter" | "drop";
  readonly object: ObjectRef;
  readonly sql: string;
  /** Strongest lock on an existing table; null when none is taken. */
  readonly lock: LockMode | null;
  readonly rewrites: boolean;
  readonly losesData: boolean;
  /** Whether it may run inside a transaction. */
  readonly transactional: boolean;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** Its meaning hangs on session settings: it runs with TimeZone UTC and ISO dates, which `settingsOf` prints. */
  readonly session?: "utc";
  /**
   * Removes what a try that failed or was killed leaves behind (an invalid index); to be run outside a transaction before
   * the statement is tried again. Only where the statement itself runs outside a transaction.
   */
  readonly cleanup?: string;
  readonly hazards: readonly Hazard[];
  /** What it does, in lines for a person; each begins with `+`, `~` or `-`. */
  readonly details: readonly string[];
}

/** Bundles of one feed that wait to be loaded and would not fit the tables that a plan leaves. */
export interface PlanStrands {
  readonly feed: string;
  /** Their numbers. */
  readonly bundles: readonly number[];
  /** Tables, as they stand, that the plan changes and they would not fit. */
  readonly tables: readonly QualifiedName[];
  /** What would be in their way, a sentence each. */
  readonly because: readonly string[];
  /** What to do before the plan is applied. */
  readonly first: string;
}

/** Codes of what can differ between a wanted and a present model. */
export type DifferenceCode =
  | "SCHEMA_MISSING"
  | "SCHEMA_USAGE_MISSING"
  | "TABLE_MISSING"
  | "NOT_A_TABLE"
  | "TABLE_NAME"
  | "TABLE_OWNER"
  | "TABLE_TABLESPACE"
  | "COLUMN_NAME"
  | "COLUMN_MISSING"
  | "COLUMN_EXTRA"
  | "COLUMN_TYPE"
  | "COLUMN_NULLABLE"
  | "COLUMN_DEFAULT"
  | "COLUMN_IDENTITY"
  | "COLUMN_GENERATED"
  | "COLUMN_COLLATION"
  | "COLUMN_COMMENT"
  | "TABLE_COMMENT"
  | "PRIMARY_KEY_MISSING"
  | "PRIMARY_KEY_EXTRA"
  | "PRIMARY_KEY_COLUMNS"
  | "UNIQUE_KEY_MISSING"
  | "UNIQUE_KEY_EXTRA"
  | "FOREIGN_KEY_MISSING"
  | "FOREIGN_KEY_EXTRA"
  | "FOREIGN_KEY_ACTION"
  | "FOREIGN_KEY_NOT_VALIDATED"
  | "INDEX_MISSING"
  | "INDEX_EXTRA"
  | "CONSTRAINT_EXTRA"
  | "GRANT_MISSING"
  | "GRANT_EXTRA";

/** One difference, named; `wanted` and `present` are short texts for a person. */
export interface Difference {
  readonly code: DifferenceCode;
  readonly object: ObjectRef;
  readonly wanted?: string;
  readonly present?: string;
  /** Something more than what is wanted that harms no row: reported, left as it is. */
  readonly kept?: true;
}

/** A difference that no statement of the plan resolves, and why not. */
export interface BlockedDifference extends Difference {
  readonly reason: string;
  /** Whether dropping the table and creating it again would resolve it. */
  readonly droppingHelps: boolean;
}

/** What a plan may do beyond adding; part of the plan, so that the same one can be made again. */
export interface PlanOptions {
  /** Tables with a difference that no ALTER of ours resolves are dropped and created again. Others stay. */
  readonly dropExisting?: boolean;
  /** Columns that are not wanted go, with their values. By default they stay, marked, and refuse no row. */
  readonly dropColumns?: boolean;
}

/** What is compared only where somebody says what it should be. */
export type Aspect = "owner" | "grants" | "tablespace";

/** The settings of a target that were laid over the metadata. */
export interface PlanSettings {
  /** Name of the target in `config/postgres.yaml`. */
  readonly target: string;
  /** SHA-256 of what they say of the plan's tables. */
  readonly fingerprint: string;
  readonly compares: readonly Aspect[];
}

/** The table metadata a plan was made from. */
export interface PlanTarget {
  readonly name: string;
  readonly table: QualifiedName;
  readonly fingerprint: string;
}

/**
 * What would be done, and what it was planned for. `blocked` holds the differences that no statement of this plan
 * resolves; a plan with any of them is not applied.
 */
export interface Plan {
  readonly formatVersion: "1.0";
  readonly options: PlanOptions;
  readonly targets: readonly PlanTarget[];
  /** Absent without `config/postgres.yaml`. */
  readonly settings?: PlanSettings;
  /** The tables whose present state it rests on: the targets' own and those that their foreign keys point to. */
  readonly considers: readonly QualifiedName[];
  /** SHA-256 of the present model the plan was made for. */
  readonly present: string;
  readonly statements: readonly Statement[];
  readonly differences: readonly Difference[];
  readonly blocked: readonly BlockedDifference[];
}
