import { distance } from "fastest-levenshtein";

const LONGEST_WORD = 64;

/** The candidate that was most likely meant, if any is near enough: a third of the letters may differ. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > LONGEST_WORD) return undefined;
  const wanted = plain(word);
  let best: { candidate: string; score: number } | undefined;
  for (const candidate of candidates) {
    const other = plain(candidate);
    const score = other === wanted ? 0 : isStart(wanted, other) ? 1 : distance(wanted, other);
    const limit = Math.max(1, Math.floor(Math.max(wanted.length, other.length) / 3));
    if (score <= limit && (best === undefined || score < best.score)) best = { candidate, score };
  }
  return best?.candidate;
}

/** `did you mean "x"?`, or the list of what is possible when nothing is near. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const match = nearest(word, candidates);
  return match === undefined ? `Possible: ${listed(candidates)}.` : `Did you mean "${match}"?`;
}

/** A list for people, cut after a dozen. */
export function listed(words: readonly string[]): string {
  const most = 12;
  return words.length <= most
    ? words.join(", ")
    : `${words.slice(0, most).join(", ")} and ${String(words.length - most)} more`;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[-_ .]/g, "");
}

function isStart(a: string, b: string): boolean {
  return Math.min(a.length, b.length) >= 3 && (a.startsWith(b) || b.startsWith(a));
}
