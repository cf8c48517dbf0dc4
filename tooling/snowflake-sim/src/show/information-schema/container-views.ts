import { nanoseconds, orNull, viewColumns, type ViewDefinition } from "./view-definition.ts";

/** INFORMATION_SCHEMA.SCHEMATA. */
export const schemataView: ViewDefinition = {
  name: "SCHEMATA",
  columns: viewColumns(
    `CATALOG_NAME SCHEMA_NAME SCHEMA_OWNER IS_TRANSIENT IS_MANAGED_ACCESS RETENTION_TIME:number CREATED:time
    LAST_ALTERED:time COMMENT`,
  ),
  rows: ({ database, schemas }) =>
    schemas.map(({ name, owner, createdOn, comment }) => [
      database.name,
      name,
      owner,
      "NO",
      "NO",
      "1",
      nanoseconds(createdOn),
      nanoseconds(createdOn),
      orNull(comment),
    ]),
};

/** INFORMATION_SCHEMA.SEQUENCES: the only place that tells where a sequence starts. Numbers are texts. */
export const sequencesView: ViewDefinition = {
  name: "SEQUENCES",
  columns: viewColumns(
    `SEQUENCE_CATALOG SEQUENCE_SCHEMA SEQUENCE_NAME SEQUENCE_OWNER DATA_TYPE NUMERIC_PRECISION:number
    NUMERIC_PRECISION_RADIX:number NUMERIC_SCALE:number START_VALUE MINIMUM_VALUE MAXIMUM_VALUE NEXT_VALUE INCREMENT
    CYCLE_OPTION CREATED:time LAST_ALTERED:time ORDERED COMMENT`,
  ),
  rows: ({ sequences }) =>
    sequences.map(({ sequence, nextValue }) => [
      sequence.database,
      sequence.schema,
      sequence.name,
      sequence.owner,
      "NUMBER",
      "38",
      "10",
      "0",
      String(sequence.start),
      "-9223372036854775808",
      "9223372036854775807",
      String(nextValue),
      String(sequence.increment),
      "NO",
      nanoseconds(sequence.createdOn),
      nanoseconds(sequence.createdOn),
      sequence.ordered ? "YES" : "NO",
      orNull(sequence.comment),
    ]),
};
