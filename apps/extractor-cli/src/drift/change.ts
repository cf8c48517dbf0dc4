/** What can be different between two states of a table, by name. */
export type ChangeCode =
  | "TABLE_ADDED"
  | "TABLE_DROPPED"
  | "TABLE_UNNAMED"
  | "TABLE_IDENTITY"
  | "TABLE_KIND"
  | "TABLE_COMMENT"
  | "CLUSTER_KEY"
  | "TABLE_TAGS"
  | "TABLE_POLICIES"
  | "TABLE_PROPERTY"
  | "COLUMN_ADDED"
  | "COLUMN_DROPPED"
  | "COLUMN_RENAMED"
  | "COLUMN_ORDER"
  | "COLUMN_TYPE"
  | "COLUMN_NULLABLE"
  | "COLUMN_DEFAULT"
  | "COLUMN_IDENTITY"
  | "COLUMN_EXPRESSION"
  | "COLUMN_COMMENT"
  | "COLUMN_MASKING"
  | "COLUMN_TAGS"
  | "COLUMN_PROPERTY"
  | "PRIMARY_KEY"
  | "UNIQUE_KEY"
  | "FOREIGN_KEY"
  | "SETTING"
  | "FILE"
  | "TARGET";

/** One thing that is different; `before` and `after` are short texts for a person, absent where there was nothing. */
export interface Change {
  readonly code: ChangeCode;
  /** What it is about, e.g. `column AMOUNT`; Snowflake's stored names. */
  readonly object: string;
  readonly before?: string;
  readonly after?: string;
  /** Why two columns are taken for one that was renamed: Snowflake keeps no trace of it, so it is a guess. */
  readonly guess?: string;
}

/** A change with its two sides, each only where there is something. */
export function change(
  code: ChangeCode,
  object: string,
  sides: { readonly before?: string | undefined; readonly after?: string | undefined },
): Change {
  const { before, after } = sides;
  return { code, object, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}
