/* eslint-disable no-control-regex -- control characters are what these are about */
// Controls, and the marks that turn the direction of text round: what could rewrite a terminal's screen.
const hidden = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
const hiddenButLayout =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Text from outside for one line of a terminal: what cannot be seen is written as `\uXXXX`. */
export function visible(text: string): string {
  return text.replace(hidden, escaped);
}

/** As `visible`, for text of several lines: line ends and tabs stay. */
export function visibleLines(text: string): string {
  return text.replace(hiddenButLayout, escaped);
}
