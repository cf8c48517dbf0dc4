type Sign = " " | "-" | "+";

const maxCells = 1_000_000;
const context = 2;
const maxLines = 60;

/** Lengths of the longest common run of lines from each pair of places on. */
function lengths(one: readonly string[], other: readonly string[]): readonly Uint32Array[] {
  const table = Array.from({ length: one.length + 1 }, () => new Uint32Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i--) {
    const [row, below] = [table[i], table[i + 1]];
    if (row === undefined || below === undefined) continue;
    for (let j = other.length - 1; j >= 0; j--) {
      row[j] = one[i] === other[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  return table;
}

function signed(one: readonly string[], other: readonly string[]): readonly (readonly [Sign, string])[] {
  const all = (sign: Sign, lines: readonly string[]): (readonly [Sign, string])[] =>
    lines.map((line) => [sign, line] as const);
  if (one.length * other.length > maxCells) return [...all("-", one), ...all("+", other)];
  const table = lengths(one, other);
  const result: (readonly [Sign, string])[] = [];
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    if (one[i] === other[j]) {
      result.push([" ", one[i] ?? ""]);
      i++;
      j++;
    } else if ((table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0)) result.push(["-", one[i++] ?? ""]);
    else result.push(["+", other[j++] ?? ""]);
  }
  return [...result, ...all("-", one.slice(i)), ...all("+", other.slice(j))];
}

/**
 * What turns one text into another, as lines with ` `, `-` or `+` before them: the changed ones and two on each side.
 * Empty for equal texts; a very long answer is cut and says so.
 */
export function lineDiff(one: string, other: string): readonly string[] {
  const lines = signed(one.split("\n"), other.split("\n"));
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - context), index + context + 1).some(([sign]) => sign !== " "),
  );
  const shown = lines.flatMap(([sign, line], index) => {
    if (near[index] === true) return [`${sign}${line}`];
    return near[index - 1] === true ? ["..."] : [];
  });
  const ends = shown.at(-1) === "..." ? shown.slice(0, -1) : shown;
  return ends.length <= maxLines
    ? ends
    : [...ends.slice(0, maxLines), `... ${String(ends.length - maxLines)} lines more`];
}
