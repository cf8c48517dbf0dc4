import type { DefaultValue } from "@dp/metadata";

import { DefaultTypeMismatchError } from "../errors.ts";
import { quoteLiteral } from "../quote.ts";
import { sql, type SqlText, trust } from "../sql-text.ts";
import { typeName } from "../type-text.ts";

type Family =
  "boolean" | "number" | "text" | "bytes" | "date" | "time" | "timestamp" | "timestamptz" | "uuid" | "json" | "other";

const families: Readonly<Record<string, Family>> = {
  boolean: "boolean",
  smallint: "number",
  integer: "number",
  bigint: "number",
  numeric: "number",
  real: "number",
  "double precision": "number",
  text: "text",
  "character varying": "text",
  bytea: "bytes",
  date: "date",
  "time without time zone": "time",
  "timestamp without time zone": "timestamp",
  "timestamp with time zone": "timestamptz",
  uuid: "uuid",
  json: "json",
  jsonb: "json",
};

type Kind = DefaultValue["kind"];
type ValueOf<K extends Kind> = Extract<DefaultValue, { kind: K }>;
type Writer<K extends Kind> = (value: ValueOf<K>, family: Family, type: string) => SqlText | undefined;

// The wall clock of a zone: without one of its own, a session's TimeZone would decide.
function wallClock(zone = "UTC"): SqlText {
  return sql`now() AT TIME ZONE ${quoteLiteral(zone)}`;
}

function currentTimestamp({ zone }: ValueOf<"current-timestamp">, family: Family): SqlText | undefined {
  if (family === "timestamptz") return sql`CURRENT_TIMESTAMP`;
  if (family === "timestamp") return sql`(${wallClock(zone)})`;
  if (family === "date") return sql`(${wallClock(zone)})::date`;
  if (family === "time") return sql`(${wallClock(zone)})::time`;
  return undefined;
}

const numberPattern = /^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$/;

function number({ value }: ValueOf<"number">, family: Family): SqlText | undefined {
  if (!numberPattern.test(value)) return undefined;
  if (family === "number") return trust(value);
  return family === "text" ? quoteLiteral(value) : undefined;
}

function boolean({ value }: ValueOf<"boolean">, family: Family): SqlText | undefined {
  if (family === "boolean") return value ? sql`true` : sql`false`;
  return family === "text" ? quoteLiteral(String(value)) : undefined;
}

function json({ value }: ValueOf<"json">, family: Family, type: string): SqlText | undefined {
  if (family === "json")
    return type === "json" ? sql`${quoteLiteral(value)}::json` : sql`${quoteLiteral(value)}::jsonb`;
  return family === "text" ? quoteLiteral(value) : undefined;
}

function bytes({ value }: ValueOf<"bytes">, family: Family): SqlText | undefined {
  return family === "bytes" ? sql`${quoteLiteral(`\\x${value}`)}::bytea` : undefined;
}

function currentDate(_value: ValueOf<"current-date">, family: Family): SqlText | undefined {
  return family === "date" || family === "timestamp" || family === "timestamptz" ? sql`CURRENT_DATE` : undefined;
}

function randomUuid(_value: ValueOf<"random-uuid">, family: Family): SqlText | undefined {
  if (family === "uuid") return sql`gen_random_uuid()`;
  return family === "text" ? sql`gen_random_uuid()::text` : undefined;
}

const writers: { readonly [K in Kind]: Writer<K> } = {
  null: () => sql`NULL`,
  boolean,
  number,
  // An untyped constant: the column's type reads it.
  string: ({ value }) => quoteLiteral(value),
  json,
  bytes,
  "current-timestamp": currentTimestamp,
  "current-date": currentDate,
  "current-time": (_value, family) => (family === "time" ? sql`LOCALTIME` : undefined),
  "random-uuid": randomUuid,
  "current-user": (_value, family) => (family === "text" ? sql`CURRENT_USER` : undefined),
};

/**
 * The SQL expression of a tagged default, for a column of the given type.
 * @throws DefaultTypeMismatchError when the type cannot take it.
 */
export function defaultSql(value: DefaultValue, type: string): SqlText {
  const write = writers[value.kind] as Writer<Kind> | undefined;
  const text = write?.(value, families[typeName(type) ?? ""] ?? "other", type);
  if (text === undefined) throw new DefaultTypeMismatchError(value.kind, type);
  return text;
}

/** Whether each row gets a value of its own, so that adding such a column rewrites the table. */
export function isVolatile(value: DefaultValue): boolean {
  return value.kind === "random-uuid";
}
