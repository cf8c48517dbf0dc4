import { findingDefinitions, type Finding, type FindingCode } from "@dp/metadata";

import { byText } from "./order.ts";

/** A finding with the severity that its code has. */
export function finding(code: FindingCode, about: Pick<Finding, "column" | "details"> = {}): Finding {
  return { code, severity: findingDefinitions[code].severity, ...about };
}

/** Columns first, in the table's order, then what is about the whole table; by code, then by details. */
export function sortFindings(findings: readonly Finding[], columns: readonly string[]): readonly Finding[] {
  const place = ({ column }: Finding): number => {
    if (column === undefined) return columns.length + 1;
    const index = columns.indexOf(column);
    return index === -1 ? columns.length : index;
  };
  return findings
    .map((item) => ({ item, place: place(item), text: JSON.stringify(item) }))
    .toSorted((a, b) => a.place - b.place || byText(a.item.code, b.item.code) || byText(a.text, b.text))
    .map(({ item }) => item);
}
