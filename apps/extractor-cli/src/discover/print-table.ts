import { visible } from "@dp/cli-kit";

import { width } from "../explain/fit.ts";
import type { ListedEntry } from "./entry.ts";

const head = ["DATABASE", "SCHEMA", "NAME", "KIND", "ROWS", "SIZE", "OWNER", "IN tables.yaml", "COMMENT"] as const;
const toTheRight: ReadonlySet<string> = new Set(["ROWS", "SIZE"]);

/** One line a table, for people; a comment is cut where the terminal ends. */
export function printTable(entries: readonly ListedEntry[], places: number | undefined): string {
  if (entries.length === 0) return "";
  const rows = entries.map((entry) => [
    visible(entry.database),
    visible(entry.schema),
    visible(entry.name),
    `${visible(entry.kind)}${entry.carried ? "" : " (refused)"}`,
    entry.rows === undefined ? "" : grouped(entry.rows),
    entry.bytes === undefined ? "" : size(entry.bytes),
    visible(entry.owner ?? ""),
    entry.configured ?? "",
    visible(entry.comment ?? ""),
  ]);
  const widths = head.map((title, column) =>
    rows.reduce((most, row) => Math.max(most, width(row[column] ?? "")), width(title)),
  );
  const lines = [head, ...rows].map((row) => {
    const cells = row.map((cell, column) => padded(cell, widths[column] ?? 0, toTheRight.has(head[column] ?? "")));
    const line = cells.join("  ").trimEnd();
    return places === undefined ? line : cut(line, places);
  });
  return `${lines.join("\n")}\n`;
}

function padded(text: string, places: number, toTheRight: boolean): string {
  const blanks = " ".repeat(Math.max(0, places - width(text)));
  return toTheRight ? blanks + text : text + blanks;
}

function cut(line: string, places: number): string {
  if (width(line) <= places) return line;
  let kept = "";
  for (const character of line) {
    if (width(kept + character) >= places) break;
    kept += character;
  }
  return `${kept}…`;
}

/** 1234567 as 1,234,567. */
function grouped(digits: string): string {
  return digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

const units = ["B", "kB", "MB", "GB", "TB", "PB"] as const;

function size(digits: string): string {
  let bytes = Number(digits);
  let unit = 0;
  while (bytes >= 1000 && unit < units.length - 1) {
    bytes /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(bytes) : bytes.toPrecision(3)} ${units[unit] ?? ""}`;
}
