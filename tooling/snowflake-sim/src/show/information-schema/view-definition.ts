import type { Database, Schema, SequenceEntry } from "../../catalog/account.ts";
import type { ColumnType, Relation } from "../../catalog/model.ts";
import type { Visible } from "../../catalog/visible.ts";
import type { Cell } from "../listing.ts";

/** What the rows of a view are made from: one database, as one role sees it. */
export interface SchemaSource {
  readonly visible: Visible;
  readonly database: Database;
  readonly schemas: readonly Schema[];
  /** Tables and views, those of INFORMATION_SCHEMA last. */
  readonly relations: readonly Relation[];
  readonly sequences: readonly SequenceEntry[];
  /** Rows by physical table name. */
  readonly counts: ReadonlyMap<string, number>;
}

/** A view of INFORMATION_SCHEMA. */
export interface ViewDefinition {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  rows(source: SchemaSource): Cell[][];
}

const types: Readonly<Record<string, ColumnType>> = {
  number: { name: "NUMBER", precision: 38, scale: 0 },
  time: { name: "TIMESTAMP_LTZ", scale: 3 },
};

/** Reads column names with `:number` or `:time` where they are not text. */
export function viewColumns(names: string): ViewDefinition["columns"] {
  return names.split(/\s+/).map((entry) => {
    const [name = "", type = ""] = entry.split(":");
    return { name, type: types[type] ?? { name: "VARCHAR", length: 16_777_216 } };
  });
}

/** Milliseconds since the epoch as the nanoseconds of a virtual relation. */
export function nanoseconds(milliseconds: number): string {
  return String(BigInt(Math.trunc(milliseconds)) * 1_000_000n);
}

export function yesNo(value: boolean): string {
  return value ? "YES" : "NO";
}

/** An unset text is NULL here, unlike in SHOW. */
export function orNull(text: string | undefined): Cell {
  return text === undefined || text === "" ? null : text;
}
