/**
 * Splits a clustering key, `LINEAR(a, TO_DATE(b))` or `(a, b)`, into its expressions as Snowflake prints them.
 * Commas in parentheses, string literals and quoted names do not split.
 */
export function parseClusterBy(text: string): readonly string[] {
  const linear = /^\s*(?:LINEAR)?\s*\(([\s\S]*)\)\s*$/i.exec(text)?.[1];
  // `(a), (b)` begins and ends with parentheses that are no pair.
  const inner = linear !== undefined && isBalanced(linear) ? linear : text;
  return splitAtCommas(inner).filter((expression) => expression !== "");
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const token of tokens(text)) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = "";
  for (const token of tokens(text)) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (token === "," && depth === 0) {
      parts.push(part.trim());
      part = "";
    } else {
      part += token;
    }
  }
  return [...parts, part.trim()];
}

/** Whole literals and quoted names, then single characters. */
function tokens(text: string): readonly string[] {
  return text.match(/'(?:[^'\\]|''|\\[\s\S])*'|"(?:[^"]|"")*"|[\s\S]/g) ?? [];
}
