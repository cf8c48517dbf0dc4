/** What happens to a key that Snowflake states but does not enforce: a constraint, a plain index, or nothing. */
export type KeyTreatment = "enforced" | "not_enforced" | "omit";

/** What a loss that nobody accepted is: a warning, or an error that refuses the table. */
export type LossTreatment = "warn" | "fail";

/** How rows travel: the whole table each time, changed rows by key, or new rows only. */
export type SyncMode = "full" | "incremental" | "append";

/** How often a bundle of changes also carries what the whole table must come to. */
export type VerifyTiming = "every-bundle" | "daily" | "manual";

/** Stored Snowflake column names; `key` is there whenever the mode is incremental, `overlap` is in minutes. */
export interface IncrementalConfig {
  readonly cursor: string;
  readonly key?: readonly string[];
  /** Rows that much older than the newest ones sent are sent again, for writers that commit late. */
  readonly overlap: number;
}

/** When rows travel. `cron` has five fields and is read in `zone`, an IANA time zone. */
export type Schedule =
  | { readonly kind: "hourly" | "daily" | "weekly" | "monthly" | "manual" }
  | { readonly kind: "cron"; readonly cron: string; readonly zone: string };

/** Settings of one column, by its stored Snowflake name. */
export interface ColumnConfig {
  /** PostgreSQL type instead of the mapped one. */
  readonly type?: string;
  /** PostgreSQL column name instead of the folded one. */
  readonly name?: string;
  /** Name that the PostgreSQL column had before: it is renamed instead of made anew. */
  readonly was?: string;
  readonly exclude?: true;
  /** Label for reviewers, e.g. `pii`. */
  readonly sensitive?: string;
  /** Policies of this column alone, camelCase names. */
  readonly policies?: Readonly<Record<string, string>>;
  /** Loss codes that are accepted for this column. */
  readonly acceptLoss?: readonly string[];
}

/** One table: checked, defaults applied, ready to use. */
export interface TableConfig {
  /** Names the files and the feed. */
  readonly name: string;
  /** Where the table begins in the file, from 1. */
  readonly line: number;
  readonly column: number;
  /** Stored names, exact case, without quotes. */
  readonly snowflake: { readonly database: string; readonly schema: string; readonly table: string };
  readonly postgres: {
    readonly schema: string;
    readonly table: string;
    /** Where the table stood before: it is renamed or moved instead of made anew. */
    readonly was?: { readonly schema: string; readonly table: string };
  };
  readonly syncMode: SyncMode;
  readonly schedule: Schedule;
  readonly encryption: boolean;
  /** Why rows travel unencrypted; there whenever `encryption` is false. */
  readonly encryptionReason?: string;
  readonly compression: boolean;
  /** Mapping policies that are written, camelCase names as in `@dp/type-map`. */
  readonly policies: Readonly<Record<string, string>>;
  /** Loss codes that are accepted. */
  readonly acceptLoss: readonly string[];
  /** Whether `acceptLoss` stands in `defaults`, for other tables too. */
  readonly acceptLossInherited: boolean;
  readonly losses: LossTreatment;
  /** `source.zone`: time zone of the Snowflake sessions that write. */
  readonly zone?: string;
  readonly columns: Readonly<Record<string, ColumnConfig>>;
  readonly keys: { readonly primary: KeyTreatment; readonly unique: KeyTreatment; readonly foreign: KeyTreatment };
  /** Whether each foreign key's columns get an index. */
  readonly foreignKeyIndexes: boolean;
  /** PostgreSQL column names. */
  readonly indexes: readonly { readonly columns: readonly string[]; readonly unique: boolean }[];
  /** How changed or new rows are found. */
  readonly incremental?: IncrementalConfig;
  /** When counts and sums of the whole table go into a bundle that holds only changes. */
  readonly verify: VerifyTiming;
  /** A pattern means this table; `line` and `column` are the pattern's. */
  readonly fromPattern?: true;
}

/** Tables that a pattern leaves out: all whose names fit what is given. */
export interface PatternExclusion {
  readonly schema?: string;
  readonly table?: string;
}

/** An entry that stands for every table whose name fits. In `schema` and `table` `*` and `?` stand for others. */
export interface TablePattern {
  /** Template of the names: `{schema}_{table}`. */
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly snowflake: {
    readonly database: string;
    readonly schema: string;
    readonly table: string;
    readonly exclude: readonly PatternExclusion[];
    /** In the words of table metadata, e.g. `TRANSIENT TABLE`; all kinds when absent. */
    readonly kinds?: readonly string[];
  };
  /** Of every table it means; the names in it are templates. */
  readonly settings: TableConfig;
}

/** Where bundles go and who may read them. Paths as written: from the project's folder, `~/` from the home folder. */
export interface DeliveryConfig {
  readonly folder?: string;
  readonly recipients?: readonly string[];
  readonly signingKey?: string;
  /** Where the applier leaves receipts, and whose signatures on them count. */
  readonly receipts?: string;
  readonly receiptSigners?: readonly string[];
  /** Days for which sent bundles are kept on this side; none when absent. */
  readonly keepDays?: number;
}

/** What is asked of the policies and tags on a table. */
export type Protection = "none" | "masking" | "full";

/** `config/tables.yaml`, trusted. */
export interface TablesConfig {
  readonly version: 1;
  /** Mapping edition. */
  readonly edition: number;
  /** When set, a session of any other account or role is refused. */
  readonly source?: { readonly account?: string; readonly role?: string; readonly zone?: string };
  /** Absent: masking. */
  readonly protection?: Protection;
  /** Tables with an entry of their own, in the order of the file; names are unique. */
  readonly tables: readonly TableConfig[];
  /** Entries that are patterns, in the order of the file. Which tables they mean only Snowflake can say. */
  readonly patterns: readonly TablePattern[];
  readonly delivery?: DeliveryConfig;
}
