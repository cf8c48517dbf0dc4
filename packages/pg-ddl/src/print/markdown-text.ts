import { visible } from "./visible.ts";

/** Every sign but blank, letter and digit as a character reference, which is never Markdown, HTML or a table's border. */
function references(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N} ]/gu, (sign) => `&#${String(sign.codePointAt(0))};`);
}

/**
 * A name, type or other text of others, to be read as code and as nothing else: in a list, a heading or a table. Plain
 * where Markdown lets it be, as HTML where it holds signs that could end it.
 */
export function markdownCode(text: string): string {
  const shown = visible(text);
  if (shown === "") return "(empty)";
  // In a table a pipe ends the cell even inside of code (GFM, "Tables"), and a backslash before it is read first.
  const plain = !/[`|\\]|^ | $/.test(shown);
  return plain ? `\`${shown}\`` : `<code>${references(shown)}</code>`;
}

/** What the pages that show Markdown turn into links and calls by themselves, cut in two. */
function unlinked(text: string): string {
  return text.replaceAll(/([@#])(?=[\p{L}\p{N}])|(:)(?=\/\/)|(www)(?=\\?\.)/giu, "$&<!-- -->");
}

/** A sentence that holds text of others: nothing in it is Markdown or HTML, calls a person or links anywhere. */
export function markdownText(text: string): string {
  return unlinked(visible(text).replaceAll(/[\\`*_[\]<>#|&~$]/g, "\\$&"));
}

/** Lines of code. The fence is longer than any run of backticks in the text, so that the text cannot end it. */
export function markdownFence(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${language}`, text.trimEnd(), fence].join("\n");
}

/** How long a text may become. */
export interface ClipOptions {
  /** Most characters; no limit when absent. */
  readonly limit?: number;
  /** Says that `left` blocks are not shown, and how to see them. */
  readonly note: (left: number) => string;
}

/** Items of a list stand together, everything else has an empty line between. */
function joined(blocks: readonly string[]): string {
  const isItem = (block: string | undefined): boolean => block?.startsWith("- ") === true;
  const parts = blocks.map((block, index) => {
    if (index === 0) return block;
    return `${isItem(block) && isItem(blocks[index - 1]) ? "\n" : "\n\n"}${block}`;
  });
  return `${parts.join("")}\n`;
}

/** Joins blocks of Markdown; those that would go over the limit are left out, counted and told of. Ends with a line feed. */
export function clipMarkdown(blocks: readonly string[], { limit = Infinity, note }: ClipOptions): string {
  let length = note(blocks.length).length + 8;
  const cut = blocks.findIndex((block) => (length += block.length + 2) > limit);
  return joined(cut === -1 ? blocks : [...blocks.slice(0, cut), `**${note(blocks.length - cut)}**`]);
}
