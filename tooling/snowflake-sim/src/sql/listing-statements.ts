import type { ObjectName } from "./parse-name.ts";

export interface Describe {
  readonly type: "describe";
  readonly object: "TABLE" | "VIEW";
  readonly name: ObjectName;
}

/** Kinds that SHOW lists. */
export const showKinds = [
  "TABLES",
  "COLUMNS",
  "PRIMARY KEYS",
  "UNIQUE KEYS",
  "IMPORTED KEYS",
  "EXPORTED KEYS",
  "INDEXES",
  "VIEWS",
  "SEQUENCES",
  "SCHEMAS",
  "DATABASES",
  "OBJECTS",
  "ROLES",
  "USERS",
  "WAREHOUSES",
  "PARAMETERS",
  "GRANTS",
] as const;

export type ShowKind = (typeof showKinds)[number];

export type ShowScope =
  | { readonly kind: "ACCOUNT" }
  /** Without a name: the session's current one. */
  | { readonly kind: "DATABASE" | "SCHEMA" | "TABLE" | "VIEW"; readonly name?: ObjectName }
  | { readonly kind: "BARE"; readonly name: ObjectName };

export interface Show {
  readonly type: "show";
  readonly kind: ShowKind;
  readonly terse: boolean;
  readonly like?: string;
  readonly startsWith?: string;
  readonly scope?: ShowScope;
  readonly limit?: number;
  readonly from?: string;
  /** SHOW GRANTS ON | TO | OF. */
  readonly grants?: { readonly preposition: "ON" | "TO" | "OF"; readonly kind: string; readonly name: ObjectName };
}
