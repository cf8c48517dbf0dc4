import { parsePgType, type PgType, type SnowflakeType } from "@dp/type-map";

import type { MappedColumn } from "../mapped-table.ts";

/**
 * What a value takes in a page (manual, "Database Page Layout"; pg_type's typlen and typalign). A fixed length stands
 * at a multiple of `align`; of varying ones, `least` and `most` count the bytes of the content, without their header.
 */
export type Storage =
  | { readonly kind: "fixed"; readonly bytes: number; readonly align: number }
  | { readonly kind: "varying"; readonly least: number; readonly most: number };

const fixed: ReadonlyMap<string, readonly [bytes: number, align: number]> = new Map([
  ["boolean", [1, 1]],
  ["smallint", [2, 2]],
  ["integer", [4, 4]],
  ["real", [4, 4]],
  ["date", [4, 4]],
  ["bigint", [8, 8]],
  ["double precision", [8, 8]],
  ["time without time zone", [8, 8]],
  ["timestamp without time zone", [8, 8]],
  ["timestamp with time zone", [8, 8]],
  ["interval", [16, 8]],
  ["uuid", [16, 1]],
]);

/** Storage of one target column; the source type bounds what can be in it. */
export function storageOf({ type: source }: MappedColumn, pgType: string): Storage {
  const type = parsePgType(pgType);
  const [bytes, align] = fixed.get(type.name) ?? [];
  if (bytes !== undefined && align !== undefined) return { kind: "fixed", bytes, align };
  return { kind: "varying", ...contentOf(type, source) };
}

type Content = Pick<Extract<Storage, { kind: "varying" }>, "least" | "most">;

const unbounded: Content = { least: 1, most: Number.POSITIVE_INFINITY };

type Contents = {
  readonly [Name in PgType["name"]]?: (source: SnowflakeType, type: PgType & { name: Name }) => Content;
};

const contents: Contents = {
  numeric: (_source, type) => numericContent(type),
  text: (source) => ({ least: 0, most: textBytes(source) }),
  "character varying": (source, { length = Number.POSITIVE_INFINITY }) => ({
    least: 0,
    most: Math.min(textBytes(source), 4 * length),
  }),
  bytea: (source) => ({ least: 0, most: source.name === "BINARY" ? source.length : Number.POSITIVE_INFINITY }),
  // The range type's oid, its flags, and at most two bounds with their alignment.
  daterange: () => ({ least: 5, most: 13 }),
  tsrange: () => ({ least: 5, most: 21 }),
  tstzrange: () => ({ least: 5, most: 21 }),
  // Headers of pgvector, of arrays (array.h) and of jsonb (jsonb.h).
  vector: (source) => dimensioned(4, source),
  array: (source) => dimensioned(20, source),
  jsonb: () => ({ ...unbounded, least: 4 }),
};

function contentOf(type: PgType, source: SnowflakeType): Content {
  const content = contents[type.name] as ((source: SnowflakeType, type: PgType) => Content) | undefined;
  return content?.(source, type) ?? unbounded;
}

/** Elements of four bytes behind a header; an empty array has less of one. */
function dimensioned(header: number, source: SnowflakeType): Content {
  if (source.name !== "VECTOR") return { least: 4, most: Number.POSITIVE_INFINITY };
  const bytes = header + 4 * source.dimension;
  return { least: bytes, most: bytes };
}

/**
 * Four decimal digits in two bytes, counted from the point, behind a header of two bytes, or four for sizes that only a
 * DECFLOAT has (numeric.c). Without a precision, there are 38 digits at most.
 */
function numericContent({ precision, scale = 0 }: Extract<PgType, { name: "numeric" }>): Content {
  if (precision === undefined) return { least: 2, most: 4 + 2 * 11 };
  return { least: 2, most: 2 + 2 * (Math.ceil((precision - scale) / 4) + Math.ceil(scale / 4)) };
}

/** Types that print as a few dozen ASCII characters. */
const short: ReadonlySet<string> = new Set(
  "NUMBER FLOAT BOOLEAN DATE TIME TIMESTAMP_NTZ TIMESTAMP_LTZ TIMESTAMP_TZ UUID INTERVAL PERIOD".split(" "),
);

/** Bytes of the longest text that a type prints as. */
function textBytes(source: SnowflakeType): number {
  // 134 217 728 bytes are the most for a value, whatever its characters (SQL reference, "String & binary types").
  if (source.name === "VARCHAR") return Math.min(4 * source.length, 134_217_728);
  if (source.name === "BINARY") return 2 * source.length + 2;
  if (source.name === "DECFLOAT") return 16_500;
  return short.has(source.name) ? 128 : Number.POSITIVE_INFINITY;
}
