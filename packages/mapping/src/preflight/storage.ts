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

function contentOf(type: PgType, source: SnowflakeType): Content {
  switch (type.name) {
    case "numeric":
      return numericContent(type);
    case "text":
      return { least: 0, most: textBytes(source) };
    case "character varying":
      return { least: 0, most: Math.min(textBytes(source), 4 * (type.length ?? Number.POSITIVE_INFINITY)) };
    case "bytea":
      return { least: 0, most: source.name === "BINARY" ? source.length : Number.POSITIVE_INFINITY };
    case "json":
      return { least: 1, most: Number.POSITIVE_INFINITY };
    // The range type's oid, its flags, and at most two bounds with their alignment.
    case "daterange":
      return { least: 5, most: 16 };
    case "tsrange":
    case "tstzrange":
      return { least: 5, most: 24 };
    case "vector":
      return dimensioned(4, source);
    // Headers of jsonb and of arrays (jsonb.h, array.h).
    case "jsonb":
      return { least: 4, most: Number.POSITIVE_INFINITY };
    case "array":
      return dimensioned(20, source);
    default:
      return { least: 1, most: Number.POSITIVE_INFINITY };
  }
}

/** Elements of four bytes behind a header; an empty array has less of one. */
function dimensioned(header: number, source: SnowflakeType): Content {
  if (source.name !== "VECTOR") return { least: 4, most: Number.POSITIVE_INFINITY };
  const bytes = header + 4 * source.dimension;
  return { least: bytes, most: bytes };
}

/** Four decimal digits in two bytes, counted from the point (numeric.c); 38 digits at most without a precision. */
function numericContent({ precision, scale = 0 }: Extract<PgType, { name: "numeric" }>): Content {
  const groups = precision === undefined ? 11 : Math.ceil((precision - scale) / 4) + Math.ceil(scale / 4);
  return { least: 2, most: 4 + 2 * groups };
}

/** Bytes of the longest text; whatever is not text prints as ASCII. */
function textBytes(source: SnowflakeType): number {
  switch (source.name) {
    case "VARCHAR":
      // 134 217 728 bytes are the most for a value, whatever its characters (SQL reference, "String & binary types").
      return Math.min(4 * source.length, 134_217_728);
    case "BINARY":
      return 2 * source.length + 2;
    case "DECFLOAT":
      return 16_500;
    case "NUMBER":
    case "FLOAT":
    case "BOOLEAN":
    case "DATE":
    case "TIME":
    case "TIMESTAMP_NTZ":
    case "TIMESTAMP_LTZ":
    case "TIMESTAMP_TZ":
    case "UUID":
    case "INTERVAL":
    case "PERIOD":
      return 128;
    default:
      return Number.POSITIVE_INFINITY;
  }
}
