const names: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Text that does to a terminal or a review what it says and nothing else: control characters, ANSI sequences, marks
 * that turn the direction of text and other unseen characters become escapes.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return names[character] ?? `\\u{${code}}`;
  });
}
