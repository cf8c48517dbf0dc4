import { varchar } from "../carriers.ts";
import { castTo } from "../compile/cast.ts";
import { compiled, nothing } from "../compile/compiled.ts";
import { castOptions } from "../compile/expression.ts";
import { compilationError } from "../faults.ts";
import type { FunctionRule, FunctionTable } from "./rule.ts";

/** A PERIOD is held as the text `[begin, end)`. */
function bound(index: 1 | 2): FunctionRule {
  return {
    parameters: ["any"],
    compile: (call, [value = nothing]) => {
      if (value.type.name !== "PERIOD") {
        throw compilationError("001044", "42P13", `Invalid argument types for function '${call.name}'`);
      }
      const text = `trim(split_part(substr(${value.sql}, 2, length(${value.sql}) - 2), ',', ${String(index)}))`;
      return castTo(compiled(text, varchar, value.nullable), value.type.element, castOptions(call.scope));
    },
  };
}

/** Functions of PERIOD. */
export const periods: FunctionTable = {
  PERIOD_BEGIN: bound(1),
  PERIOD_END: bound(2),
};
