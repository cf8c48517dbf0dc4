import type { SourceColumn } from "@dp/metadata";

/** Two columns that may be one: Snowflake's listings do not say that a column was renamed. */
export interface Rename {
  readonly before: SourceColumn;
  readonly after: SourceColumn;
  /** What they have in common. */
  readonly because: string;
}

interface Candidate {
  readonly column: SourceColumn;
  /** How many of the columns that stayed stand before it: a renamed column keeps its place among them. */
  readonly place: number;
}

function candidates(columns: readonly SourceColumn[], stayed: ReadonlySet<string>): readonly Candidate[] {
  let place = 0;
  return columns.flatMap((column) => {
    if (!stayed.has(column.name)) return [{ column, place }];
    place += 1;
    return [];
  });
}

/** Why two columns look like one; undefined when they do not. The type must be the same, and one thing more. */
function likeness(before: Candidate, after: Candidate): string | undefined {
  if (before.column.type !== after.column.type) return undefined;
  const common = [
    before.place === after.place ? ["position"] : [],
    ["type"],
    before.column.comment !== undefined && before.column.comment === after.column.comment ? ["comment"] : [],
  ].flat();
  return common.length > 1 ? `same ${common.join(", ")}` : undefined;
}

/** Pairs of a dropped and an added column that look like one column with another name; each column is in one pair. */
export function guessRenames(before: readonly SourceColumn[], after: readonly SourceColumn[]): readonly Rename[] {
  const later = new Set(after.map(({ name }) => name));
  const stayed = new Set(before.map(({ name }) => name).filter((name) => later.has(name)));
  const added = [...candidates(after, stayed)];
  return candidates(before, stayed).flatMap((dropped) => {
    const alike = added.flatMap((candidate, index) => {
      const because = likeness(dropped, candidate);
      return because === undefined ? [] : [{ index, column: candidate.column, because }];
    });
    // The longest reason is the one with most in common.
    const best = alike.toSorted((one, other) => other.because.length - one.because.length)[0];
    if (best === undefined) return [];
    added.splice(best.index, 1);
    return [{ before: dropped.column, after: best.column, because: best.because }];
  });
}
