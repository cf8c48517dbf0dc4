import type { ForeignKeyTreatment, IndexMethod, Severity, TablePrivilege } from "./types.ts";

/** The document as people write it, after the schema has accepted it. @internal */
export interface WrittenPostgres {
  readonly version?: 1;
  readonly defaults?: WrittenTarget;
  readonly targets: Readonly<Record<string, WrittenTarget>>;
  readonly delivery?: {
    readonly folder?: string;
    readonly signers?: readonly string[];
    readonly identities?: readonly string[];
    readonly receipts?: string;
    readonly signing_key?: string;
    readonly keep_days?: number;
  };
}

/** What a target says for all its tables, and a table for itself. @internal */
export interface WrittenSettings {
  readonly owner?: string;
  readonly grants?: Readonly<Record<string, readonly TablePrivilege[]>>;
  readonly extra_grants?: "keep" | "revoke";
  readonly tablespace?: string;
  readonly foreign_keys?: ForeignKeyTreatment;
}

/** @internal */
export interface WrittenTargetTable extends WrittenSettings {
  readonly indexes?: readonly WrittenIndex[];
}

/** @internal */
export interface WrittenIndex {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly unique?: boolean;
  readonly method?: IndexMethod;
}

/** @internal */
export interface WrittenTarget extends WrittenSettings {
  readonly default?: boolean;
  readonly database?: string;
  readonly schemas?: Readonly<Record<string, string>>;
  readonly verify?: Readonly<Record<string, Severity>>;
  readonly protected?: boolean;
  readonly tables?: Readonly<Record<string, WrittenTargetTable>>;
}
