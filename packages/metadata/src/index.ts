export type * from "./generated/table-metadata.ts";
