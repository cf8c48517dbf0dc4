import { number, quoteText, varchar, type SqlType } from "../carriers.ts";
import { castTo } from "../compile/cast.ts";
import { compiled, nothing } from "../compile/compiled.ts";
import { castOptions } from "../compile/expression.ts";
import type { FunctionRule, FunctionTable } from "./rule.ts";

/** A FILE is held as the JSON of its fields. */
function field(name: string, type: SqlType = varchar): FunctionRule {
  return {
    parameters: ["any"],
    compile: (call, [value = nothing]) => {
      const found = compiled(`sf_json_text(sf_json_get(${value.sql}, ${quoteText(name)}))`, varchar);
      return castTo(found, type, castOptions(call.scope));
    },
  };
}

/** Functions of FILE. */
export const files: FunctionTable = {
  TO_FILE: {
    parameters: ["variant"],
    compile: (_call, [value = nothing]) => compiled(value.sql, { name: "FILE" }, value.nullable),
  },
  FL_GET_STAGE: field("STAGE"),
  FL_GET_RELATIVE_PATH: field("RELATIVE_PATH"),
  FL_GET_STAGE_FILE_URL: field("STAGE_FILE_URL"),
  FL_GET_SCOPED_FILE_URL: field("SCOPED_FILE_URL"),
  FL_GET_CONTENT_TYPE: field("CONTENT_TYPE"),
  FL_GET_SIZE: field("SIZE", number(38)),
  FL_GET_ETAG: field("ETAG"),
  FL_GET_LAST_MODIFIED: field("LAST_MODIFIED", { name: "TIMESTAMP_LTZ", scale: 3 }),
};
