/** Types without parameters. */
export type PgPlainName =
  | "smallint"
  | "integer"
  | "bigint"
  | "real"
  | "double precision"
  | "boolean"
  | "text"
  | "bytea"
  | "date"
  | "json"
  | "jsonb"
  | "uuid"
  | "daterange"
  | "tsrange"
  | "tstzrange";

/** Types with an optional number of decimals of the second. */
export type PgTimeName =
  "time without time zone" | "timestamp without time zone" | "timestamp with time zone" | "interval";

/**
 * A PostgreSQL type of the closed grammar (manual, "Data Types"; PostGIS and pgvector for their own). Plain data; absent
 * parameters are absent in PostgreSQL too.
 */
export type PgType =
  | { readonly name: PgPlainName }
  | { readonly name: "numeric"; readonly precision?: number; readonly scale?: number }
  | { readonly name: "character varying"; readonly length?: number }
  | { readonly name: PgTimeName; readonly precision?: number }
  | { readonly name: "geometry" | "geography"; readonly shape?: PgShape; readonly srid?: number }
  | { readonly name: "vector"; readonly dimension?: number }
  | { readonly name: "array"; readonly element: PgElement };

/** What an array holds; arrays have one dimension. */
export type PgElement = Exclude<PgType, { name: "array" }>;

/** Geometry types of PostGIS, in the spelling its type modifier prints. */
export const pgShapes = [
  "Geometry",
  "Point",
  "LineString",
  "Polygon",
  "MultiPoint",
  "MultiLineString",
  "MultiPolygon",
  "GeometryCollection",
] as const;

type PgBaseShape = (typeof pgShapes)[number];

/** A shape with its dimensions: nothing, Z, M or ZM (PostGIS manual, "Geometry Data Type"). */
export type PgShape = PgBaseShape | `${PgBaseShape}${"Z" | "M" | "ZM"}`;
