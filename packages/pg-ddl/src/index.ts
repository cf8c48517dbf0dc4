export type * from "./model.ts";
export type * from "./plan-types.ts";
