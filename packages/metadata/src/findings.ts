import type { Finding } from "./generated/table-metadata.ts";

/** What a code means, for a person. `{name}` in the texts stands for the column or for a detail of that name. */
export interface FindingDefinition {
  readonly severity: Finding["severity"];
  readonly sentence: string;
  /** What can be done about it. */
  readonly hint: string;
}

/** Codes of what is found while reading from Snowflake and by the mapping. */
export type FindingCode =
  | "ACCEPTED_LOSS_UNUSED"
  | "CHECK_NOT_CARRIED"
  | "CLUSTERING_KEY_ADVICE"
  | "COLLATION_DROPPED"
  | "COLLATION_NEEDED"
  | "COLUMN_EXCLUDED"
  | "COLUMN_SETTING_UNUSED"
  | "COLUMN_TYPE_ALONG_FOREIGN_KEY"
  | "COMMENT_CHANGED"
  | "DEFAULT_FROM_SEQUENCE"
  | "DEFAULT_NOT_TRANSLATED"
  | "EXTENSION_NEEDED"
  | "FOREIGN_KEY_OUTSIDE_SET"
  | "FOREIGN_KEY_REDUNDANT"
  | "FOREIGN_KEY_TABLE_NOT_MAPPED"
  | "FOREIGN_KEY_TARGET_NOT_UNIQUE"
  | "FOREIGN_KEY_TYPES_INCOMPATIBLE"
  | "IDENTITY_NOT_CARRIED"
  | "IDENTITY_NOT_NULL"
  | "INDEX_NOT_CARRIED"
  | "INDEX_REDUNDANT"
  | "KEY_COLUMN_EXCLUDED"
  | "KEY_MAY_BE_TOO_LONG"
  | "KEY_NAME_CHANGED"
  | "KEY_TYPE_NOT_INDEXABLE"
  | "LOSS_NOT_ACCEPTED"
  | "MASKED_COLUMN"
  | "NAME_SHORTENED"
  | "PRIMARY_KEY_NULLABLE"
  | "PROTECTION_NOT_VISIBLE"
  | "READ_ONLY_KIND"
  | "ROWS_UNDER_POLICY"
  | "ROW_MAY_BE_TOO_WIDE"
  | "TOO_MANY_KEY_COLUMNS"
  | "UNIQUE_KEY_REDUNDANT"
  | "VIEW_HAS_NO_KEYS"
  | "VIRTUAL_COLUMN_MATERIALISED";

