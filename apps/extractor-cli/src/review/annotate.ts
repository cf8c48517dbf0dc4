import type { CommandContext } from "@dp/cli-kit";
import { describeFinding, linesOf, type TableMetadata } from "@dp/metadata";
import { serializeTableMetadata } from "@dp/metadata";
import { metadataFileName } from "@dp/metadata-folder";

import type { Review, TableReview } from "./review.ts";

interface Note {
  readonly level: "error" | "warning";
  readonly code: string;
  readonly text: string;
  /** JSON pointer into the metadata file. */
  readonly pointer: string;
}

function columnPointer({ target }: TableMetadata, column: string): string {
  return `/target/columns/${String(target.columns.findIndex(({ name }) => name === column))}`;
}

function notes(review: TableReview, metadata: TableMetadata): readonly Note[] {
  const sensitive = review.leaving.flatMap(({ column, sensitive: label, marks = [] }): readonly Note[] => {
    if (label === undefined && marks.length === 0) return [];
    const said = label === undefined ? marks.join(", ") : `marked ${label}`;
    const text = `${review.name}: column ${column} is ${said} and leaves the VPN from now on`;
    return [{ level: "warning", code: "SENSITIVE_COLUMN_LEAVES", text, pointer: columnPointer(metadata, column) }];
  });
  const uncovered = review.uncovered.map(({ column, what }): Note => {
    if (column === undefined) {
      return { level: "warning", code: "TABLE_LESS_COVERED", text: `${review.name} is ${what}`, pointer: "/source" };
    }
    const text = `${review.name}: column ${column} is ${what}`;
    return { level: "warning", code: "COLUMN_LESS_COVERED", text, pointer: columnPointer(metadata, column) };
  });
  const findings = review.findings.map((finding): Note => {
    const index = metadata.findings.findIndex((other) => JSON.stringify(other) === JSON.stringify(finding));
    const text = `${review.name}: ${describeFinding(finding).sentence}`;
    const level = finding.severity === "error" ? "error" : "warning";
    return { level, code: finding.code, text, pointer: `/findings/${String(index)}` };
  });
  return [...sensitive, ...uncovered, ...findings];
}

/** Notes at the lines of the metadata files, gravest first: a page of changes shows ten of a kind from a step. */
export function annotate(context: CommandContext, review: Review, now: readonly TableMetadata[]): void {
  if (context.io.env.GITHUB_ACTIONS !== "true") return;
  const tables = new Map(now.map((table) => [table.name, table]));
  const placed = review.tables.flatMap((table) => {
    const metadata = tables.get(table.name);
    if (metadata === undefined) return [];
    const found = notes(table, metadata);
    const lines = linesOf(serializeTableMetadata(metadata), new Set(found.map(({ pointer }) => pointer)));
    const file = `metadata/schemas/${metadataFileName(table.name)}`;
    return found.map(({ pointer, ...note }) => ({ ...note, at: { file, line: lines.get(pointer) ?? 1 } }));
  });
  const errorsFirst = placed.toSorted((one, other) => Number(other.level === "error") - Number(one.level === "error"));
  for (const note of errorsFirst) context.emit({ type: "annotation", ...note });
}
