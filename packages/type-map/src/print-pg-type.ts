import type { PgType } from "./pg-type.ts";

function withPrecision(name: string, precision: number | undefined): string {
  if (precision === undefined) return name;
  const [first = name, ...rest] = name.split(" ");
  return [`${first}(${String(precision)})`, ...rest].join(" ");
}

/**
 * The text that PostgreSQL's `format_type` prints for a column of this type, e.g. `timestamp(6) with time zone`,
 * `character varying(20)`, `numeric(38,0)`. `parsePgType` reads it back to an equal value.
 */
export function printPgType(type: PgType): string {
  switch (type.name) {
    case "numeric":
      return type.precision === undefined ? "numeric" : `numeric(${String(type.precision)},${String(type.scale ?? 0)})`;
    case "character varying":
      return type.length === undefined ? type.name : `${type.name}(${String(type.length)})`;
    case "time without time zone":
    case "timestamp without time zone":
    case "timestamp with time zone":
    case "interval":
      return withPrecision(type.name, type.precision);
    case "geometry":
    case "geography":
      if (type.shape === undefined) return type.name;
      return `${type.name}(${type.shape}${type.srid === undefined ? "" : `,${String(type.srid)}`})`;
    case "vector":
      return type.dimension === undefined ? type.name : `vector(${String(type.dimension)})`;
    case "array":
      return `${printPgType(type.element)}[]`;
    case "smallint":
    case "integer":
    case "bigint":
    case "real":
    case "double precision":
    case "boolean":
    case "text":
    case "bytea":
    case "date":
    case "json":
    case "jsonb":
    case "uuid":
    case "daterange":
    case "tsrange":
    case "tstzrange":
      return type.name;
  }
}
