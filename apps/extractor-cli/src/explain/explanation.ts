import type { Fidelity } from "@dp/type-map";

/** A loss in words. */
export interface ExplainedLoss {
  readonly code: string;
  readonly effect: string;
  /** Which values it strikes. */
  readonly strikes: string;
  /** What happens to them. */
  readonly sentence: string;
  readonly accepted: boolean;
}

/** Another outcome, and what to write in tables.yaml for it. */
export interface Choice {
  /** e.g. `integers: smallest`. */
  readonly choose: string;
  readonly becomes: readonly string[];
  readonly fidelity: Fidelity;
}

/** Why a type becomes what it becomes, and what it could become. */
export interface Why {
  readonly reason: string;
  readonly losses: readonly ExplainedLoss[];
  readonly instead: readonly Choice[];
}

/** One Snowflake type without a table. */
export interface TypeExplanation extends Why {
  readonly type: string;
  readonly becomes: readonly { readonly type: string; readonly suffix: string; readonly fidelity: Fidelity }[];
  readonly fidelity: Fidelity;
  readonly extensions: readonly string[];
}

/** One PostgreSQL column that a column becomes. */
interface ExplainedTarget {
  readonly name: string;
  readonly type: string;
  readonly fidelity: Fidelity;
}

/** One column of a table; `becomes` is empty for a column that is left out. */
export interface ColumnExplanation extends Why {
  readonly name: string;
  readonly type: string;
  readonly becomes: readonly ExplainedTarget[];
  /** Nullability, keys, identity and default, in words. */
  readonly notes: readonly string[];
}

/** One table, from its metadata alone. */
export interface TableExplanation {
  readonly name: string;
  readonly edition: number;
  readonly source: string;
  readonly kind: string;
  /** Tags of the table, its schema or its database. */
  readonly tags: readonly string[];
  readonly target: string;
  readonly columns: readonly ColumnExplanation[];
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly column?: string;
    readonly sentence: string;
    readonly hint?: string;
  }[];
}
