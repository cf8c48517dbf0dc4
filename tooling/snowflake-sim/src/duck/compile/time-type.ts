import type { SqlType } from "../carriers.ts";

type TimeName = "DATE" | "TIME" | "TIMESTAMP_NTZ" | "TIMESTAMP_LTZ" | "TIMESTAMP_TZ";

/** A type whose values are dates or times. */
type TimeType = Extract<SqlType, { name: Exclude<TimeName, "DATE"> }> | { readonly name: "DATE" };

export function isTime(type: SqlType): type is TimeType {
  return type.name === "DATE" || type.name === "TIME" || type.name.startsWith("TIMESTAMP");
}
