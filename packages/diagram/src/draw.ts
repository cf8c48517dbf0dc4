import type { PgTable } from "@dp/pg-ddl";

import { type ShownColumns, toEntities } from "./entities.ts";
import { mermaidText } from "./mermaid.ts";
import { svgText } from "./svg.ts";

/** `mermaid`: its text; `md`: the same as a fenced block of Markdown; `svg`: a picture. */
export const diagramFormats = ["mermaid", "md", "svg"] as const;

export type DiagramFormat = (typeof diagramFormats)[number];

export interface DiagramOptions {
  readonly format: DiagramFormat;
  /** All columns when absent. */
  readonly columns?: ShownColumns;
}

/**
 * Draws tables and the foreign keys between them, always the same way: boxes in the order given, one line a foreign
 * key, dashed where it is not enforced. Names and comments may hold anything; unseen characters are shown as escapes.
 */
export async function drawDiagram(tables: readonly PgTable[], options: DiagramOptions): Promise<string> {
  const entities = toEntities(tables, options.columns ?? "all");
  if (options.format === "svg") return svgText(entities);
  const text = mermaidText(entities);
  return options.format === "md" ? `\`\`\`mermaid\n${text}\`\`\`\n` : text;
}