/** Severity, sentence and hint of every code. */
export const findingDefinitions: Readonly<Record<FindingCode, FindingDefinition>> = {
  ACCEPTED_LOSS_UNUSED: {
    severity: "warning",
    sentence: "{setting} names {loss}, which no value there can meet.",
    hint: "Remove it from tables.yaml: an acceptance that stays behind would silence a later loss.",
  },
  CHECK_NOT_CARRIED: {
    severity: "warning",
    sentence: "Snowflake checks {clause}; PostgreSQL will not.",
    hint: "Rows that arrive were checked there; if PostgreSQL gets rows of its own, add the constraint there.",
  },
  CLUSTERING_KEY_ADVICE: {
    severity: "info",
    sentence: "Snowflake clusters the table by {clusterBy}; no index is made for it.",
    hint: "If queries filter by these columns, name an index under `indexes` in tables.yaml.",
  },
  COLLATION_DROPPED: {
    severity: "warning",
    sentence:
      "Column {column} has the collation {collation}, which is not carried over: PostgreSQL will compare its bytes.",
    hint: "Look at keys and queries that count on it, or choose a collation policy.",
  },
  COLLATION_NEEDED: {
    severity: "warning",
    sentence: "Column {column} gets the collation {collation}; PostgreSQL refuses the table where there is none.",
    hint: "Make it once in each database: CREATE COLLATION with provider = icu, that locale, deterministic = false.",
  },
  COLUMN_EXCLUDED: {
    severity: "info",
    sentence: "Column {column} is left out by tables.yaml.",
    hint: "Remove `exclude` to carry it over.",
  },
  COLUMN_SETTING_UNUSED: {
    severity: "warning",
    sentence: "tables.yaml says something of column {column}, which the table does not have.",
    hint: "Correct the name: it is Snowflake's stored name, in its exact case.",
  },
  COLUMN_TYPE_ALONG_FOREIGN_KEY: {
    severity: "info",
    sentence: "Column {column} becomes {to} instead of {from}, the one type of the columns joined by foreign keys.",
    hint: "Override the type of one of these columns in tables.yaml to choose another.",
  },
  COMMENT_CHANGED: {
    severity: "info",
    sentence: "A comment holds characters that PostgreSQL cannot store; others stand in their place.",
    hint: "Correct the comment in Snowflake.",
  },
  DEFAULT_FROM_SEQUENCE: {
    severity: "warning",
    sentence: "Column {column} counts by the sequence {sequence} (increment {increment}), which is not carried over.",
    hint: "Rows that are copied are complete; if PostgreSQL gets rows of its own, make a sequence there that begins behind them.",
  },
  DEFAULT_NOT_TRANSLATED: {
    severity: "warning",
    sentence: "The default of column {column} is not carried over: {default}",
    hint: "Rows that are copied are complete; if PostgreSQL gets rows of its own, set the default there.",
  },
  EXTENSION_NEEDED: {
    severity: "warning",
    sentence: "Column {column} needs the extension {extension}; PostgreSQL refuses the table where it is missing.",
    hint: "Make it once in each database (CREATE EXTENSION), or choose a policy that does without.",
  },
  FOREIGN_KEY_OUTSIDE_SET: {
    severity: "warning",
    sentence: "The foreign key on {columns} refers to {references}, which tables.yaml does not name; it is not made.",
    hint: "Add the referenced table to tables.yaml to have the key.",
  },
  FOREIGN_KEY_REDUNDANT: {
    severity: "info",
    sentence: "The foreign key on {columns} to {references} is declared more than once; it is made once.",
    hint: "Nothing to do.",
  },
  FOREIGN_KEY_TABLE_NOT_MAPPED: {
    severity: "warning",
    sentence: "The foreign key on {columns} refers to {references}, which could not be mapped; it is not made.",
    hint: "Correct the other table's error first.",
  },
  FOREIGN_KEY_TARGET_NOT_UNIQUE: {
    severity: "warning",
    sentence: "The foreign key on {columns} refers to {references}, on which no enforced key stands; it is not made.",
    hint: "PostgreSQL wants a primary or unique key on exactly the referenced columns.",
  },
  FOREIGN_KEY_TYPES_INCOMPATIBLE: {
    severity: "warning",
    sentence: "The foreign key on {columns} joins {types}, which PostgreSQL cannot join; it is not made.",
    hint: "Override the type of one of the columns in tables.yaml.",
  },
  IDENTITY_NOT_CARRIED: {
    severity: "warning",
    sentence:
      "Column {column} counts by itself in Snowflake, but cannot as {type} in PostgreSQL (start {start}, increment {increment}).",
    hint: "Only smallint, integer and bigint count, within their range: remove the type override, or fill the column yourself.",
  },
  IDENTITY_NOT_NULL: {
    severity: "warning",
    sentence:
      "Column {column} counts by itself and may be NULL in Snowflake; in PostgreSQL such a column is never NULL.",
    hint: "Rows with NULL there will be refused.",
  },
  INDEX_NOT_CARRIED: {
    severity: "info",
    sentence: "The index {index} on {columns} of the hybrid table is not made.",
    hint: "If queries in PostgreSQL need it, name it under `indexes` in tables.yaml.",
  },
  INDEX_REDUNDANT: {
    severity: "info",
    sentence: "The configured index on {columns} is not made: a key or another index has the same columns.",
    hint: "Remove it from tables.yaml.",
  },
  KEY_COLUMN_EXCLUDED: {
    severity: "warning",
    sentence: "The {key} on {columns} is not made, because {excluded} is left out.",
    hint: "Carry the column over to have the key.",
  },
  KEY_MAY_BE_TOO_LONG: {
    severity: "warning",
    sentence: "The {key} on {columns} can hold more than {limit} bytes in a row, which PostgreSQL's index refuses.",
    hint: "A shorter length in Snowflake settles it; `extract --check-keys` counts the rows that are too long now.",
  },
  KEY_NAME_CHANGED: {
    severity: "info",
    sentence: "The {key} {name} is called {to} in PostgreSQL.",
    hint: "PostgreSQL wants names of at most 63 bytes, and of index names one of a kind in a schema.",
  },
  KEY_TYPE_NOT_INDEXABLE: {
    severity: "warning",
    sentence: "The {key} on {columns} is not made, because {type} has no order in PostgreSQL.",
    hint: "Override the column's type in tables.yaml to have the key.",
  },
  LOSS_NOT_ACCEPTED: {
    severity: "warning",
    sentence: "Values of column {column} can lose something on their way to {type}: {loss}.",
    hint: "Choose another policy, or accept the loss by name under `accept_loss` in tables.yaml.",
  },
  MASKED_COLUMN: {
    severity: "warning",
    sentence: "Column {column} has the masking policy {policy}: what arrives depends on the role that reads it.",
    hint: "Read with a role that sees what the other side should see.",
  },
  NAME_SHORTENED: {
    severity: "info",
    sentence: "Column {column} is called {to} in PostgreSQL, where names have at most 63 bytes.",
    hint: "Give it a name of your own under `columns` in tables.yaml.",
  },
  PRIMARY_KEY_NULLABLE: {
    severity: "warning",
    sentence: "Column {column} of the primary key may be NULL in Snowflake, but not in PostgreSQL.",
    hint: "Rows with NULL there will be refused.",
  },
  PROTECTION_NOT_VISIBLE: {
    severity: "warning",
    sentence: "Which {what} stand on the table could not be seen: {reason}.",
    hint: "It needs a warehouse, and for policies APPLY MASKING POLICY or APPLY ROW ACCESS POLICY on the account; or write `protection: masking` in tables.yaml.",
  },
  READ_ONLY_KIND: {
    severity: "info",
    sentence: "In Snowflake this is a {kind}; in PostgreSQL it becomes a plain table.",
    hint: "Its rows change only when they are brought over again.",
  },
  ROWS_UNDER_POLICY: {
    severity: "warning",
    sentence: "The {kind} {policy} stands on the table: which rows arrive depends on the role that reads them.",
    hint: "Read with a role that sees what the other side should see.",
  },
  ROW_MAY_BE_TOO_WIDE: {
    severity: "warning",
    sentence: "A row with every column filled can have {bytes} bytes; PostgreSQL refuses one of more than {limit}.",
    hint: "Exclude columns in tables.yaml, or give narrower types to some.",
  },
  TOO_MANY_KEY_COLUMNS: {
    severity: "warning",
    sentence: "The {key} on {columns} has more than the {limit} columns that PostgreSQL allows; it is not made.",
    hint: "Choose an index on fewer columns in tables.yaml.",
  },
  UNIQUE_KEY_REDUNDANT: {
    severity: "info",
    sentence: "The unique key on {columns} is not made: {with} has the same columns.",
    hint: "Nothing to do.",
  },
  VIEW_HAS_NO_KEYS: {
    severity: "info",
    sentence: "A view has no keys in Snowflake; its columns count as nullable where Snowflake cannot tell.",
    hint: "Name an index under `indexes` in tables.yaml where queries need one.",
  },
  VIRTUAL_COLUMN_MATERIALISED: {
    severity: "warning",
    sentence: "Column {column} is worked out in Snowflake ({expression}); in PostgreSQL it becomes a plain column.",
    hint: "Its values arrive with the rows; PostgreSQL does not work them out for rows of its own.",
  },
};

/** Whether this release knows the code; a newer minor version of the format may bring others. */
export function isFindingCode(code: string): code is FindingCode {
  return Object.hasOwn(findingDefinitions, code);
}

/** The finding as a sentence and a hint; an unknown code stands for itself. */
export function describeFinding(finding: Finding): { readonly sentence: string; readonly hint?: string } {
  if (!isFindingCode(finding.code)) return { sentence: finding.code };
  const { sentence, hint } = findingDefinitions[finding.code];
  return { sentence: fill(sentence, finding), hint };
}

function fill(template: string, finding: Finding): string {
  const facts = new Map<string, string | readonly string[]>(Object.entries(finding.details ?? {}));
  if (finding.column !== undefined) facts.set("column", finding.column);
  return template.replace(/\{([A-Za-z]+)\}/g, (_, name: string) => {
    const fact = facts.get(name) ?? "?";
    return typeof fact === "string" ? fact : fact.join(", ");
  });
}
