import { order, type Ordered } from "./canonical.ts";
import type { TableMetadata } from "./generated/table-metadata.ts";
import { tableMetadataSchema } from "./schema.ts";

/**
 * The one text of a table's metadata: keys in schema order, the document and its halves spread out, and one column,
 * key, index or finding a line, so that a changed column is a changed line in review. Ends with a newline.
 * `serializeTableMetadata(await parseTableMetadata(text, file))` gives back `text` for every text that it printed.
 */
export function serializeTableMetadata(metadata: TableMetadata): string {
  return `${print(order(metadata, tableMetadataSchema, { omitDefaults: false }), 0)}\n`;
}

/** The document is level 0, a half is level 1, what stands in a half is level 2. */
function print(value: Ordered, level: number): string {
  if (value.kind === "object" && value.members.length > 0 && (level < 2 || (level === 2 && holdsObjects(value)))) {
    return block(
      "{}",
      value.members.map(([name, member]) => `${JSON.stringify(name)}: ${print(member, level + 1)}`),
      level,
    );
  }
  if (value.kind === "array" && level <= 2 && value.items.some((item) => item.kind === "object")) {
    return block("[]", value.items.map(inline), level);
  }
  return inline(value);
}

/** A map of objects, e.g. settings by column. */
function holdsObjects(value: Ordered & { kind: "object" }): boolean {
  return value.members.every(([, member]) => member.kind === "object");
}

function block(brackets: "{}" | "[]", lines: readonly string[], level: number): string {
  const indent = "  ".repeat(level);
  const [open, close] = brackets;
  return `${String(open)}\n${lines.map((line) => `${indent}  ${line}`).join(",\n")}\n${indent}${String(close)}`;
}

function inline(value: Ordered): string {
  switch (value.kind) {
    case "scalar":
      return value.text;
    case "array":
      return `[${value.items.map(inline).join(", ")}]`;
    case "object":
      if (value.members.length === 0) return "{}";
      return `{ ${value.members.map(([name, member]) => `${JSON.stringify(name)}: ${inline(member)}`).join(", ")} }`;
  }
}
