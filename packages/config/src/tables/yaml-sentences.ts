import type { ErrorCode } from "yaml";

type Sentence = readonly [message: string, hint?: string];

/** What the parser's findings mean for somebody who edits a list of tables; others keep the parser's words. */
const sentences: Partial<Record<ErrorCode, Sentence>> = {
  TAB_AS_INDENT: ["a tab is used to indent", "YAML indents with spaces: replace the tab with spaces."],
  NON_STRING_KEY: ["a key must be plain text", "Put quotes around a key that holds brackets or braces."],
  BLOCK_AS_IMPLICIT_KEY: [
    "a key is not expected here",
    "Check the indentation of this line and the next; put quotes around a value that holds `: `.",
  ],
  MULTILINE_IMPLICIT_KEY: ["a key stands on two lines", "Check the indentation: keys of one map begin in one column."],
  BAD_INDENT: ["the indentation is not right, or a bracket is not closed"],
  BAD_SCALAR_START: ["a value cannot begin with this character", "Put quotes around the value."],
  RESOURCE_EXHAUSTION: ["the document is nested too deeply"],
  TAG_RESOLVE_FAILED: [
    "tags (`!…`) are not supported",
    "Remove the tag; put quotes around a value that begins with `!`.",
  ],
};

/** @internal */
export function sentenceFor(code: ErrorCode, message: string): Sentence {
  return sentences[code] ?? [`${message.charAt(0).toLowerCase()}${message.slice(1)}`];
}
