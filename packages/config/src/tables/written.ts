import type { KeyTreatment, LossTreatment, PatternExclusion, Protection, SyncMode, VerifyTiming } from "./types.ts";

/** The document as people write it, after the schema has accepted it and before defaults and rules. */
export interface WrittenConfig {
  readonly version?: 1;
  readonly edition?: number;
  readonly source?: { readonly account?: string; readonly role?: string; readonly zone?: string };
  readonly protection?: Protection;
  readonly defaults?: WrittenTable;
  readonly tables: readonly WrittenTable[];
  readonly delivery?: {
    readonly folder?: string;
    readonly recipients?: readonly string[];
    readonly signing_key?: string;
    readonly receipts?: string;
    readonly receipt_signers?: readonly string[];
    readonly keep_days?: number;
  };
}

export interface WrittenTable {
  readonly name?: string;
  readonly snowflake?: WrittenPlace;
  readonly postgres?: {
    readonly schema?: string;
    readonly table?: string;
    readonly was?: { readonly schema?: string; readonly table?: string };
  };
  readonly sync_mode?: SyncMode;
  readonly schedule?: WrittenSchedule;
  readonly encryption?: boolean;
  readonly reason?: string;
  readonly compression?: boolean;
  readonly policies?: WrittenPolicies;
  readonly accept_loss?: readonly string[];
  readonly losses?: LossTreatment;
  readonly columns?: Readonly<Record<string, WrittenColumn>>;
  readonly keys?: { readonly primary?: KeyTreatment; readonly unique?: KeyTreatment; readonly foreign?: KeyTreatment };
  readonly foreign_key_indexes?: boolean;
  readonly indexes?: readonly { readonly columns: readonly string[]; readonly unique?: boolean }[];
  readonly incremental?: { readonly cursor: string; readonly key?: readonly string[]; readonly overlap?: number };
  readonly verify?: VerifyTiming;
}

interface WrittenPlace {
  readonly database?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly exclude?: readonly (string | PatternExclusion)[];
  readonly kinds?: readonly string[];
}

export type WrittenSchedule =
  "hourly" | "daily" | "weekly" | "monthly" | "manual" | { readonly cron: string; readonly zone: string };

/** snake_case names. */
export type WrittenPolicies = Readonly<Record<string, string>>;

export interface WrittenColumn {
  readonly type?: string;
  readonly name?: string;
  readonly was?: string;
  readonly exclude?: boolean;
  readonly sensitive?: string;
  readonly policies?: WrittenPolicies;
  readonly accept_loss?: readonly string[];
}
