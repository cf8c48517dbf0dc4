/** Marks that stand above others, joiners and variation selectors take no place of their own. */
const none = /^(?:\p{Mn}|\p{Me}|\p{Variation_Selector}|[\u200b-\u200d])$/u;
/** Scripts and pictures that terminals draw two places wide (Unicode, "East Asian Width"). */
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u;

/** Places that a text takes on a terminal. */
export function width(text: string): number {
  let places = 0;
  for (const character of text) places += none.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return places;
}

/** Lines of at most `places` places: broken at blanks, and within a word that is longer than a line. */
function wrap(text: string, places: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((each) => broken(each, places))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && width(longer) > places) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, line];
}

function broken(word: string, places: number): readonly string[] {
  if (width(word) <= places) return [word];
  const pieces: string[] = [];
  let piece = "";
  for (const character of word) {
    if (piece !== "" && width(piece + character) > places) {
      pieces.push(piece);
      piece = "";
    }
    piece += character;
  }
  return [...pieces, piece];
}

function pad(text: string, places: number): string {
  return text + " ".repeat(Math.max(0, places - width(text)));
}

const gap = "  ";
const narrowest = 8;

/** Widths of columns that fit together: what a column does not need is left to the others. */
function fitted(wanted: readonly number[], places: number): readonly number[] {
  const widths = [...wanted];
  const total = (): number => widths.reduce((sum, each) => sum + each, gap.length * (widths.length - 1));
  while (total() > places) {
    const widest = Math.max(...widths);
    if (widest <= narrowest) break;
    widths[widths.indexOf(widest)] = widest - 1;
  }
  return widths;
}

/** Rows under a head and a rule, each cell wrapped in its column. */
export function grid(head: readonly string[], rows: readonly (readonly string[])[], places: number): readonly string[] {
  const wanted = head.map((title, column) => Math.max(width(title), ...rows.map((row) => width(row[column] ?? ""))));
  const widths = fitted(wanted, places);
  const rule = widths.map((each) => "-".repeat(each));
  return [head, rule, ...rows].flatMap((row) => {
    const cells = widths.map((each, column) => wrap(row[column] ?? "", each));
    const height = Math.max(...cells.map((lines) => lines.length));
    return Array.from({ length: height }, (_, line) =>
      widths
        .map((each, column) => pad(cells[column]?.[line] ?? "", each))
        .join(gap)
        .trimEnd(),
    );
  });
}

/** A paragraph behind a label, its further lines under its first. */
export function labelled(label: string, text: string, places: number): readonly string[] {
  const [first = "", ...others] = wrap(text, Math.max(narrowest, places - width(label)));
  return [label + first, ...others.map((line) => " ".repeat(width(label)) + line)].map((line) => line.trimEnd());
}
