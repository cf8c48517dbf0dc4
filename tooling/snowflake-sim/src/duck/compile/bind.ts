import type { Binding } from "../../contracts.ts";
import { carrier, quoteText, type SqlType } from "../carriers.ts";
import { compilationError } from "../faults.ts";
import { compiled, nothing, numberLiteral, textLiteral, type Compiled } from "./compiled.ts";
import { hexToBinary } from "./cast.ts";

/** Value of `?` or `:1`; binds are written into the statement as literals. @throws SqlError 002049 without one */
export function bindValue(binding: Binding | undefined): Compiled {
  if (binding === undefined) throw compilationError("002049", "42601", "Bind variable not set.");
  const { value } = binding;
  if (value === null) return nothing;
  const whole = (type: SqlType): Compiled => compiled(`${quoteText(value)}::${carrier(type)}`, type, false);
  switch (binding.type.toUpperCase()) {
    case "FIXED":
      return numberLiteral(value);
    case "REAL":
      return { ...compiled(`${quoteText(value)}::DOUBLE`, { name: "FLOAT" }, false), literal: value };
    case "BOOLEAN":
      return compiled(String(/^(true|1)$/i.test(value)), { name: "BOOLEAN" }, false);
    case "DATE":
      return compiled(`(${quoteText(value)}::BIGINT // 86400000)::INTEGER`, { name: "DATE" }, false);
    case "TIME":
      return whole({ name: "TIME", scale: 9 });
    case "TIMESTAMP_NTZ":
      return whole({ name: "TIMESTAMP_NTZ", scale: 9 });
    case "TIMESTAMP_LTZ":
      return whole({ name: "TIMESTAMP_LTZ", scale: 9 });
    case "BINARY":
      return compiled(hexToBinary(quoteText(value)), { name: "BINARY", length: 8_388_608, fixed: true }, false);
    default:
      return textLiteral(value);
  }
}
