import type { DefaultValue, Finding } from "@dp/metadata";
import { translateDefault } from "@dp/type-map";

import { finding } from "./findings.ts";
import type { MappedColumn } from "./mapped-table.ts";

/** The default of a column's main part; one that is not certain is left out and told. */
export function translateColumnDefault(
  { source, type, parts, identity }: MappedColumn,
  zone: string | undefined,
): {
  readonly default?: DefaultValue;
  readonly findings: readonly Finding[];
} {
  const { name, default: text } = source;
  if (text === undefined || identity) return { findings: [] };
  const translated = translateDefault(
    text,
    { type: parts[0].type, source: type },
    { ...(zone !== undefined && { zone }) },
  );
  if (translated.default === undefined) {
    const details = { default: text, reason: translated.reason };
    return { findings: [finding("DEFAULT_NOT_TRANSLATED", { column: name, details })] };
  }
  // DEFAULT NULL is what every column has; PostgreSQL's catalogue keeps none for it.
  if (translated.default.kind === "null") return { findings: [] };
  return { default: translated.default, findings: [] };
}
