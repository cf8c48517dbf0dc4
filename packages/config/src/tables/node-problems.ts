import { isScalar, visit, type Document, type LineCounter, type Node } from "yaml";

import type { ConfigProblem } from "../config-error.ts";

/** Makes a problem of a place in the text. @internal */
export type Report = (offset: number, message: string, hint?: string) => ConfigProblem;

/** @internal */
export function reporter(lines: LineCounter): Report {
  return (offset, message, hint) => {
    const { line, col } = lines.linePos(offset);
    const at = { message, line: Math.max(line, 1), column: Math.max(col, 1), path: "" };
    return hint === undefined ? at : { ...at, hint };
  };
}

/** Keys that stand twice in one map. @internal */
export function keyProblems(document: Document.Parsed, report: Report): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of map.items) {
        if (!isScalar(key)) continue;
        const name = String(key.value);
        if (seen.has(name)) {
          const message = `the key ${JSON.stringify(name)} stands twice in the same place`;
          problems.push(report(offsetOf(key), message, "Remove one of the two."));
        }
        seen.add(name);
      }
    },
  });
  return problems;
}

/** Aliases of nothing, and aliases inside what they stand for. @internal */
export function aliasProblems(document: Document.Parsed, report: Report): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Alias(_, alias, ancestors) {
      const target = alias.resolve(document);
      if (target === undefined) {
        const hint = `Write &${alias.source} before it.`;
        problems.push(report(offsetOf(alias), `*${alias.source} refers to nothing`, hint));
      } else if ((ancestors as readonly unknown[]).includes(target)) {
        problems.push(report(offsetOf(alias), `*${alias.source} contains itself`, "Write the value out."));
      }
    },
  });
  return problems;
}

/** Where the first alias stands. @internal */
export function firstAlias(document: Document.Parsed): number {
  let offset = 0;
  visit(document, {
    Alias(_, alias) {
      offset = offsetOf(alias);
      return visit.BREAK;
    },
  });
  return offset;
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
