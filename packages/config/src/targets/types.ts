/** What a foreign key of the metadata becomes here: a checked constraint, one that is not checked (PostgreSQL 18), or none. */
export type ForeignKeyTreatment = "enforced" | "not_enforced" | "omit";

/** How `verify` takes a kind of difference: exit 2, told, or not told. */
export type Severity = "error" | "warning" | "ignore";

/** Privileges on a table that can be granted, in small letters. `maintain` needs PostgreSQL 17. */
export type TablePrivilege =
  "select" | "insert" | "update" | "delete" | "truncate" | "references" | "trigger" | "maintain";

/** Methods of an index, as PostgreSQL calls them. */
export type IndexMethod = "btree" | "brin" | "gin" | "hash";

/** An index that the metadata does not have; PostgreSQL column names. */
export interface ExtraIndex {
  /** Made of table and columns when absent. */
  readonly name?: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly method: IndexMethod;
}

/** Settings of a table: those of its target, with what the table says otherwise. Absent: nobody compares it. */
export interface TableOfTarget {
  readonly owner?: string;
  /** By role; `public` is everybody. */
  readonly grants?: Readonly<Record<string, readonly TablePrivilege[]>>;
  readonly extraGrants: "keep" | "revoke";
  readonly tablespace?: string;
  /** As the metadata says when absent. */
  readonly foreignKeys?: ForeignKeyTreatment;
}

/** One place where the tables stand: checked, defaults applied. */
export interface PostgresTarget extends TableOfTarget {
  readonly name: string;
  /** Where the target begins in the file, from 1. */
  readonly line: number;
  readonly column: number;
  readonly isDefault: boolean;
  /** A connection to any other database is refused. */
  readonly database?: string;
  /** Schema of the metadata → schema here. */
  readonly schemas: Readonly<Record<string, string>>;
  /** Severity of differences, by the code that `verify` prints; those that are absent are errors, or as the code says. */
  readonly verify: Readonly<Record<string, Severity>>;
  /** Data is lost only by a saved plan. */
  readonly protected: boolean;
  /** Tables with settings of their own, by their name in tables.yaml. */
  readonly tables: Readonly<Record<string, TableOfTarget & { readonly indexes: readonly ExtraIndex[] }>>;
}

/** Where bundles come from. Paths as written: from the project's folder, `~/` from the home folder. */
export interface ReceiverConfig {
  readonly folder?: string;
  /** Files with the public keys whose signatures on bundles count. */
  readonly signers?: readonly string[];
  /** Files with the keys that open parts. */
  readonly identities?: readonly string[];
  /** Where receipts are left for the extractor, and the key that signs them. */
  readonly receipts?: string;
  readonly signingKey?: string;
  /** Days for which bundles stay after they were applied. */
  readonly keepDays?: number;
}

/** `config/postgres.yaml`, trusted; at most one target is the default. */
export interface PostgresConfig {
  readonly version: 1;
  readonly delivery?: ReceiverConfig;
  /** In the order of the file; names are unique. */
  readonly targets: readonly PostgresTarget[];
}
